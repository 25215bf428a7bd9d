import { execFile } from 'node:child_process';
import * as http from 'node:http';
import * as net from 'node:net';
import { TestContext, testContext } from './support/context';
import { AwsError, QueryService, SandboxService } from '../../src/sandbox/aws-json';
import { BuildEngine } from '../../src/sandbox/codebuild';
import { ControlError } from '../../src/sandbox/control-endpoint';
import { RunningFront, startFront } from '../../src/sandbox/front';
import { route, signedCallOf } from '../../src/sandbox/front-routing';
import { readBody } from '../../src/sandbox/http-proxy';
import { SandboxPart } from '../../src/sandbox/part';

const signed = (service: string): string => `AWS4-HMAC-SHA256 Credential=AKIAX/20261123/eu-west-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;

const json: SandboxService = {
  name: 'widgets',
  targetPrefix: 'Widgets_2020',
  operations: {
    Make: async (input, caller) => ({ made: input.name, by: caller.accessKeyId, region: caller.region }),
    Refuse: async () => { throw new AwsError('WidgetException', 'no such widget'); },
    Break: async () => { throw new Error('a bug'); },
  },
};
const partial: SandboxService = { name: 'ecr', targetPrefix: 'Registry', operations: { Scan: async () => ({}) }, passThrough: true };
const rest: SandboxService = { name: 'rules', targetPrefix: 'rules', operations: { ListRules: async () => ({ Rules: [] }) } };
const identities: QueryService = {
  name: 'sts',
  passThrough: true,
  unsignedActions: ['AssumeByToken'],
  actions: { AssumeByToken: async (parameters) => `<Token>${parameters.get('Token')}</Token>` },
  guards: {
    Assume: async (parameters, caller) => {
      if (parameters.get('Role') !== 'mine') throw new AwsError('AccessDenied', `${caller.accessKeyId} with ${caller.sessionToken}`, 403);
    },
  },
};
const query: QueryService = { name: 'elasticloadbalancing', actions: { DescribeThings: async (parameters) => `<Things>${parameters.get('Name')}</Things>` } };

const forgetPolicies = jest.fn();
/** Refuses one key, and reads the body of another's requests. */
async function admit(request: http.IncomingMessage): Promise<void> {
  const call = signedCallOf(request);
  if (call?.accessKeyId === 'AKIACLOSED') throw new AwsError('AccessDeniedException', `closed to <${call.service}>`, 403);
  if (call?.accessKeyId === 'AKIAREAD') await readBody(request);
}

async function admitToRegistry(_request: http.IncomingMessage, key: string): Promise<void> {
  if (key === 'AKIACLOSED') throw new AwsError('AccessDeniedException', `closed to ${key}`, 403);
}

let context: TestContext;
let emulator: http.Server;
let front: RunningFront;
const received: { method?: string; url?: string; headers: http.IncomingHttpHeaders; body: string }[] = [];

beforeAll(async () => {
  emulator = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ method: request.method, url: request.url, headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(207, { 'x-emulator': 'yes' });
      response.end('from the emulator');
    });
  });
  await new Promise<void>((resolve) => emulator.listen(0, '127.0.0.1', resolve));
  const { access } = testContext();
  context = testContext({ emulatorUrl: `http://127.0.0.1:${(emulator.address() as net.AddressInfo).port}`, access: { ...access, admit, admitToRegistry, forgetPolicies } });
  const part: SandboxPart = {
    name: 'test',
    services: [json, partial, rest],
    queryServices: [query, identities],
    controls: {
      'GET /_sandbox/test/door': async ({ url, headers }) => ({ knocked: url.searchParams.get('by'), with: headers['x-key'] }),
      'POST /_sandbox/test/door': async ({ body }) => { throw new ControlError(403, `closed to ${body}`); },
    },
    loadBalancers: {
      tryHandle: (request, response) => {
        const mine = (request.headers.host ?? '').startsWith('orders-lb');
        if (mine) {
          response.end(`balanced ${request.url}`);
        }
        return mine;
      },
    },
    onGitPush: async (push) => ({ seen: push.ref }),
    status: () => ({ fine: true }),
  };
  const pipelines = { ...part, progress: () => undefined };
  front = await startFront({ context, port: 0, parts: { all: [pipelines], pipelines, builds: new BuildEngine(context) } });
});

afterAll(async () => {
  await front.close();
  emulator.close();
  context.remove();
});

beforeEach(() => received.splice(0));

const post = (headers: Record<string, string>, body: string, path = '/'): Promise<Response> => fetch(`${front.url}${path}`, { method: 'POST', headers, body });

test('an operation of our own is answered with who called', async () => {
  const response = await post({ 'x-amz-target': 'Widgets_2020.Make', 'authorization': signed('widgets') }, '{"name":"w"}');
  expect(await response.json()).toEqual({ made: 'w', by: 'AKIAX', region: 'eu-west-1' });
  expect(received).toEqual([]);
});

test.each([
  ['Widgets_2020.Refuse', 400, 'WidgetException', 'no such widget'],
  ['Widgets_2020.Unknown', 501, 'SandboxNotImplemented', 'the sandbox does not implement widgets:Unknown'],
  ['Widgets_2020.Break', 500, 'InternalFailure', 'Error: a bug'],
])('%s fails as AWS does, never silently', async (target, status, code, message) => {
  const response = await post({ 'x-amz-target': target }, '{}');
  expect(response.status).toBe(status);
  expect(response.headers.get('x-amzn-errortype')).toBe(code);
  expect(await response.json()).toEqual({ __type: code, message });
});

test('everything else goes to the emulator as it is, and its answer comes back as it is', async () => {
  const response = await fetch(`${front.url}/bucket/a%20b?list-type=2`, { method: 'PUT', headers: { 'authorization': signed('s3'), 'x-amz-acl': 'private' }, body: 'content' });
  expect([response.status, response.headers.get('x-emulator'), await response.text()]).toEqual([207, 'yes', 'from the emulator']);
  expect(received[0]).toMatchObject({ method: 'PUT', url: '/bucket/a%20b?list-type=2', body: 'content', headers: { 'x-amz-acl': 'private', 'host': front.url.slice(7) } });
});

test('of a service that we hold in part, the other operations go to the emulator', async () => {
  expect((await post({ 'x-amz-target': 'Registry.Scan' }, '{}')).status).toBe(200);
  expect((await post({ 'x-amz-target': 'Registry.Describe', 'authorization': signed('ecr') }, '{}')).status).toBe(207);
});

test('the query and REST protocols are told by the credential scope', async () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded', 'authorization': signed('elasticloadbalancing') };
  expect(await (await post(form, 'Action=DescribeThings&Name=n')).text()).toBe('<Things>n</Things>');
  const unknown = await post(form, 'Action=Nope');
  expect([unknown.status, await unknown.text()]).toEqual([501, expect.stringContaining('<Code>SandboxNotImplemented</Code>')]);
  expect(await (await post({ authorization: signed('rules') }, '{}', '/listRules')).json()).toEqual({ Rules: [] });
});

describe('an action of the query protocol', () => {
  const FORM = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };

  test('that needs no signature is told by its name, in the body or in the address', async () => {
    expect(await (await post(FORM, 'Action=AssumeByToken&Token=a%2Bb')).text()).toBe('<Token>a+b</Token>');
    expect(await (await fetch(`${front.url}/?Action=AssumeByToken&Token=t`)).text()).toBe('<Token>t</Token>');
    expect(await (await post({}, '', '/?Action=AssumeByToken&Token=t')).text()).toBe('<Token>t</Token>');
    expect(await (await post({ ...FORM, authorization: signed('sts') }, 'Action=AssumeByToken&Token=t')).text()).toBe('<Token>t</Token>');
    expect(received).toEqual([]);
  });

  test('that is not ours goes to the emulator as it is, signed or not', async () => {
    for (const headers of [FORM, { ...FORM, authorization: signed('sts') }]) {
      expect((await post(headers, 'Action=GetCallerIdentity&Version=1')).status).toBe(207);
      expect(received.at(-1)).toMatchObject({ method: 'POST', url: '/', body: 'Action=GetCallerIdentity&Version=1', headers });
    }
  });

  test('goes to the emulator only when its guard lets it', async () => {
    const headers = { ...FORM, 'authorization': signed('sts'), 'x-amz-security-token': 'session' };
    expect((await post(headers, 'Action=Assume&Role=mine')).status).toBe(207);
    const refused = await post(headers, 'Action=Assume&Role=other');
    expect([refused.status, await refused.text()]).toEqual([403, expect.stringContaining('<Code>AccessDenied</Code><Message>AKIAX with session</Message>')]);
    expect(received).toHaveLength(1);
  });
});

describe('Docker', () => {
  const basic = (key: string) => ({ authorization: `Basic ${Buffer.from(`AWS:${key}`).toString('base64')}` });

  test('is asked who it is', async () => {
    const answer = await fetch(`${front.url}/v2/`);
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, expect.stringMatching(/^Basic realm="http/)]);
    expect(received).toEqual([]);
  });

  test('reaches the registry when its token\'s role may, and is told otherwise', async () => {
    expect((await fetch(`${front.url}/v2/orders/manifests/live`, { headers: basic('AKIAX') })).status).toBe(207);
    const answer = await fetch(`${front.url}/v2/orders/manifests/live`, { headers: basic('AKIACLOSED') });
    expect([answer.status, await answer.json()]).toEqual([403, { errors: [{ code: 'DENIED', message: 'closed to AKIACLOSED' }] }]);
    expect(received.map(({ url }) => url)).toEqual(['/v2/orders/manifests/live']);
  });

  test('is not taken for a signed request of a service', () => {
    expect(route({ url: '/v2/apis', headers: { authorization: signed('apigateway') } }, [], [])).toEqual({ kind: 'emulator' });
  });
});

test('two services with one name share their operations', () => {
  const target = (operation: string) => ({ url: '/', headers: { 'x-amz-target': `Registry.${operation}` } });
  const other: SandboxService = { ...partial, operations: { Token: async () => ({}) } };
  expect(route(target('Token'), [partial, other], [])).toMatchObject({ kind: 'json', service: other });
  expect(route(target('Scan'), [partial, other], [])).toMatchObject({ kind: 'json', service: partial });
  expect(route(target('Put'), [partial, other], [])).toEqual({ kind: 'emulator' });
});

describe('a signed request', () => {
  const by = (key: string, service: string) => ({ authorization: signed(service).replace('AKIAX', key) });

  test('that is not admitted reaches nobody, and is answered in its protocol', async () => {
    for (const headers of [{ ...by('AKIACLOSED', 'widgets'), 'x-amz-target': 'Widgets_2020.Make' }, by('AKIACLOSED', 'lambda')]) {
      const answer = await post(headers, '{}');
      expect([answer.status, await answer.json()]).toEqual([403, { __type: 'AccessDeniedException', message: expect.stringContaining('closed to <') }]);
    }
    for (const [headers, root] of [[by('AKIACLOSED', 's3'), '<Error><Code>'], [{ ...by('AKIACLOSED', 'sns'), 'content-type': 'application/x-www-form-urlencoded' }, '<ErrorResponse>']] as const) {
      const answer = await (await post(headers, 'Action=Publish')).text();
      expect(answer).toContain(root);
      expect(answer).toContain('<Code>AccessDeniedException</Code><Message>closed to &lt;');
    }
    expect(received).toEqual([]);
  });

  test('whose body was read to judge it arrives whole, here and at the emulator', async () => {
    const made = await post({ ...by('AKIAREAD', 'widgets'), 'x-amz-target': 'Widgets_2020.Make' }, '{"name":"cup"}');
    expect(await made.json()).toMatchObject({ made: 'cup', by: 'AKIAREAD' });
    await post(by('AKIAREAD', 's3'), 'an object', '/bucket/key');
    expect(received).toEqual([expect.objectContaining({ url: '/bucket/key', body: 'an object' })]);
  });

  test('to IAM makes known policies old', async () => {
    forgetPolicies.mockClear();
    await (await post(by('AKIAX', 'iam'), 'Action=PutRolePolicy')).text();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(forgetPolicies).toHaveBeenCalledTimes(1);
  });
});

test('a part has control endpoints of its own, with their own statuses', async () => {
  expect(await (await fetch(`${front.url}/_sandbox/test/door?by=me`, { headers: { 'x-key': 'k' } })).json()).toEqual({ knocked: 'me', with: 'k' });
  const closed = await post({}, 'you', '/_sandbox/test/door');
  expect([closed.status, await closed.json()]).toEqual([403, { error: 'closed to you', message: 'closed to you' }]);
});

test("a load balancer's name leads to its data plane, told by Host or by a proxy request", async () => {
  const curl = (...args: string[]): Promise<string> =>
    new Promise((resolve, reject) => execFile('curl', ['-s', ...args], (error, stdout) => (error ? reject(error) : resolve(stdout))));
  expect(await curl('-H', 'Host: orders-lb.example', `${front.url}/version`)).toBe('balanced /version');
  expect(await curl('-x', front.url, 'http://orders-lb.example/health')).toBe('balanced http://orders-lb.example/health');
  expect(await curl('-x', front.url, '--noproxy', '', `${context.emulatorUrl}/elsewhere`)).toBe('from the emulator');
  expect(received[0].url).toBe('/elsewhere');
});

test('the control endpoints answer, and an unknown one says what there is', async () => {
  expect(await (await fetch(`${front.url}/_sandbox/status`)).json()).toMatchObject({ ready: true, parts: { test: { fine: true } } });
  expect(await (await post({}, '{"ref":"refs/heads/x"}', '/_sandbox/git-push')).json()).toEqual({ seen: 'refs/heads/x' });
  const unknown = await fetch(`${front.url}/_sandbox/nope`);
  expect([unknown.status, await unknown.json()]).toEqual([400, { error: expect.stringContaining('GET /_sandbox/nope; it has GET /_sandbox/status') }]);
});

test('an emulator that is gone is a gateway error that names it', async () => {
  const lost = testContext({ emulatorUrl: 'http://127.0.0.1:9' });
  const pipelines = { name: 'none', progress: () => undefined };
  const other = await startFront({ context: lost, port: 0, parts: { all: [], pipelines, builds: new BuildEngine(lost) } });
  const response = await fetch(`${other.url}/bucket`);
  expect([response.status, await response.text()]).toEqual([502, expect.stringContaining('could not reach http://127.0.0.1:9')]);
  await other.close();
  lost.remove();
});

test('a request without signature or target goes to the emulator', () => {
  expect(route({ url: '/', headers: {} }, [json, rest], [query])).toEqual({ kind: 'emulator' });
});

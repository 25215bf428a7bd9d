import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { ACCOUNT, REGION } from './support/context';
import { HttpEmulatorClient } from '../../src/sandbox/emulator-client';
import { RoleSession } from '../../src/sandbox/iam/role-sessions';

const OWN = { accessKeyId: 'AKIAOWN', secretAccessKey: 's' };
const ROLE = `arn:aws:iam::${ACCOUNT}:role/build`;
const SESSION = '<AccessKeyId>ASIA1</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>';

type Answer = { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: string };

let servers: http.Server[];
let seen: string[];
let answers: Record<string, Answer>;
let sessions: [string, RoleSession][];
let client: HttpEmulatorClient;

async function listen(name: string): Promise<string> {
  const server = http.createServer((request, response) => {
    seen.push(`${name} ${request.method} ${request.url} ${/Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1]}`);
    const { status = 200, headers = {}, body = '' } = answers[`${request.method} ${request.url}`] ?? {};
    response.writeHead(status, headers).end(body);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeEach(async () => {
  [servers, seen, answers, sessions] = [[], [], {}, []];
  client = new HttpEmulatorClient({
    url: await listen('emulator'),
    roleUrl: await listen('front'),
    region: REGION,
    accountId: ACCOUNT,
    credentials: OWN,
    onSession: (...session) => sessions.push(session),
  });
});
afterEach(() => servers.forEach((server) => { server.closeAllConnections(); server.close(); }));

test('what is done with a role goes to the front, where it is judged; the rest, and who somebody is, to the emulator', async () => {
  answers['GET /b/k'] = { body: 'content' };
  await client.getObject('b', 'k');
  await client.getObject('b', 'k', { ...OWN, accessKeyId: 'ASIA1' });
  await client.query('sts', { Action: 'GetCallerIdentity' }, { ...OWN, accessKeyId: 'ASIA1' });
  expect(seen).toEqual(['emulator GET /b/k AKIAOWN', 'front GET /b/k ASIA1', 'emulator POST / ASIA1']);
});

test('a session that is handed out is told of, with where it came from', async () => {
  answers['POST /'] = { body: SESSION };
  expect(await client.assumeRole(ROLE, 'b-1', { buildId: 'p:1' })).toEqual({ accessKeyId: 'ASIA1', secretAccessKey: 's', sessionToken: 't' });
  expect(sessions).toEqual([['ASIA1', { buildId: 'p:1', roleArn: ROLE, sessionArn: `arn:aws:sts::${ACCOUNT}:assumed-role/build/b-1` }]]);
});

describe('the key of an object', () => {
  const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/1`;
  const ofObject = (id: string): void => { answers['HEAD /b/k'] = { headers: { 'x-amz-server-side-encryption-aws-kms-key-id': id } }; };
  const ofBucket = (body: string): void => { answers['GET /b?encryption'] = { body }; };

  test.each<[what: string, given: () => void, key: string | undefined, expected: string | undefined]>([
    ['an ARN', () => ofObject(KEY), 'k', KEY],
    ['an id', () => ofObject('1'), 'k', KEY],
    ['S3\'s own', () => ofObject('alias/aws/s3'), 'k', undefined],
    ['none', () => undefined, 'k', undefined],
    ['that of the bucket', () => ofBucket(`<X><KMSMasterKeyID>${KEY}</KMSMasterKeyID></X>`), undefined, KEY],
    ['none of the bucket', () => ofBucket('<X/>'), undefined, undefined],
    ['of a bucket without encryption', () => { answers['GET /b?encryption'] = { status: 404, body: '<Code>ServerSideEncryptionConfigurationNotFoundError</Code>' }; }, undefined, undefined],
  ])('is %s', async (_what, given, key, expected) => {
    given();
    expect(await client.encryptionKeyOf('b', key)).toBe(expected);
  });
});

test('a secret\'s full ARN is asked for', async () => {
  answers['POST /'] = { body: '{"ARN":"arn:secret-AbCdEf"}' };
  expect(await client.secretArn('secret')).toBe('arn:secret-AbCdEf');
  answers['POST /'] = { status: 400, body: '{"__type":"ResourceNotFoundException","message":"none"}' };
  expect(await client.secretArn('none')).toBeUndefined();
});

import * as http from 'node:http';
import { AccessControl } from '../../../src/sandbox/iam/access-control';
import { CallRecord, describeCalls, readCalls } from '../../../src/sandbox/iam/call-record';
import { NamedPolicy } from '../../../src/sandbox/iam/evaluation';
import { RoleSessions, sessionArn } from '../../../src/sandbox/iam/role-sessions';
import { ACCOUNT, REGION, TestContext, testContext } from '../support/context';

const ROLE = `arn:aws:iam::${ACCOUNT}:role/deploy`;
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/deploy/s`;
const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/1`;
const SECRET = `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:token-AbCdEf`;
const REPOSITORY = `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/orders`;

let context: TestContext;
let sessions: RoleSessions;
let access: AccessControl;
let policies: Record<string, [action: string, resource: string][]>;
let reads: number;
let time: number;

beforeEach(() => {
  context = testContext();
  time = Date.now();
  sessions = new RoleSessions(context.state, () => time);
  sessions.remember('ASIA1', { roleArn: ROLE, sessionArn: SESSION, executionId: 'e1', action: 'Deploy/Deploy' });
  policies = { [ROLE]: [['ecr:PutImage', REPOSITORY]] };
  reads = 0;
  access = make();
});
afterEach(() => context.remove());

function make(): AccessControl {
  return new AccessControl({
    region: REGION,
    accountId: ACCOUNT,
    sessions,
    record: new CallRecord(context.state.folder),
    policiesOf: async (role): Promise<NamedPolicy[]> => {
      reads += 1;
      return [{ name: 'inline', document: { Statement: (policies[role] ?? []).map(([Action, Resource]) => ({ Effect: 'Allow', Action, Resource })) } }];
    },
    encryptionKeyOf: async (bucket, key) => (bucket === 'plain' ? undefined : key === undefined ? KEY : `${KEY}-of-${key}`),
    secretArn: async (id) => (id === 'token' ? SECRET : undefined),
    sessionOfFunction: async (key) => `arn:aws:sts::${ACCOUNT}:assumed-role/function/${key.slice(-1)}`,
    log: context.log,
  });
}

interface Sent {
  readonly service: string;
  readonly method?: string;
  readonly url?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly key?: string;
}

/** A real request, so that its body is a stream. */
async function admit({ service, method = 'POST', url = '/', headers = {}, body = '', key = 'ASIA1' }: Sent): Promise<void> {
  const authorization = `AWS4-HMAC-SHA256 Credential=${key}/20261123/${REGION}/${service}/aws4_request, SignedHeaders=host, Signature=0`;
  const server = http.createServer((request, response) => {
    access.admit(request).then(() => response.end(), (error: Error) => response.writeHead(403, { code: error.name }).end(error.message));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const answer = await fetch(`http://127.0.0.1:${port}${url}`, { method, headers: { ...headers, authorization }, ...(method === 'GET' ? {} : { body }) });
  const text = await answer.text();
  server.close();
  if (!answer.ok) throw new Error(`${answer.headers.get('code')}: ${text}`);
}

const putImage = (repositoryName: string): Sent => ({ service: 'ecr', headers: { 'x-amz-target': 'Ecr_2015.PutImage' }, body: JSON.stringify({ repositoryName }) });
const calls = (): string[] => readCalls(context.state.folder).map(({ call, resource, decision }) => `${decision} ${call} ${resource}`);

test('what the role may do passes, and is recorded with the execution and the statement', async () => {
  await admit(putImage('orders'));
  expect(readCalls(context.state.folder)).toEqual([{
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    executionId: 'e1',
    action: 'Deploy/Deploy',
    role: 'deploy',
    session: SESSION,
    call: 'ecr:PutImage',
    resource: REPOSITORY,
    decision: 'allowed',
    statement: 'inline[0]',
    reason: 'by its action, resource and conditions',
  }]);
});

test('what it may not do is refused in AWS\'s words, and recorded', async () => {
  const message = `User: ${SESSION} is not authorized to perform: ecr:PutImage on resource: ${REPOSITORY}2 because no identity-based policy allows the ecr:PutImage action`;
  await expect(admit(putImage('orders2'))).rejects.toThrow(`AccessDeniedException: ${message}`);
  expect(context.logged).toEqual([`iam: ${message}`]);
  expect(describeCalls(readCalls(context.state.folder, { denied: true }))).toEqual([
    expect.stringContaining(`  Deploy/Deploy  deploy  ecr:PutImage  ${REPOSITORY}2  DENIED because no identity-based policy allows`),
  ]);
});

test('each protocol has its own code', async () => {
  await expect(admit({ service: 's3', method: 'GET', url: '/plain/k' })).rejects.toThrow('AccessDenied: ');
  await expect(admit({ service: 'sns', body: 'Action=Publish&TopicArn=arn:t' })).rejects.toThrow('AuthorizationError: ');
});

test('who has no session of a role that was handed out is not judged, and not recorded', async () => {
  await admit({ ...putImage('any'), key: 'AKIAUSER' });
  await access.require('AKIAUSER', [{ action: 'codebuild:StartBuild', resource: 'arn:p' }]);
  await access.require(undefined, [{ action: 'codebuild:StartBuild', resource: 'arn:p' }]);
  access.note('AKIAUSER', { action: 'sts:AssumeRole', resource: 'arn:r' }, { allowed: true, reason: 'x' });
  expect(calls()).toEqual([]);
});

test('an unknown action is judged by its name, never let through', async () => {
  const put = { service: 'dynamodb', headers: { 'x-amz-target': 'Dynamo.PutItem' }, body: '{}' };
  await expect(admit(put)).rejects.toThrow('AccessDeniedException: ');
  policies[ROLE].push(['dynamodb:PutItem', 'arn:table']);
  access.forgetPolicies();
  await admit(put);
  expect(readCalls(context.state.folder).at(-1)).toMatchObject({ call: 'dynamodb:PutItem', resource: '*', reason: 'by its action only: the sandbox does not know its resource' });
});

test('what a service of the sandbox asks for is judged alike', async () => {
  await access.require('ASIA1', [{ action: 'ecr:PutImage', resource: REPOSITORY }]);
  await expect(access.require('ASIA1', [{ action: 'codebuild:StartBuild', resource: 'arn:p' }])).rejects.toMatchObject({ code: 'AccessDeniedException', statusCode: 403 });
  expect(calls()).toEqual([`allowed ecr:PutImage ${REPOSITORY}`, 'denied codebuild:StartBuild arn:p']);
});

test('who one is needs no permission; which role one takes is decided elsewhere, and noted', async () => {
  await admit({ service: 'sts', body: 'Action=GetCallerIdentity' });
  await admit({ service: 'sts', body: 'Action=AssumeRole&RoleArn=arn:r' });
  access.note('ASIA1', { action: 'sts:AssumeRole', resource: 'arn:r' }, { allowed: false, reason: 'so' });
  expect(calls()).toEqual(['allowed sts:GetCallerIdentity *', 'denied sts:AssumeRole arn:r']);
});

test('Docker pushes with the role that its token was given to', async () => {
  const push = (repository: string): Promise<void> => access.admitToRegistry({ method: 'PUT', url: `/v2/${repository}/manifests/live`, headers: {} } as http.IncomingMessage, 'ASIA1');
  await push('orders');
  await expect(push('other')).rejects.toMatchObject({ code: 'AccessDeniedException' });
  expect(calls()).toEqual([`allowed ecr:PutImage ${REPOSITORY}`, `denied ecr:PutImage ${REPOSITORY.replace('orders', 'other')}`]);
});

describe('an object under a key', () => {
  beforeEach(() => policies[ROLE].push(['s3:PutObject', 'arn:aws:s3:::b/*'], ['s3:GetObject', 'arn:aws:s3:::b/*']));

  test.each<[what: string, request: Sent, call: string]>([
    ['written', { service: 's3', method: 'PUT', url: '/b/k' }, `kms:GenerateDataKey ${KEY}`],
    ['written under a key that it names', { service: 's3', method: 'PUT', url: '/b/k', headers: { 'x-amz-server-side-encryption-aws-kms-key-id': 'arn:other' } }, 'kms:GenerateDataKey arn:other'],
    ['read', { service: 's3', method: 'GET', url: '/b/k' }, `kms:Decrypt ${KEY}-of-k`],
  ])('cannot be %s without the key', async (_what, request, call) => {
    await expect(admit(request)).rejects.toThrow(`is not authorized to perform: ${call.replace(' ', ' on resource: ')} `);
    policies[ROLE].push(call.split(' ') as [string, string]);
    access.forgetPolicies();
    await admit(request);
    expect(calls().at(-1)).toBe(`allowed ${call}`);
  });

  test('is not asked for when S3 has the key', async () => {
    await admit({ service: 's3', method: 'PUT', url: '/b/k', headers: { 'x-amz-server-side-encryption': 'AES256' } });
    expect(calls()).toEqual(['allowed s3:PutObject arn:aws:s3:::b/k']);
  });
});

test('a secret that is called by its name is judged by its full ARN', async () => {
  policies[ROLE].push(['secretsmanager:GetSecretValue', SECRET]);
  const get = (SecretId: string): Sent => ({ service: 'secretsmanager', headers: { 'x-amz-target': 'secretsmanager.GetSecretValue' }, body: JSON.stringify({ SecretId }) });
  await admit(get('token'));
  await admit(get(SECRET));
  await expect(admit(get('other'))).rejects.toThrow(':secret:other because');
});

test('a function is known by the key that the emulator gave it', async () => {
  await expect(admit({ ...putImage('orders'), key: 'ASIAFUNCTION1' })).rejects.toThrow(`User: arn:aws:sts::${ACCOUNT}:assumed-role/function/1 is not authorized`);
  policies[`arn:aws:iam::${ACCOUNT}:role/function`] = [['ecr:PutImage', REPOSITORY]];
  access.forgetPolicies();
  await admit({ ...putImage('orders'), key: 'ASIAFUNCTION1' });
});

test('policies are asked for once in a while, and again when they may have changed', async () => {
  await admit(putImage('orders'));
  await admit(putImage('orders'));
  expect(reads).toBe(1);
  policies[ROLE] = [];
  access.forgetPolicies();
  await expect(admit(putImage('orders'))).rejects.toThrow('AccessDenied');
});

test('sessions outlive a restart of the front, and are forgotten when they have ended', async () => {
  sessions = new RoleSessions(context.state, () => time);
  access = make();
  await expect(admit(putImage('orders2'))).rejects.toThrow(SESSION);
  time += 13 * 3600_000;
  sessions.remember('ASIA2', { roleArn: ROLE, sessionArn: SESSION });
  expect(sessions.of('ASIA1')).toBeUndefined();
});

test('a session has the role\'s name without its path', () => {
  expect(sessionArn(`arn:aws:iam::${ACCOUNT}:role/a/b/deploy`, 's')).toBe(SESSION);
});

describe('the record', () => {
  const session = { roleArn: ROLE, sessionArn: SESSION };
  const add = (record: CallRecord, resource: string, allowed = true, others = {}): void => record.add({ ...session, ...others }, { action: 'a:B', resource }, { allowed, reason: 'r' });

  test('is read by role, execution and decision', () => {
    const record = new CallRecord(context.state.folder);
    add(record, '1', true, { executionId: 'x' });
    add(record, '2', false);
    add(record, '3', true, { roleArn: `${ROLE}2` });
    const resources = (filter: Parameters<typeof readCalls>[1]): string[] => readCalls(context.state.folder, filter).map(({ resource }) => resource);
    expect([resources({}), resources({ role: 'deploy' }), resources({ executionId: 'x' }), resources({ denied: true })]).toEqual([['1', '2', '3'], ['1', '2'], ['1'], ['2']]);
  });

  test('is bounded: what is older than two files is forgotten', () => {
    const record = new CallRecord(context.state.folder, 400);
    for (let index = 0; index < 20; index += 1) add(record, String(index));
    const kept = readCalls(context.state.folder).map(({ resource }) => Number(resource));
    expect(kept.length).toBeLessThan(10);
    expect(kept.at(-1)).toBe(19);
    expect(kept).toEqual([...kept].sort((one, other) => one - other));
  });

  test('is empty before the first call', () => expect(readCalls(`${context.state.folder}/none`)).toEqual([]));
});

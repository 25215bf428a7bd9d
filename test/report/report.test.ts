import { App, aws_ecs as ecs, aws_iam as iam, CfnResource, Duration, Stack, Stage } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { TapCicdPipeline } from '../../src';
import { ResourceReport, StackReport } from '../../src/report';
import { makeApp, makeStack } from '../support/app';
import { makePipeline, MINIMAL } from '../support/pipeline';
import { reportOfApp, reportOfExample } from '../support/reports';

// The examples warn of plain HTTP at each synthesis.
jest.spyOn(console, 'error').mockImplementation(() => {});

const stackOf = (app: App): StackReport => reportOfApp(app).stacks[0];

function resource({ resources }: StackReport, name: string, type?: string): ResourceReport | undefined {
  return resources.find((one) => one.name === name && (type === undefined || one.type === type));
}

describe('the example', () => {
  const report = reportOfExample('orders-infra/orders-stack');

  test('has its five stages, with what each action runs', () => {
    const [{ name, executionMode, triggers, stages }] = report.pipelines;
    expect([name, executionMode, triggers]).toEqual(['cicd-pipeline-dev', 'QUEUED', ['a push: branches main']]);
    expect(stages.map((stage) => [stage.name, stage.actions.map((action) => action.project?.name ?? action.source)])).toEqual([
      ['Source', ['acme/orders@main']], ['Build', ['cicd-build-dev']], ['Test', ['cicd-unit-dev', 'cicd-integration-dev']], ['SecurityScan', ['cicd-scan-dev']], ['Deploy', ['cicd-deploy-dev']],
    ]);
    expect(stages[1].actions[0].project).toMatchObject({ computeType: 'BUILD_GENERAL1_SMALL', timeoutMinutes: 30, isPrivileged: true });
    expect(stages[3].actions[0]).toMatchObject({ inputs: ['BuildOutput'], outputs: ['ScanOutput'] });
  });

  test('has every resource of the template, with what it is called', () => {
    expect(report.resources).toHaveLength(66);
    expect(resource(report, 'cicd-repository-dev', 'AWS::ECR::Repository')).toMatchObject({
      path: 'Cicd/Repository',
      pipeline: 'cicd-pipeline-dev',
      encryption: { kind: 'own-key', text: expect.stringMatching(/^\$\{CicdKey\w+\.Arn\}$/) as string },
      retention: { afterDeletion: 'removed', content: expect.stringContaining('the last 10 images: 10') as string },
      tags: expect.arrayContaining([{ key: 'Team', value: 'payments' }]) as object[],
    });
    expect(report.resources.filter(({ pipeline }) => pipeline === undefined).map(({ id }) => id)).toEqual(['GitHub', expect.stringMatching(/^GitHubOidcProvider/)]);
  });

  test.each([
    ['cicd-artifacts-dev-111111111111-us-east-1', 'AWS::S3::Bucket', 'own-key', 'objects 30 days; old versions 30 days; unfinished uploads 7 days'],
    ['/cicd/dev/service', 'AWS::Logs::LogGroup', 'own-key', 'log events 7 days'],
    ['cicd-topic-dev', 'AWS::SNS::Topic', 'own-key', undefined],
    ['cicd-build-dev', 'AWS::CodeBuild::Project', 'own-key', undefined],
    ['cicd-pipeline-dev', 'AWS::CodePipeline::Pipeline', 'own-key', undefined],
    ['cicd-provisioning-dev', 'AWS::Lambda::Function', 'own-key', undefined],
    ['alias/cicd-key-dev', 'AWS::KMS::Key', 'own-key', 'removed 7 days after its deletion is asked for'],
    ['cicd-unit-results-dev', 'AWS::CodeBuild::ReportGroup', 'aws-key', 'reports 30 days'],
    ['cicd-service-dev', 'AWS::ECS::Service', 'no-data', undefined],
  ])('%s: encryption and retention', (name, type, kind, content) => {
    expect(resource(report, name, type)).toMatchObject({ encryption: { kind }, retention: { afterDeletion: 'removed', ...(content ? { content } : {}) } });
  });

  test('a listener without a certificate is plain, and a warning says so', () => {
    expect(report.resources.find(({ type }) => type.endsWith('Listener'))?.encryption).toEqual({ kind: 'plain', text: 'HTTP' });
    expect(report.warnings).toEqual([{ level: 'warning', path: 'Cicd/Service', text: 'the load balancer speaks plain HTTP: pass a certificate to DeployTarget.fargateService' }]);
  });

  test('has every role with who may take it, what runs under it, and a reason for each star', () => {
    const build = report.roles.find(({ name }) => name === 'cicd-build-role-dev-us-east-1');
    expect(build?.trust).toMatchObject([{ principals: ['codebuild.amazonaws.com'], conditions: [{ key: 'aws:SourceArn', values: ['arn:${AWS::Partition}:codebuild:us-east-1:111111111111:project/cicd-build-dev'] }] }]);
    expect(build?.usedBy).toEqual([resource(report, 'cicd-build-dev')?.id]);
    expect(build?.statements.find(({ actions }) => actions.includes('s3:PutObject'))).toMatchObject({
      resources: [expect.stringMatching(/^\$\{CicdArtifactBucket\w+\.Arn\}\/\*$/)], reasons: ['the key of an artifact is made when the pipeline runs'],
    });
    const starred = report.roles.flatMap(({ statements }) => statements).filter(({ resources }) => resources.some((one) => one.includes('*')));
    expect(starred.length).toBeGreaterThan(10);
    expect(starred.filter(({ reasons }) => reasons.length === 0)).toEqual([]);
  });

  test('has the policies of key, bucket and topic', () => {
    const owners = report.resourcePolicies.map(({ resource: text }) => report.resources.find(({ id }) => text.includes(id))?.type);
    expect(owners).toEqual(['AWS::KMS::Key', 'AWS::S3::Bucket', 'AWS::SNS::Topic']);
  });

  test('has one row for each reason of an acknowledgement', () => {
    const reasons = report.acknowledgements.map(({ reason }) => reason);
    expect(new Set(reasons).size).toBe(reasons.length);
    expect(report.acknowledgements.find(({ reason }) => reason.startsWith('the key of an artifact'))).toMatchObject({
      rules: [expect.stringMatching(/^AwsSolutions-IAM5\[Resource::\$\{CicdArtifactBucket\w+\.Arn\}\/\*\]$/)], paths: expect.arrayContaining(['Cicd/Build/Docker/Role']) as string[],
    });
  });
});

describe('other pipelines', () => {
  test('by OAuth token: the webhook starts it, and the report has no token', () => {
    const report = reportOfExample('pipelines/oauth');
    expect(report.pipelines[0]).toMatchObject({ triggers: ['a push, told by the webhook: refs/heads/{Branch}'], stages: [{ actions: [{ source: 'acme/orders@main' }] }, {}, {}, {}, {}] });
    expect(JSON.stringify(report)).not.toContain('SecretString');
    expect(resource(report, 'cicd-github-token-prod')).toMatchObject({ type: 'AWS::SecretsManager::Secret', encryption: { kind: 'own-key' }, retention: { afterDeletion: 'kept' } });
  });

  test('to an existing service: nothing of a service costs, and the passed roles are said', () => {
    const report = reportOfExample('pipelines/existing-service');
    expect(report.month.items.map(({ item }) => item)).toEqual(['key alias/cicd-key-prod, first year']);
    const passed = report.roles.flatMap(({ statements }) => statements).find(({ actions }) => actions.includes('iam:PassRole'));
    expect(passed?.resources).toEqual(['arn:${AWS::Partition}:iam::111111111111:role/orders-task', 'arn:${AWS::Partition}:iam::111111111111:role/orders-execution']);
  });

  test('with suites: a grant to one of them is what its role may do', () => {
    const report = reportOfExample('pipelines/suites');
    expect(report.pipelines[0].stages[2].actions.map(({ name }) => name)).toEqual(['Unit', 'Integration', 'Contract', 'Database']);
    const contract = report.roles.find(({ name }) => name.startsWith('cicd-contract-role'));
    expect(contract?.statements).toContainEqual(expect.objectContaining({ actions: ['s3:GetObject*', 's3:GetBucket*', 's3:List*'], resources: ['arn:${AWS::Partition}:s3:::acme-contracts', 'arn:${AWS::Partition}:s3:::acme-contracts/*'] }));
  });

  test('two in one stack: each has its own resources', () => {
    const report = reportOfExample('pipelines/monorepo');
    const names = report.pipelines.map(({ name }) => name);
    expect(names).toEqual(['cicd-orders-pipeline-prod', 'cicd-invoices-pipeline-prod']);
    expect(names.map((name) => report.resources.filter(({ pipeline }) => pipeline === name).length)).toEqual([59, 59]);
    expect(report.pipelines[0].triggers).toEqual(['a push: branches main; paths services/orders/**', 'a push: tags orders-v*']);
  });

  test('in a stage, beside other stacks; --stack chooses one', () => {
    const app = makeApp();
    const stage = new Stage(app, 'Prod');
    makePipeline({}, makeStack({ app, stackName: 'Dev' }));
    makePipeline({ environmentSuffix: 'prod' }, new Stack(stage, 'Delivery'));
    new Stack(app, 'Network');
    expect(reportOfApp(app).stacks.map(({ name }) => name)).toEqual(['Prod/Delivery', 'Dev']);
    expect(reportOfApp(app).assembly.otherStacks).toEqual(['Network']);
    const [chosen] = reportOfApp(app, 'Prod/Delivery').stacks;
    expect(chosen).toMatchObject({ account: undefined, region: undefined, pipelines: [{ name: 'cicd-pipeline-prod' }] });
    expect(resource(chosen, 'cicd-repository-prod')?.path).toBe('Cicd/Repository');
  });

  test('a construct called Pipeline below another one', () => {
    const stack = makeStack();
    new TapCicdPipeline(new Construct(stack, 'Team'), 'Pipeline', MINIMAL);
    const report = stackOf(stack.node.root as App);
    expect(report.resources.filter(({ pipeline }) => pipeline === undefined)).toEqual([]);
  });
});

describe('what others add', () => {
  test('a finding that the gate ignores, with its reason and its day', () => {
    const stack = makeStack();
    makePipeline({ securityScan: { ignore: [{ id: 'CVE-2026-12345', reason: 'not reachable', expires: '2027-01-31' }] } }, stack);
    expect(stackOf(stack.node.root as App).pipelines[0].ignoredFindings).toEqual([{ id: 'CVE-2026-12345', reason: 'not reachable', expires: '2027-01-31' }]);
  });

  test('a reason that an older cdk-nag left in the template', () => {
    const stack = makeStack();
    makePipeline({}, stack);
    const extra = new CfnResource(stack, 'Extra', { type: 'AWS::SQS::Queue' });
    extra.addMetadata('cdk_nag', { rules_to_suppress: [{ id: 'AwsSolutions-SQS3', reason: 'it is a dead-letter queue' }, { id: 'AwsSolutions-IAM5', reason: 'two', applies_to: ['Action::s3:*'] }] });
    expect(stackOf(stack.node.root as App).acknowledgements).toEqual(expect.arrayContaining([
      { reason: 'it is a dead-letter queue', rules: ['AwsSolutions-SQS3'], paths: ['Extra'] }, { reason: 'two', rules: ['AwsSolutions-IAM5[Action::s3:*]'], paths: ['Extra'] },
    ]));
  });

  test('a managed policy is named, and one of the stack is read', () => {
    const stack = makeStack();
    const cicd = makePipeline({}, stack);
    const policy = new iam.ManagedPolicy(stack, 'Extra', { statements: [new iam.PolicyStatement({ actions: ['sqs:SendMessage'], resources: ['arn:aws:sqs:us-east-1:111111111111:jobs'] })] });
    cicd.taskRole?.addManagedPolicy(policy);
    policy.attachToRole(cicd.taskRole as iam.IRole);
    const task = stackOf(stack.node.root as App).roles.find(({ name }) => name.startsWith('cicd-task-role'));
    expect(task?.managedPolicies).toEqual([expect.stringMatching(/^\$\{Extra\w+\}$/)]);
    expect(task?.statements).toMatchObject([{ actions: ['sqs:SendMessage'] }]);
  });

  test('tasks that have no price here are said to have none', () => {
    const stack = makeStack();
    const cicd = makePipeline({}, stack);
    const definition = (cicd.service as ecs.FargateService).taskDefinition.node.defaultChild as ecs.CfnTaskDefinition;
    definition.runtimePlatform = { cpuArchitecture: 'ARM64' };
    const { month } = stackOf(stack.node.root as App);
    expect(month.items.map(({ item }) => item)).not.toContainEqual(expect.stringContaining('task of'));
    expect(month.beside).toContainEqual({ what: 'tasks of cicd-service-dev: not Fargate on Linux x86, or of unknown size' });
  });

  test('an approval costs nothing, another suite costs its minutes', () => {
    const stack = makeStack();
    makePipeline({}, stack).addTestSuite('contract', { timeout: Duration.minutes(10) });
    expect(stackOf(stack.node.root as App).pipelines[0].run.items.map(({ item, arithmetic }) => [item, arithmetic])).toEqual([['7 actions', '17 × 0.002'], ['6 small builds', '16 × 0.005']]);
  });
});

import * as fs from 'node:fs';
import * as path from 'node:path';
import { OwnServices, ROLE } from './own-services';
import { codesOf, PARTS } from './thrown-codes';
import { JsonObject } from '../../../src/sandbox/aws-json';
import { requiredMembers } from '../../../src/sandbox/required-members';
import { answerProblems, errorCode, NOT_IMPLEMENTED } from '../../support/service-models/answer-check';
import { describeWithModels } from '../../support/service-models/service-models';
import { TARGET_GROUP } from '../ecs/fake-world';

jest.setTimeout(60_000);

const PIPELINE = 'cicd-pipeline-dev';
const NO_ID = '11111111-2222-3333-4444-555555555555';
const NO_ARN = 'arn:aws:codebuild:eu-west-1:111122223333:report/none:11111111-2222-3333-4444-555555555555';

/** An operation, what it is asked, and the code of the refusal that must come; none when it must succeed. */
type Row = readonly [operation: string, input: (() => JsonObject) | JsonObject, code?: string];

/** Two, so that there are pages of one. */
const FINDINGS = [{ name: 'CVE-1', severity: 'HIGH', uri: 'https://example.com', attributes: [{ key: 'package_name', value: 'a' }] }, { name: 'CVE-2', severity: 'LOW' }];

let services: OwnServices;
/** What earlier answers told, for later requests. */
const known: Record<string, string> = {};

const BUILDSPEC = {
  version: '0.2',
  env: { 'exported-variables': ['DIGEST'], 'variables': { A: 'a' } },
  phases: {
    build: {
      commands: [
        'export DIGEST=abc',
        'echo \'<testsuite><testcase name="a" time="0.5"/><testcase name="b"><failure message="no"/></testcase><testcase name="c"><skipped/></testcase></testsuite>\' > junit.xml',
        'echo \'<coverage line-rate="0.75" lines-covered="3" lines-valid="4" branch-rate="0.3333" branches-covered="1" branches-valid="3"/>\' > cobertura.xml',
      ],
    },
  },
  reports: { tests: { files: ['junit.xml'] }, coverage: { 'files': ['cobertura.xml'], 'file-format': 'COBERTURAXML' } },
  artifacts: { files: ['junit.xml'] },
};

const action = (Name: string, configuration: JsonObject, more: JsonObject = {}): JsonObject => ({
  Name, ActionTypeId: { Category: 'Build', Owner: 'AWS', Provider: 'CodeBuild', Version: '1' }, Configuration: configuration, InputArtifacts: [{ Name: 'SourceOutput' }], ...more,
});

const stages = (source: string, ...more: JsonObject[]): JsonObject[] => [{
  Name: 'Source',
  Actions: [{
    Name: 'GitHub',
    ActionTypeId: { Category: 'Source', Owner: 'AWS', Provider: 'CodeStarSourceConnection', Version: '1' },
    Configuration: { ConnectionArn: 'arn:c', FullRepositoryId: source, BranchName: 'main' },
    OutputArtifacts: [{ Name: 'SourceOutput' }],
    Namespace: 'SourceVariables',
  }],
}, ...more];

beforeAll(async () => {
  services = await OwnServices.start();
  await services.repository('acme/orders');
  await makeProjects();
  await makePipelines();
  await makeOthers();
});

afterAll(() => services?.stop());

async function makeProjects(): Promise<void> {
  const project = (name: string, buildspec: JsonObject, type: string, environment: JsonObject = {}) => services.provision('AWS::CodeBuild::Project', {
    Name: name,
    Description: 'a project',
    ServiceRole: 'arn:aws:iam::111122223333:role/build',
    Source: { Type: type, BuildSpec: JSON.stringify(buildspec) },
    Artifacts: { Type: type === 'NO_SOURCE' ? 'NO_ARTIFACTS' : type },
    Environment: { Type: 'LINUX_CONTAINER', Image: 'aws/codebuild/standard:7.0', ComputeType: 'BUILD_GENERAL1_SMALL', PrivilegedMode: 'true', ...environment },
    Cache: { Type: 'LOCAL', Modes: ['LOCAL_CUSTOM_CACHE'] },
    LogsConfig: { CloudWatchLogs: { Status: 'ENABLED', GroupName: '/aws/codebuild/x' } },
    TimeoutInMinutes: '15',
    EncryptionKey: 'arn:aws:kms:eu-west-1:111122223333:key/1',
    Tags: [{ Key: 'a', Value: 'b' }],
    Visibility: 'PRIVATE',
  });
  await project('make', BUILDSPEC, 'CODEPIPELINE', { EnvironmentVariables: [{ Name: 'X', Value: 'x', Type: 'PLAINTEXT' }] });
  await project('bad', { version: '0.2', phases: { build: { commands: ['exit 4'] } } }, 'CODEPIPELINE');
  await project('alone', { version: '0.2', phases: { build: { commands: ['sleep 30'] } } }, 'NO_SOURCE');
}

async function makePipelines(): Promise<void> {
  const pipeline = (name: string, list: JsonObject[], more: JsonObject = {}) => services.provision('AWS::CodePipeline::Pipeline', {
    Name: name,
    RoleArn: 'arn:aws:iam::111122223333:role/pipeline',
    PipelineType: 'V2',
    ArtifactStore: { Type: 'S3', Location: 'artifacts', EncryptionKey: { Id: 'key', Type: 'KMS' } },
    Tags: [{ Key: 'a', Value: 'b' }],
    Variables: [{ Name: 'v', DefaultValue: 'one', Description: 'a variable' }],
    Triggers: [{ ProviderType: 'CodeStarSourceConnection', GitConfiguration: { SourceActionName: 'GitHub', Push: [{ Branches: { Includes: ['main'] } }] } }],
    Stages: list,
    ...more,
  });
  const approval = { Name: 'Approve', ActionTypeId: { Category: 'Approval', Owner: 'AWS', Provider: 'Manual', Version: '1' } };
  const make = action('Make', { ProjectName: 'make' }, { OutputArtifacts: [{ Name: 'BuildOutput' }], Namespace: 'BuildVariables', RunOrder: '1', TimeoutInMinutes: '5' });
  const retried = { Name: 'Test', Actions: [action('Bad', { ProjectName: 'bad' })], OnFailure: { Result: 'RETRY', RetryConfiguration: { RetryMode: 'FAILED_ACTIONS' } } };
  known.arn = 'arn:aws:codepipeline:eu-west-1:111122223333:cicd-pipeline-dev';
  await pipeline('failing', stages('acme/orders', retried));
  await pipeline(PIPELINE, stages('acme/orders', { Name: 'Build', Actions: [make] }, { Name: 'Approval', Actions: [approval] }));
  await pipeline('old', [{
    Name: 'Source',
    Actions: [{
      Name: 'GitHub',
      ActionTypeId: { Category: 'Source', Owner: 'ThirdParty', Provider: 'GitHub', Version: '1' },
      Configuration: { Owner: 'acme', Repo: 'other', Branch: 'main', OAuthToken: 'hush', PollForSourceChanges: false },
      OutputArtifacts: [{ Name: 'SourceOutput' }],
    }],
  }, { Name: 'Build', Actions: [action('Make', { ProjectName: 'make' })] }], { PipelineType: 'V1', Variables: undefined, Triggers: undefined });
  known.failed = await ended('failing');
  known.waiting = await execution(PIPELINE, ({ stages: [, , third] }) => third?.actionStates[0].latestExecution?.token);
}

async function makeOthers(): Promise<void> {
  known.connection = await services.provision('AWS::CodeStarConnections::Connection', { ConnectionName: 'github', ProviderType: 'GitHub' });
  known.rule = await services.provision('AWS::CodeStarNotifications::NotificationRule', {
    Name: 'failures',
    DetailType: 'FULL',
    EventTypeIds: ['codepipeline-pipeline-pipeline-execution-failed'],
    Resource: known.arn,
    Targets: [{ TargetType: 'SNS', TargetAddress: 'arn:aws:sns:eu-west-1:111122223333:topic' }],
    Tags: { a: 'b' },
  });
  await services.provision('AWS::CodePipeline::Webhook', {
    Name: 'hook', TargetPipeline: 'old', TargetAction: 'GitHub', Authentication: 'GITHUB_HMAC', AuthenticationConfiguration: { SecretToken: 's' }, Filters: [{ JsonPath: '$.ref', MatchEquals: 'refs/heads/{Branch}' }], RegisterWithThirdParty: true,
  });
  reportFindings(FINDINGS);
  services.containers.create('good', { tags: [{ key: 'a', value: 'b' }], healthCheckGracePeriodSeconds: 5 });
  services.containers.pass(20);
  services.containers.deploy('better');
  services.containers.pass(1);
  services.balanced.health.register(services.balanced.targetGroupArn, { id: '172.17.0.2', port: 8080 }, { host: '127.0.0.1', port: 1 });
  known.lbRule = await services.balanced.rule({ Priority: 5, Conditions: [{ Field: 'path-pattern', Values: ['/a&b'] }], Actions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }] });
}

interface Executions {
  readonly pipelineExecutionSummaries: { readonly pipelineExecutionId: string; readonly status: string }[];
}

interface State {
  readonly status: string;
  readonly stages: { readonly actionStates: { readonly latestExecution?: { readonly token?: string } }[] }[];
}

/** What the registry says of every image. */
function reportFindings(findings: unknown): void {
  fs.writeFileSync(path.join(services.context.state.folder, 'findings.json'), JSON.stringify({ default: findings }));
}

/** Waits for the latest execution of a pipeline to be where `look` finds something; answers its id. */
async function execution(pipelineName: string, look: (state: State) => unknown): Promise<string> {
  for (let tries = 0; tries < 200; tries += 1) {
    const { stageStates } = await services.call('codepipeline', 'GetPipelineState', { name: pipelineName }) as { stageStates: State['stages'] };
    const { pipelineExecutionSummaries: [latest] } = await services.call('codepipeline', 'ListPipelineExecutions', { pipelineName }) as unknown as Executions;
    if (latest && look({ stages: stageStates, status: latest.status })) return latest.pipelineExecutionId;
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
  throw new Error(`the latest execution of ${pipelineName} did not get there`);
}

const ended = (pipelineName: string): Promise<string> => execution(pipelineName, ({ status }) => status !== 'InProgress');

const call = (service: string, operation: string, input: JsonObject): Promise<JsonObject> => services.call(service, operation, input);

async function one(service: string, operation: string, list: string, input: JsonObject = {}): Promise<string> {
  const answer = await call(service, operation, input);
  return String((answer[list] as unknown[])[0]);
}

/** Asks for each row, and holds every answer since the last row against the model. */
async function expectRow(service: string, [operation, input, code]: Row): Promise<void> {
  const before = services.answers.length;
  await call(service, operation, typeof input === 'function' ? input() : input);
  const answer = services.answers.at(-1)!;
  expect(services.answers.slice(before).flatMap(answerProblems)).toEqual([]);
  expect([answer.operation, errorCode(answer)]).toEqual([operation, code]);
}

const name = ([operation, input, code]: Row): string => `${operation} ${typeof input === 'function' ? '' : JSON.stringify(input)} ${code ? `is refused with ${code}` : 'is answered'}`;

function rows(service: string, list: readonly Row[]): void {
  test.each(list.map((row) => [name(row), row] as const))(`${service}: %s`, (_name, row) => expectRow(service, row));
}

const execId = (id: string, pipelineName = PIPELINE) => () => ({ pipelineName, pipelineExecutionId: known[id] ?? id });
const approvalOf = (more: JsonObject) => () => ({
  pipelineName: PIPELINE, stageName: 'Approval', actionName: 'Approve', token: known.token ?? NO_ID, result: { summary: 'yes', status: 'Approved' }, ...more,
});

describeWithModels('every answer is as the service model says', () => {
  test('setting up was', () => {
    expect(services.answers.flatMap(answerProblems)).toEqual([]);
    expect(services.answers.length).toBeGreaterThan(3);
  });

  rows('codepipeline', [
    ['GetPipeline', { name: PIPELINE }], ['GetPipeline', { name: 'failing' }], ['GetPipeline', { name: 'old' }], ['GetPipeline', { name: 'none' }, 'PipelineNotFoundException'],
    ['ListPipelines', {}],
    ['GetPipelineState', { name: PIPELINE }], ['GetPipelineState', { name: 'failing' }], ['GetPipelineState', { name: 'old' }], ['GetPipelineState', { name: 'none' }, 'PipelineNotFoundException'],
    ['GetPipelineExecution', execId('waiting')], ['GetPipelineExecution', execId('failed', 'failing')],
    ['GetPipelineExecution', execId(NO_ID), 'PipelineExecutionNotFoundException'], ['GetPipelineExecution', execId(NO_ID, 'none'), 'PipelineNotFoundException'],
    ['ListPipelineExecutions', { pipelineName: PIPELINE, maxResults: 1 }], ['ListPipelineExecutions', { pipelineName: 'failing' }], ['ListPipelineExecutions', { pipelineName: 'none' }, 'PipelineNotFoundException'],
    ['ListActionExecutions', { pipelineName: PIPELINE }], ['ListActionExecutions', { pipelineName: 'failing' }], ['ListActionExecutions', { pipelineName: 'old' }],
    ['ListActionExecutions', { pipelineName: 'none' }, 'PipelineNotFoundException'], ['ListActionExecutions', { pipelineName: PIPELINE, filter: { pipelineExecutionId: NO_ID } }, 'PipelineExecutionNotFoundException'],
    ['ListTagsForResource', () => ({ resourceArn: known.arn })], ['ListTagsForResource', { resourceArn: 'arn:aws:codepipeline:eu-west-1:111122223333:none' }, 'ResourceNotFoundException'],
    ['ListWebhooks', {}],
    ['StopPipelineExecution', execId(NO_ID), 'PipelineExecutionNotStoppableException'], ['StopPipelineExecution', execId(NO_ID, 'none'), 'PipelineNotFoundException'],
    ['StopPipelineExecution', execId('failed', 'failing'), 'PipelineExecutionNotStoppableException'],
    ['StopPipelineExecution', execId('waiting')], ['StopPipelineExecution', execId('waiting'), 'DuplicatedStopRequestException'], ['GetPipelineExecution', execId('waiting')],
    ['StopPipelineExecution', () => ({ ...execId('waiting')(), abandon: true })], ['GetPipelineState', { name: PIPELINE }],
    ['PutApprovalResult', approvalOf({ pipelineName: 'none' }), 'PipelineNotFoundException'], ['PutApprovalResult', approvalOf({ stageName: 'None' }), 'StageNotFoundException'],
    ['PutApprovalResult', approvalOf({ actionName: 'None' }), 'ActionNotFoundException'], ['PutApprovalResult', approvalOf({ token: NO_ID }), 'InvalidApprovalTokenException'],
    ['PutApprovalResult', approvalOf({ result: { status: 'Perhaps', summary: '' } }), 'ValidationException'],
    ['RetryStageExecution', () => ({ ...execId('failed', 'failing')(), stageName: 'Source', retryMode: 'ALL_ACTIONS' }), 'StageNotRetryableException'],
    ['RetryStageExecution', () => ({ ...execId('failed', 'failing')(), stageName: 'None', retryMode: 'ALL_ACTIONS' }), 'StageNotFoundException'],
    ['RetryStageExecution', () => ({ ...execId('failed', 'failing')(), stageName: 'Test', retryMode: 'SOME' }), 'ValidationException'],
    ['RetryStageExecution', () => ({ ...execId(NO_ID, 'failing')(), stageName: 'Test', retryMode: 'ALL_ACTIONS' }), 'NotLatestPipelineExecutionException'],
    ['RetryStageExecution', () => ({ ...execId('failed', 'failing')(), stageName: 'Test', retryMode: 'ALL_ACTIONS' })],
    ['StartPipelineExecution', { name: 'none' }, 'PipelineNotFoundException'], ['StartPipelineExecution', { name: PIPELINE, variables: [{ name: 'w', value: 'x' }] }, 'ValidationException'],
    ['StartPipelineExecution', { name: PIPELINE, sourceRevisions: [{ actionName: 'GitHub', revisionType: 'IMAGE_DIGEST', revisionValue: 'x' }] }, NOT_IMPLEMENTED],
    ['StartPipelineExecution', { name: PIPELINE, variables: [{ name: 'v', value: 'two' }] }], ['DeletePipeline', { name: PIPELINE }, NOT_IMPLEMENTED],
  ]);

  test('codepipeline: PutApprovalResult of an approval that waits is answered, once', async () => {
    await execution(PIPELINE, ({ stages: [, , third] }) => { known.token = third?.actionStates[0].latestExecution?.token ?? ''; return known.token; });
    await expectRow('codepipeline', ['PutApprovalResult', approvalOf({})]);
    await expectRow('codepipeline', ['PutApprovalResult', approvalOf({}), 'ApprovalAlreadyCompletedException']);
    known.succeeded = await ended(PIPELINE);
    for (const operation of ['GetPipelineState', 'ListActionExecutions', 'ListPipelineExecutions', 'GetPipelineExecution']) {
      await expectRow('codepipeline', [operation, { name: PIPELINE, pipelineName: PIPELINE, pipelineExecutionId: known.succeeded }]);
    }
  });

  test('codebuild: what was built is told', async () => {
    known.build = await one('codebuild', 'ListBuildsForProject', 'ids', { projectName: 'make' });
    known.bad = await one('codebuild', 'ListBuildsForProject', 'ids', { projectName: 'bad' });
    known.group = await one('codebuild', 'ListReportGroups', 'reportGroups');
    known.report = await one('codebuild', 'ListReports', 'reports');
    expect(Object.values(known)).not.toContain('undefined');
  });

  rows('codebuild', [
    ['BatchGetBuilds', () => ({ ids: [known.build, known.bad, 'make:none'] })], ['BatchGetBuilds', { ids: [] }, 'InvalidInputException'],
    ['BatchGetProjects', { names: ['make', 'bad', 'alone', 'none'] }], ['BatchGetProjects', { names: [] }, 'InvalidInputException'],
    ['BatchGetReportGroups', () => ({ reportGroupArns: [known.group, NO_ARN] })], ['BatchGetReports', () => ({ reportArns: [known.report, NO_ARN] })],
    ['DescribeTestCases', () => ({ reportArn: known.report })], ['DescribeTestCases', { reportArn: NO_ARN }, 'ResourceNotFoundException'],
    ['ListBuilds', {}], ['ListBuilds', { sortOrder: 'ASCENDING' }], ['ListBuildsForProject', { projectName: 'make' }], ['ListBuildsForProject', { projectName: 'none' }, 'ResourceNotFoundException'],
    ['ListProjects', {}], ['ListReportGroups', {}], ['ListReports', {}],
    ['ListReportsForReportGroup', () => ({ reportGroupArn: known.group })], ['ListReportsForReportGroup', { reportGroupArn: NO_ARN }, 'ResourceNotFoundException'],
    ['StartBuild', { projectName: 'alone' }], ['StartBuild', { projectName: 'none' }, 'ResourceNotFoundException'], ['StartBuild', { projectName: 'make' }, NOT_IMPLEMENTED],
    ['DeleteReportGroup', () => ({ arn: known.group }), 'InvalidInputException'], ['DeleteReportGroup', () => ({ arn: known.group, deleteReports: true })],
    ['ListReportsForReportGroup', () => ({ reportGroupArn: known.group }), 'ResourceNotFoundException'], ['DeleteReportGroup', { arn: NO_ARN }],
    ['StopBuild', { id: 'make:none' }, 'ResourceNotFoundException'], ['DeleteProject', { name: 'make' }, NOT_IMPLEMENTED],
  ]);

  test('codebuild: StopBuild of a build that runs is answered, and the build is told as stopped', async () => {
    const id = await one('codebuild', 'ListBuildsForProject', 'ids', { projectName: 'alone' });
    await expectRow('codebuild', ['BatchGetBuilds', { ids: [id] }]);
    await expectRow('codebuild', ['StopBuild', { id }]);
    await new Promise((resolve) => { setTimeout(resolve, 500); });
    await expectRow('codebuild', ['BatchGetBuilds', { ids: [id] }]);
  });

  const web = { cluster: 'main', service: 'web' };
  const definition = { family: 'f', containerDefinitions: [{ name: 'app', image: 'i', portMappings: [{ containerPort: 80 }] }] };
  const balanced = (more: JsonObject) => ({ loadBalancers: [{ targetGroupArn: TARGET_GROUP, containerName: 'app', containerPort: 8080, ...more }] });
  const create = { cluster: 'main', serviceName: 'web2', taskDefinition: 'web' };
  const deployment = () => services.containers.store.services[0].serviceDeployments;
  rows('ecs', [
    ['CreateCluster', { clusterName: 'c', tags: [{ key: 'a', value: 'b' }], settings: [{ name: 'containerInsights', value: 'enabled' }] }], ['DescribeClusters', { clusters: ['c', 'main', 'none'] }], ['DescribeClusters', {}],
    ['RegisterTaskDefinition', { ...definition, tags: [{ key: 'a', value: 'b' }] }], ['RegisterTaskDefinition', { ...definition, family: 'a b' }, 'ClientException'],
    ['RegisterTaskDefinition', { ...definition, containerDefinitions: [] }, 'ClientException'], ['RegisterTaskDefinition', { ...definition, requiresCompatibilities: ['FARGATE'] }, 'ClientException'],
    ['DescribeTaskDefinition', { taskDefinition: 'f', include: ['TAGS'] }], ['DescribeTaskDefinition', { taskDefinition: 'web' }], ['DescribeTaskDefinition', { taskDefinition: 'none' }, 'ClientException'],
    ['ListTaskDefinitions', {}], ['ListTaskDefinitions', { nextToken: 'x' }, 'InvalidParameterException'],
    ['DeregisterTaskDefinition', { taskDefinition: 'f' }, 'ClientException'], ['DeregisterTaskDefinition', { taskDefinition: 'f:9' }, 'ClientException'], ['DeregisterTaskDefinition', { taskDefinition: 'f:1' }],
    ['CreateService', { ...create, serviceName: 'web' }, 'InvalidParameterException'], ['CreateService', { ...create, cluster: 'none' }, 'ClusterNotFoundException'], ['CreateService', { ...create, taskDefinition: 'none' }, 'ClientException'],
    ['CreateService', { ...create, taskDefinition: 'f:1' }, 'ClientException'], ['CreateService', { ...create, ...balanced({ containerPort: 1 }) }, 'InvalidParameterException'],
    ['CreateService', { ...create, ...balanced({ containerName: 'x' }) }, 'InvalidParameterException'], ['CreateService', { ...create, ...balanced({ targetGroupArn: 'arn:none' }) }, 'InvalidParameterException'],
    ['CreateService', { ...create, deploymentController: { type: 'EXTERNAL' } }, 'UnsupportedFeatureException'],
    ['CreateService', { ...create, networkConfiguration: { awsvpcConfiguration: { subnets: ['s'], securityGroups: ['g'], assignPublicIp: 'DISABLED' } }, launchType: 'FARGATE', ...balanced({}) }],
    ['DescribeServices', { cluster: 'main', services: ['web', 'web2', 'none'] }], ['DescribeServices', { cluster: 'none', services: ['web'] }, 'ClusterNotFoundException'],
    ['ListServices', { cluster: 'main' }], ['ListServices', { cluster: 'none' }, 'ClusterNotFoundException'],
    ['ListTasks', { cluster: 'main', serviceName: 'web' }], ['ListTasks', { cluster: 'main', serviceName: 'none' }, 'ServiceNotFoundException'], ['ListTasks', { cluster: 'none' }, 'ClusterNotFoundException'],
    ['DescribeTasks', () => ({ cluster: 'main', tasks: [...services.containers.store.tasks.map(({ taskArn }) => taskArn), 'none'] })], ['DescribeTasks', { cluster: 'none', tasks: ['x'] }, 'ClusterNotFoundException'],
    ['ListServiceDeployments', { ...web }], ['ListServiceDeployments', { cluster: 'main', service: 'none' }, 'ServiceNotFoundException'], ['ListServiceDeployments', { ...web, cluster: 'none' }, 'ClusterNotFoundException'],
    ['DescribeServiceDeployments', () => ({ serviceDeploymentArns: [...deployment().map(({ serviceDeploymentArn }) => serviceDeploymentArn), 'arn:none'] })],
    ['DescribeServiceRevisions', () => ({ serviceRevisionArns: [deployment()[0].targetServiceRevision, 'arn:none'] })],
    ['StopServiceDeployment', { serviceDeploymentArn: 'arn:none' }, 'ServiceDeploymentNotFoundException'],
    ['StopServiceDeployment', () => ({ serviceDeploymentArn: deployment()[0].serviceDeploymentArn, stopType: 'NOW' }), 'InvalidParameterException'],
    ['StopServiceDeployment', () => ({ serviceDeploymentArn: deployment()[1].serviceDeploymentArn }), 'ConflictException'],
    ['StopServiceDeployment', () => ({ serviceDeploymentArn: deployment()[0].serviceDeploymentArn, stopType: 'ROLLBACK' })],
    ['UpdateService', { ...web, forceNewDeployment: true, healthCheckGracePeriodSeconds: 9 }], ['UpdateService', { cluster: 'main', service: 'none' }, 'ServiceNotFoundException'],
    ['UpdateService', { ...web, cluster: 'none' }, 'ClusterNotFoundException'], ['UpdateService', { ...web, deploymentConfiguration: { strategy: 'CANARY' } }, 'UnsupportedFeatureException'],
    ['TagResource', { resourceArn: 'arn:aws:ecs:us-east-1:123456789012:cluster/c', tags: [{ key: 'b', value: 'c' }] }], ['TagResource', { resourceArn: 'arn:none', tags: [] }, 'InvalidParameterException'],
    ['ListTagsForResource', { resourceArn: 'arn:aws:ecs:us-east-1:123456789012:cluster/c' }], ['ListTagsForResource', { resourceArn: 'arn:none' }, 'InvalidParameterException'],
    ['DeleteService', { cluster: 'main', service: 'web2' }, 'InvalidParameterException'], ['DeleteService', { cluster: 'main', service: 'none' }, 'ServiceNotFoundException'], ['DeleteService', { ...web, cluster: 'none' }, 'ClusterNotFoundException'],
    ['DeleteService', { cluster: 'main', service: 'web2', force: true }], ['UpdateService', { cluster: 'main', service: 'web2' }, 'ServiceNotActiveException'], ['DescribeServices', { cluster: 'main', services: ['web', 'web2'] }],
    ['RunTask', {}, NOT_IMPLEMENTED],
  ]);

  test('ecs: a rollback and stopped tasks are told', async () => {
    services.containers.behaviours.bad = { exitsAfterMs: 1000 };
    services.containers.pass(20);
    services.containers.deploy('bad');
    services.containers.pass(60);
    const { store } = services.containers;
    await expectRow('ecs', ['DescribeServices', { cluster: 'main', services: ['web'] }]);
    await expectRow('ecs', ['DescribeServiceDeployments', { serviceDeploymentArns: deployment().map(({ serviceDeploymentArn }) => serviceDeploymentArn) }]);
    await expectRow('ecs', ['DescribeTasks', { cluster: 'main', tasks: store.tasks.map(({ taskArn }) => taskArn) }]);
    expect(deployment().map(({ status }) => status)).toContain('ROLLBACK_SUCCESSFUL');
  });

  const lb = () => ({ LoadBalancerArn: services.balanced.loadBalancerArn });
  const tg = () => ({ TargetGroupArn: services.balanced.targetGroupArn });
  rows('elasticloadbalancing', [
    ['DescribeLoadBalancers', {}], ['DescribeLoadBalancers', { 'Names.member.1': 'none' }, 'LoadBalancerNotFound'], ['DescribeLoadBalancers', { 'LoadBalancerArns.member.1': 'arn:none' }, 'LoadBalancerNotFound'],
    ['DescribeTargetGroups', lb], ['DescribeTargetGroups', { 'Names.member.1': 'none' }, 'TargetGroupNotFound'], ['DescribeTargetGroups', { 'TargetGroupArns.member.1': 'arn:none' }, 'TargetGroupNotFound'],
    ['DescribeTargetGroups', { LoadBalancerArn: 'arn:none' }, 'LoadBalancerNotFound'],
    ['DescribeListeners', lb], ['DescribeListeners', { LoadBalancerArn: 'arn:none' }, 'LoadBalancerNotFound'], ['DescribeListeners', { 'ListenerArns.member.1': 'arn:none' }, 'ListenerNotFound'], ['DescribeListeners', {}, 'ValidationError'],
    ['DescribeRules', () => ({ ListenerArn: services.balanced.listenerArn })], ['DescribeRules', { ListenerArn: 'arn:none' }, 'ListenerNotFound'], ['DescribeRules', { 'RuleArns.member.1': 'arn:none' }, 'RuleNotFound'],
    ['DescribeRules', () => ({ 'RuleArns.member.1': known.lbRule })], ['DescribeRules', {}, 'ValidationError'],
    ['DescribeTargetHealth', tg], ['DescribeTargetHealth', { TargetGroupArn: 'arn:none' }, 'TargetGroupNotFound'],
    ['DescribeLoadBalancerAttributes', lb], ['DescribeLoadBalancerAttributes', { LoadBalancerArn: 'arn:none' }, 'LoadBalancerNotFound'],
    ['DescribeTargetGroupAttributes', tg], ['DescribeTargetGroupAttributes', { TargetGroupArn: 'arn:none' }, 'TargetGroupNotFound'],
    ['DescribeTags', () => ({ 'ResourceArns.member.1': services.balanced.loadBalancerArn, 'ResourceArns.member.2': services.balanced.targetGroupArn })],
    ['DescribeTags', { 'ResourceArns.member.1': 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/x/1' }, 'TargetGroupNotFound'],
    ['CreateRule', {}, NOT_IMPLEMENTED],
  ]);

  for (const service of ['codestar-connections', 'codeconnections']) {
    rows(service, [
      ['GetConnection', () => ({ ConnectionArn: known.connection })], ['GetConnection', { ConnectionArn: 'arn:aws:codestar-connections:eu-west-1:111122223333:connection/x' }, 'ResourceNotFoundException'],
      ['ListConnections', {}], ['ListTagsForResource', () => ({ ResourceArn: known.connection })],
      ['ListTagsForResource', { ResourceArn: 'arn:aws:codestar-connections:eu-west-1:111122223333:connection/x' }, 'ResourceNotFoundException'], ['DeleteConnection', {}, NOT_IMPLEMENTED],
    ]);
  }

  rows('codestar-notifications', [
    ['ListNotificationRules', {}], ['DescribeNotificationRule', () => ({ Arn: known.rule })], ['DescribeNotificationRule', { Arn: 'arn:none' }, 'ResourceNotFoundException'], ['DeleteNotificationRule', { Arn: 'x' }, NOT_IMPLEMENTED],
  ]);

  const image = (imageTag: string) => ({ repositoryName: 'orders', imageId: { imageTag } });
  const reporting = (findings: unknown) => () => {
    reportFindings(findings);
    return image('plain');
  };
  const scanningOnPush = (scanOnPush: boolean) => () => {
    services.scanOnPush = scanOnPush;
    return image('plain');
  };
  rows('ecr', [
    ['DescribeImageScanFindings', scanningOnPush(false), 'ScanNotFoundException'], ['DescribeImageScanFindings', scanningOnPush(true)], ['DescribeImageScanFindings', image('plain')],
    ['DescribeImageScanFindings', { ...image('plain'), maxResults: 1 }], ['DescribeImageScanFindings', { ...image('plain'), nextToken: 'x' }, 'InvalidParameterException'],
    ['DescribeImageScanFindings', image('index')], ['DescribeImageScanFindings', image('none'), 'ImageNotFoundException'], ['DescribeImageScanFindings', { ...image('a'), repositoryName: 'none' }, 'RepositoryNotFoundException'],
    ['DescribeImageScanFindings', reporting({ status: 'odd' }), 'ServerException'], ['DescribeImageScanFindings', reporting(FINDINGS)],
    ['StartImageScan', image('plain')], ['StartImageScan', image('index'), 'UnsupportedImageTypeException'], ['StartImageScan', image('none'), 'ImageNotFoundException'],
  ]);

  test('sts: tokens are answered with credentials or refused', async () => {
    const asks = { Version: '2011-06-15', RoleArn: ROLE, RoleSessionName: 'ci', WebIdentityToken: await services.token() };
    await expectRow('sts', ['AssumeRoleWithWebIdentity', asks]);
    await expectRow('sts', ['AssumeRoleWithWebIdentity', { ...asks, WebIdentityToken: await services.token('repo:other/x:ref:y') }, 'AccessDenied']);
    await expectRow('sts', ['AssumeRoleWithWebIdentity', { ...asks, WebIdentityToken: 'none' }, 'InvalidIdentityToken']);
    await expectRow('sts', ['AssumeRoleWithWebIdentity', { ...asks, WebIdentityToken: await services.token(undefined, -10) }, 'ExpiredTokenException']);
    await expectRow('sts', ['AssumeRoleWithWebIdentity', { ...asks, RoleSessionName: '?' }, 'ValidationError']);
    await expectRow('sts', ['AssumeRoleWithWebIdentity', { ...asks, DurationSeconds: '7200' }, 'ValidationError']);
  });

  test('a request without what the model requires is refused, for every operation that requires something', async () => {
    for (const [service, operation] of services.operations()) {
      const before = services.answers.length;
      if (requiredMembers(service, operation).some((member) => !/[.[]/.test(member))) await call(service, operation, {});
      expect(services.answers.slice(before).flatMap(answerProblems)).toEqual([]);
      expect(services.answers.slice(before).map(errorCode).filter((code) => !REFUSED_INPUT.includes(String(code)))).toEqual([]);
    }
  });

  test('every operation that the sandbox answers was answered above, and gave each error that its source has', () => {
    const given = new Set(services.answers.flatMap((answer) => [`${answer.service} ${answer.operation} ${errorCode(answer) ?? 'answered'}`, `${PARTS[answer.service]} ${errorCode(answer)}`]));
    const unanswered = services.operations().map(([service, operation]) => `${service} ${operation} answered`);
    const codes = [...new Set(Object.values(PARTS))].flatMap((part) => codesOf(part).map((code) => `${part} ${code}`));
    expect([...unanswered, ...codes].filter((expected) => !given.has(expected) && !NOT_OVER_THE_API.includes(expected))).toEqual([]);
    process.stderr.write(`service models: ${services.answers.length} answers of ${unanswered.length} operations and ${codes.length} error codes were held against them\n`);
  });
});

/** The names that AWS has for an input that is not as the model says. */
const REFUSED_INPUT = ['ValidationException', 'InvalidInputException', 'InvalidParameterException', 'ValidationError'];

/** Errors of provisioners, which CloudFormation hears, and of the guard before operations that the emulator answers. */
const NOT_OVER_THE_API = ['codepipeline PipelineNameInUseException', 'codepipeline InvalidStructureException', 'codebuild ResourceAlreadyExistsException', 'sts AccessDeniedException'];

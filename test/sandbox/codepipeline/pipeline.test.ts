import * as fs from 'node:fs';
import * as path from 'node:path';
import { action, PIPELINE, PipelineServices, STACK } from './pipeline-services';
import { AwsError, JsonObject } from '../../../src/sandbox/aws-json';
import { ExecutionProgress } from '../../../src/sandbox/codepipeline';
import { followExecution } from '../../../src/sandbox/progress';
import { ACCOUNT, REGION } from '../support/context';


jest.setTimeout(30_000);

let services: PipelineServices;
beforeEach(async () => { services = await PipelineServices.start(); });
afterEach(() => services.stop());

describe('roles', () => {
  const asked: string[] = [];
  const refuse = (refused: string): void => {
    asked.splice(0);
    jest.spyOn(services.context.access, 'require').mockImplementation(async (accessKeyId, calls) => {
      asked.push(...calls.map(({ action: name, resource }) => `${accessKeyId} ${name} ${resource}`));
      if (calls.some(({ action: name }) => name === refused)) throw new AwsError('AccessDeniedException', `User: x is not authorized to perform: ${refused}`, 403);
    });
  };
  const run = async (): Promise<ExecutionProgress> => {
    await services.push('main');
    await services.project('make', { phases: { build: { commands: ['true'] } } });
    await services.pipeline([{ Name: 'Build', Actions: [action('Make', 'CodeBuild', { ProjectName: 'make' }, { RoleArn: 'start-role' })] }]);
    services.context.emulator.stackStatus.set(STACK, 'CREATE_COMPLETE');
    return services.ended();
  };
  afterEach(() => jest.restoreAllMocks());

  test('are asked for what an action does with them', async () => {
    refuse('nothing');
    expect((await run()).status).toBe('Succeeded');
    expect(asked).toEqual([
      'ASIAFAKE sts:AssumeRole source-role', expect.stringContaining(':UseConnection arn:c'), 'ASIAFAKE sts:AssumeRole start-role',
      expect.stringMatching('codebuild:StartBuild .*project/make$'), expect.stringMatching('codebuild:BatchGetBuilds .*project/make$'),
    ]);
  });

  test('that may not start the build fail the action, and no build is started', async () => {
    refuse('codebuild:StartBuild');
    const { status, executionId } = await run();
    expect(status).toBe('Failed');
    const answer = await services.call('CodePipeline_20150709.ListActionExecutions', { pipelineName: PIPELINE, filter: { pipelineExecutionId: executionId } });
    const made = (answer.actionExecutionDetails as JsonObject[]).find(({ actionName }) => actionName === 'Make');
    expect(made).toMatchObject({
      output: { executionResult: { errorDetails: { code: 'PermissionError', message: expect.stringContaining('not authorized to perform: codebuild:StartBuild') } } },
    });
    expect(services.context.emulator.assumed).not.toContain('role-of-make');
  });
});

test('a new pipeline runs once its stack is complete: artifacts, variables, roles and parallel actions', async () => {
  await services.push('main');
  await services.project('make', {
    env: { 'exported-variables': ['DIGEST'] },
    phases: { build: { commands: ['./run.sh', 'export DIGEST="made from $COMMIT_ID"', 'cp app.txt out.txt'] } },
    artifacts: { files: ['out.txt'] },
  });
  await services.project('check', { phases: { build: { commands: ['test "$(cat out.txt)" = one', 'echo "digest=$DIGEST"', 'sleep 0.3'] } } });
  services.context.emulator.stackStatus.set(STACK, 'CREATE_IN_PROGRESS');
  const variables = (list: JsonObject[]): string => JSON.stringify(list);
  const checkConfiguration = { ProjectName: 'check', EnvironmentVariables: variables([{ name: 'DIGEST', value: '#{BuildVariables.DIGEST}' }]) };
  await services.pipeline([
    {
      Name: 'Build',
      Actions: [action('Make', 'CodeBuild', {
        ProjectName: 'make', EnvironmentVariables: variables([{ name: 'COMMIT_ID', value: '#{SourceVariables.CommitId}' }]),
      }, { OutputArtifacts: [{ Name: 'BuildOutput' }], Namespace: 'BuildVariables' })],
    },
    {
      Name: 'Test',
      Actions: ['Unit', 'Integration'].map((name) => action(name, 'CodeBuild', checkConfiguration, { InputArtifacts: [{ Name: 'BuildOutput' }] })),
    },
  ]);
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect((await services.pipelineCall('ListPipelineExecutions', { pipelineName: PIPELINE })).pipelineExecutionSummaries).toEqual([]);
  services.context.emulator.stackStatus.set(STACK, 'CREATE_COMPLETE');

  const execution = await services.ended();
  expect(execution.stages.map(({ name, status }) => `${name} ${status}`)).toEqual(['Source Succeeded', 'Build Succeeded', 'Test Succeeded']);
  const id = services.git('rev-parse', 'HEAD');
  expect(services.context.emulator.logLines('/aws/codebuild/check')).toContain(`digest=made from ${id}`);
  const [unit, integration] = execution.stages[2].actions;
  expect(Number(unit.startTime)).toBeLessThan(Number(integration.endTime));
  expect(Number(integration.startTime)).toBeLessThan(Number(unit.endTime));
  expect(services.context.emulator.assumed).toEqual(expect.arrayContaining(['source-role', 'pipeline-role', 'role-of-make']));
  expect([...services.context.emulator.encryptionKeys.values()]).toEqual(['key', 'key']);

  const { pipelineExecution } = await services.pipelineCall('GetPipelineExecution', { pipelineName: PIPELINE, pipelineExecutionId: execution.executionId });
  expect(pipelineExecution).toMatchObject({
    status: 'Succeeded', trigger: { triggerType: 'CreatePipeline' }, artifactRevisions: [{ name: 'SourceOutput', revisionId: id, revisionSummary: 'first commit' }],
  });
  const { actionExecutionDetails } = await services.pipelineCall('ListActionExecutions', { pipelineName: PIPELINE, filter: { pipelineExecutionId: execution.executionId } });
  expect((actionExecutionDetails as JsonObject[]).map(({ actionName }) => actionName)).toEqual(['Integration', 'Unit', 'Make', 'GitHub']);
  const state = await services.pipelineCall('GetPipelineState', { name: PIPELINE });
  expect((state.stageStates as JsonObject[])[1]).toMatchObject({ stageName: 'Build', latestExecution: { status: 'Succeeded' } });
  const { ids } = await services.call('CodeBuild_20161006.ListBuildsForProject', { projectName: 'check' });
  expect(ids).toHaveLength(2);
  const { builds } = await services.call('CodeBuild_20161006.BatchGetBuilds', { ids });
  expect((builds as JsonObject[])[0]).toMatchObject({ buildStatus: 'SUCCEEDED', initiator: `codepipeline/${PIPELINE}`, resolvedSourceVersion: id });
});

test('a failing action stops its stage while its sibling finishes, says why, and notifies once', async () => {
  await services.push('main');
  await services.project('bad', { phases: { build: { commands: ['echo the reason', 'exit 4'] } } });
  await services.project('slow', { phases: { build: { commands: ['sleep 0.5'] } } });
  await services.provision('AWS::CodeStarNotifications::NotificationRule', {
    Name: 'failures',
    DetailType: 'FULL',
    EventTypeIds: ['pipeline', 'stage', 'action'].map((kind) => `codepipeline-pipeline-${kind}-execution-failed`),
    Resource: `arn:aws:codepipeline:${REGION}:${ACCOUNT}:${PIPELINE}`,
    Targets: [{ TargetType: 'SNS', TargetAddress: 'topic' }],
  });
  await services.pipeline([
    { Name: 'Test', Actions: [action('Bad', 'CodeBuild', { ProjectName: 'bad' }), action('Slow', 'CodeBuild', { ProjectName: 'slow' }), action('Later', 'CodeBuild', { ProjectName: 'slow' }, { RunOrder: 2 })] },
    { Name: 'Deploy', Actions: [action('Deploy', 'CodeBuild', { ProjectName: 'slow' })] },
  ]);
  const lines: string[] = [];
  const execution = await followExecution({
    frontUrl: services.url, pipelineName: PIPELINE, write: (line) => lines.push(line), pollMilliseconds: 50,
  });
  expect(execution.status).toBe('Failed');
  expect(execution.stages[1].actions.map(({ status }) => status)).toEqual(['Failed', 'Succeeded', 'Pending']);
  expect(execution.stages[2].status).toBe('Pending');
  expect(execution.stages[1].actions[0].summary).toBe(
    'Build terminated with state: FAILED. Phase: BUILD, Code: COMMAND_EXECUTION_ERROR, Message: Error while executing command: exit 4. Reason: exit status 4',
  );
  expect(lines.join('\n')).toMatch(/✖ Test \/ Bad +failed after [\d.]+ s\n.*exit status 4\n(.*\n)*      \| the reason/);
  expect(services.context.emulator.published.map(({ topicArn, message }) => [topicArn, message.detailType])).toEqual([
    ...['Action', 'Stage', 'Pipeline'].map((kind) => ['topic', `CodePipeline ${kind} Execution State Change`]),
  ]);
  const { summary, buildId } = execution.stages[1].actions[0];
  expect(services.context.emulator.published[0].message).toMatchObject({
    detail: {
      'pipeline': PIPELINE,
      'execution-id': execution.executionId,
      'stage': 'Test',
      'action': 'Bad',
      'state': 'FAILED',
      'type': { provider: 'CodeBuild' },
      'execution-result': {
        'external-execution-id': buildId,
        'external-execution-summary': summary,
        'external-execution-url': `https://console.aws.amazon.com/codebuild/home?region=${REGION}#/builds/${buildId}/view/new`,
        'error-code': 'JobFailed',
      },
    },
    additionalAttributes: { additionalInformation: summary },
  });
  expect(services.context.emulator.published[2].message).toMatchObject({
    source: 'aws.codepipeline', detail: { pipeline: PIPELINE, state: 'FAILED' }, additionalAttributes: { failedStage: 'Test', failedActionCount: 1 },
  });
});

test('a push starts the pipeline through its filters, with the commit that was pushed', async () => {
  await services.project('make', { phases: {} });
  const triggers = [{
    ProviderType: 'CodeStarSourceConnection',
    GitConfiguration: { SourceActionName: 'GitHub', Push: [{ Branches: { Includes: ['main', 'release/*'] }, FilePaths: { Includes: ['src/**'] } }] },
  }];
  services.context.emulator.stackStatus.set(STACK, 'ROLLBACK_COMPLETE');
  await services.pipeline([{ Name: 'Build', Actions: [action('Make', 'CodeBuild', { ProjectName: 'make' })] }], { Triggers: triggers });
  await services.push('main');
  const outside = services.commit({ 'docs/x.md': 'x' }, 'docs only');
  await services.push('main');
  const inside = services.commit({ 'src/x.js': 'x' }, 'code');
  await services.push('main', 'main:refs/heads/other');
  const released = services.commit({ 'src/y.js': 'y' }, 'release');
  await services.push('main:refs/heads/release/1');
  await expect(services.ended({ commit: outside })).rejects.toThrow('has no execution of commit');
  const execution = await services.ended({ commit: inside });
  expect(execution).toMatchObject({ status: 'Succeeded', trigger: 'WebhookV2' });
  const release = await services.ended({ commit: released });
  const { actionExecutionDetails } = await services.pipelineCall('ListActionExecutions', { pipelineName: PIPELINE, filter: { pipelineExecutionId: release.executionId } });
  expect((actionExecutionDetails as { output: JsonObject }[]).at(-1)?.output.outputVariables).toMatchObject({
    BranchName: 'release/1', CommitId: released, CommitMessage: 'release', FullRepositoryName: 'acme/orders', AuthorEmail: 'jane@example.com',
  });
  const all = await services.pipelineCall('ListPipelineExecutions', { pipelineName: PIPELINE });
  expect(all.pipelineExecutionSummaries).toHaveLength(2);
});

test('a version 1 source starts by its webhook once that is registered, and never shows its token', async () => {
  await services.project('make', { phases: {} });
  const source = {
    Name: 'Source',
    Actions: [{
      Name: 'GitHub',
      ActionTypeId: { Category: 'Source', Owner: 'ThirdParty', Provider: 'GitHub', Version: '1' },
      Configuration: { Owner: 'acme', Repo: 'orders', Branch: 'main', OAuthToken: 'hush', PollForSourceChanges: false },
      OutputArtifacts: [{ Name: 'SourceOutput' }],
    }],
  };
  services.context.emulator.stackStatus.set(STACK, 'ROLLBACK_COMPLETE');
  await services.provision('AWS::CodePipeline::Pipeline', {
    Name: PIPELINE,
    RoleArn: 'pipeline-role',
    ArtifactStore: { Type: 'S3', Location: 'artifacts' },
    Stages: [source, { Name: 'Build', Actions: [action('Make', 'CodeBuild', { ProjectName: 'make' })] }],
  });
  const webhook = {
    Name: 'hook',
    TargetPipeline: PIPELINE,
    TargetAction: 'GitHub',
    Authentication: 'GITHUB_HMAC',
    AuthenticationConfiguration: { SecretToken: 's' },
    Filters: [{ JsonPath: '$.ref', MatchEquals: 'refs/heads/{Branch}' }],
  };
  await services.provision('AWS::CodePipeline::Webhook', { ...webhook, RegisterWithThirdParty: false });
  await services.push('main');
  await services.provision('AWS::CodePipeline::Webhook', { ...webhook, RegisterWithThirdParty: true }, 'update', 'hook');
  const second = services.commit({ 'app.txt': 'two' }, 'second');
  await services.push('main');
  expect(await services.ended({ commit: second })).toMatchObject({ status: 'Succeeded', trigger: 'Webhook' });
  expect((await services.pipelineCall('ListPipelineExecutions', { pipelineName: PIPELINE })).pipelineExecutionSummaries).toHaveLength(1);
  expect(JSON.stringify(await services.pipelineCall('GetPipeline', { name: PIPELINE }))).not.toContain('hush');
});

test('an unknown action provider fails by name, and so does an operation that the sandbox lacks', async () => {
  await services.push('main');
  await services.pipeline([{ Name: 'Deploy', Actions: [action('Ship', 'Beanstalk', {})] }]);
  const execution = await services.ended();
  expect(execution.status).toBe('Failed');
  expect(execution.stages[1].actions[0].summary).toContain("no action provider Build/AWS/Beanstalk (action 'Ship')");
  await expect(services.pipelineCall('DeletePipeline', { name: PIPELINE })).rejects.toThrow('SandboxNotImplemented: the sandbox does not implement codepipeline:DeletePipeline');
  expect(await (await services.provision('AWS::CodeDeploy::Application', {})).json()).toEqual({
    error: 'the sandbox has no provisioner for the resource type "AWS::CodeDeploy::Application" (Thing)',
  });
});

test('a failed stage can be retried, its succeeded actions are kept', async () => {
  await services.push('main');
  const flag = path.join(services.context.state.folder, 'repaired');
  await services.project('flaky', { phases: { build: { commands: [`test -e ${flag}`] } } });
  await services.project('good', { phases: {} });
  await services.pipeline([{ Name: 'Test', Actions: [action('Flaky', 'CodeBuild', { ProjectName: 'flaky' }), action('Good', 'CodeBuild', { ProjectName: 'good' })] }]);
  const failed = await services.ended();
  expect(failed.status).toBe('Failed');
  fs.writeFileSync(flag, '');
  const id = { pipelineName: PIPELINE, pipelineExecutionId: failed.executionId };
  await services.pipelineCall('RetryStageExecution', { ...id, stageName: 'Test', retryMode: 'FAILED_ACTIONS' });
  expect(await services.ended({ executionId: failed.executionId })).toMatchObject({ status: 'Succeeded' });
  expect(await services.buildsOf('good')).toHaveLength(1);
  await expect(services.pipelineCall('RetryStageExecution', { ...id, stageName: 'Test', retryMode: 'ALL_ACTIONS' })).rejects.toThrow('StageNotRetryableException');
});

test.each([['FAILED_ACTIONS', 1], ['ALL_ACTIONS', 2]])('a stage that is to be retried on failure is tried once more by itself, %s', async (RetryMode, runsOfTheGoodOne) => {
  await services.push('main');
  const flag = path.join(services.context.state.folder, 'tried');
  await services.project('flaky', { phases: { build: { commands: [`test -e ${flag} || { touch ${flag}; exit 1; }`] } } });
  await services.project('good', { phases: {} });
  const onFailure = { Result: 'RETRY', RetryConfiguration: { RetryMode } };
  const actions = [action('Flaky', 'CodeBuild', { ProjectName: 'flaky' }), action('Good', 'CodeBuild', { ProjectName: 'good' })];
  await services.pipeline([{ Name: 'Test', Actions: actions, OnFailure: onFailure }]);
  expect((await services.ended()).status).toBe('Succeeded');
  expect(await services.buildsOf('flaky')).toHaveLength(2);
  expect(await services.buildsOf('good')).toHaveLength(runsOfTheGoodOne);
});

test('a stage that fails again when it is retried by itself ends the execution', async () => {
  await services.push('main');
  await services.project('broken', { phases: { build: { commands: ['exit 1'] } } });
  const onFailure = { Result: 'RETRY', RetryConfiguration: { RetryMode: 'FAILED_ACTIONS' } };
  await services.pipeline([{ Name: 'Test', Actions: [action('Broken', 'CodeBuild', { ProjectName: 'broken' })], OnFailure: onFailure }]);
  expect((await services.ended()).status).toBe('Failed');
  expect(await services.buildsOf('broken')).toHaveLength(2);
});

test('an approval waits for its answer', async () => {
  await services.push('main');
  const approval = { Name: 'Approve', ActionTypeId: { Category: 'Approval', Owner: 'AWS', Provider: 'Manual', Version: '1' } };
  await services.pipeline([{ Name: 'Approval', Actions: [approval] }]);
  let token: string | undefined;
  while (!token) {
    const { stageStates } = (await services.pipelineCall('GetPipelineState', { name: PIPELINE })) as { stageStates: { actionStates: { latestExecution?: { token?: string } }[] }[] };
    token = stageStates[1].actionStates[0].latestExecution?.token;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  const answer = { pipelineName: PIPELINE, stageName: 'Approval', actionName: 'Approve', result: { status: 'Rejected', summary: 'not today' } };
  await expect(services.pipelineCall('PutApprovalResult', { ...answer, token: 'wrong' })).rejects.toThrow('InvalidApprovalTokenException');
  await services.pipelineCall('PutApprovalResult', { ...answer, token });
  const execution = await services.ended();
  expect(execution).toMatchObject({ status: 'Failed', stages: [{}, { actions: [{ summary: 'not today' }] }] });
});

test('an execution can be abandoned while its build goes on, and rules hear that it was canceled', async () => {
  await services.push('main');
  await services.provision('AWS::CodeStarNotifications::NotificationRule', {
    Name: 'stops',
    DetailType: 'BASIC',
    EventTypeIds: ['codepipeline-pipeline-pipeline-execution-canceled'],
    Resource: `arn:aws:codepipeline:${REGION}:${ACCOUNT}:${PIPELINE}`,
    Targets: [{ TargetType: 'SNS', TargetAddress: 'topic' }],
  });
  await services.project('slow', { phases: { build: { commands: ['sleep 60'] } } });
  await services.pipeline([{ Name: 'Build', Actions: [action('Slow', 'CodeBuild', { ProjectName: 'slow' })] }]);
  while (services.pipelines.progress({ pipelineName: PIPELINE })?.stages[1].actions[0].buildId === undefined) {
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  const pipelineExecutionId = services.pipelines.progress({ pipelineName: PIPELINE })?.executionId;
  await services.pipelineCall('StopPipelineExecution', { pipelineName: PIPELINE, pipelineExecutionId, abandon: true, reason: 'enough' });
  const execution = await services.ended();
  expect(execution).toMatchObject({ status: 'Stopped', statusSummary: 'enough' });
  expect(execution.stages[1].actions[0].status).toBe('Abandoned');
  const { builds } = await services.call('CodeBuild_20161006.BatchGetBuilds', { ids: await services.buildsOf('slow') as string[] });
  expect(builds).toMatchObject([{ buildStatus: 'IN_PROGRESS' }]);
  expect(services.context.emulator.published.map(({ message }) => (message.detail as JsonObject).state)).toEqual(['STOPPED']);
});

test('a restart of the sandbox loses no pipeline and no execution', async () => {
  await services.push('main');
  await services.project('make', { phases: {} });
  await services.pipeline([{ Name: 'Build', Actions: [action('Make', 'CodeBuild', { ProjectName: 'make' })] }]);
  const before = await services.ended();
  await services.restart();
  expect(await services.ended({ executionId: before.executionId })).toEqual(before);
  const { pipelineExecutionId } = await services.pipelineCall('StartPipelineExecution', { name: PIPELINE });
  expect((await services.ended({ executionId: String(pipelineExecutionId) })).trigger).toBe('StartPipelineExecution');
});

import { pipelineStatus } from '../../../src/cli/account/pipeline-status';
import { ActionExecution, PipelineDeclaration } from '../../../src/cli/account/pipelines';
import { renderStatus } from '../../../src/cli/view/status-lines';

const DECLARATION: PipelineDeclaration = {
  name: 'cicd-pipeline-dev',
  stages: ['Source', 'Test', 'Deploy'].map((name) => ({
    name, actions: (name === 'Test' ? ['Unit', 'Integration'] : [`${name}It`]).map((action) => ({ name: action, actionTypeId: { category: 'Build', provider: 'CodeBuild' } })),
  })),
};

const ran = (stageName: string, actionName: string, status: string, message?: string): ActionExecution => ({
  pipelineExecutionId: 'id-1', stageName, actionName, status, startTime: 10, lastUpdateTime: 12.5, output: { executionResult: message ? { errorDetails: { message } } : {} },
});

const EXECUTION = {
  pipelineExecutionId: 'id-1',
  status: 'Failed',
  startTime: 9,
  lastUpdateTime: 30,
  trigger: { triggerType: 'WebhookV2' },
  sourceRevisions: [{ revisionId: 'abcdef0123456789', revisionSummary: '{"ProviderType":"GitHub","CommitMessage":"second commit\\nmore"}' }],
};

const STATUS = pipelineStatus(DECLARATION, EXECUTION, [ran('Source', 'SourceIt', 'Succeeded'), ran('Test', 'Unit', 'Failed', 'exit status 1'), ran('Test', 'Integration', 'Succeeded')], {
  cluster: 'c', service: 's', url: 'http://lb', desiredCount: 1, runningCount: 1, digests: [`sha256:${'0'.repeat(64)}`], commit: '1234567890',
});

test('each stage is as bad as its worst action, and pending before its first', () => {
  expect(STATUS.stages.map(({ name, status }) => [name, status])).toEqual([['Source', 'Succeeded'], ['Test', 'Failed'], ['Deploy', 'Pending']]);
});

test('the execution has its commit with the first line of its message, and times that a program can read', () => {
  expect(STATUS.execution).toEqual({
    id: 'id-1', status: 'Failed', trigger: 'WebhookV2', startTime: '1970-01-01T00:00:09.000Z', endTime: '1970-01-01T00:00:30.000Z', commit: 'abcdef0123456789', message: 'second commit',
  });
});

test('an execution under way has no end', () => {
  expect(pipelineStatus(DECLARATION, { ...EXECUTION, status: 'InProgress' }, []).execution).not.toHaveProperty('endTime');
});

test('a pipeline before its first execution has stages only', () => {
  expect(pipelineStatus(DECLARATION, undefined, [])).toEqual({ name: 'cicd-pipeline-dev', stages: expect.any(Array) as object[] });
});

test('is shown with why it failed, and what is served', () => {
  expect(renderStatus(STATUS, (_look, text) => text, 40_000)).toEqual([
    'cicd-pipeline-dev',
    '  ✖ Failed after 21 s, ended 10 s ago (WebhookV2)',
    '  execution  id-1',
    '  commit     abcdef01 second commit',
    '  ✔ Source           ✔ SourceIt 2.5 s',
    '  ✖ Test             ✖ Unit 2.5 s   ✔ Integration 2.5 s',
    '      Unit: exit status 1',
    '  · Deploy           · DeployIt',
    '  served     sha256:000000000000 of commit 12345678, 1 of 1 tasks',
    '  address    http://lb',
  ]);
});

import { ExecutionProgress } from '../../src/sandbox/codepipeline';
import { renderChanges, renderSummary } from '../../src/sandbox/progress';

const action = (name: string, status: string, more: object = {}): ExecutionProgress['stages'][number]['actions'][number] => ({ name, status, cached: [], logTail: [], ...more });

const progress = (stages: ExecutionProgress['stages'], more: Partial<ExecutionProgress> = {}): ExecutionProgress => ({
  pipelineName: 'cicd-pipeline-dev', executionId: 'id-1', status: 'InProgress', trigger: 'WebhookV2', startTime: 0, stages, ...more,
});

const running = progress([
  { name: 'Test', status: 'InProgress', startTime: 0, actions: [action('Unit', 'InProgress', { startTime: 0 }), action('Integration', 'Pending')] },
]);

test('the first look names the execution and what runs, not what waits', () => {
  expect(renderChanges(undefined, running)).toEqual([
    '  cicd-pipeline-dev id-1 (WebhookV2)',
    `  ▶ ${'Test / Unit'.padEnd(44)}started`,
  ]);
});

test('nothing is said twice', () => {
  expect(renderChanges(running, running)).toEqual([]);
});

test("a failure brings its reason and the log's last lines", () => {
  const failed = progress([{
    ...running.stages[0],
    actions: [action('Unit', 'Failed', { startTime: 0, endTime: 1500, summary: 'exit status 1', logTail: ['expected 1', 'got 2'] }), action('Integration', 'Succeeded', { startTime: 100, endTime: 300 })],
  }]);
  expect(renderChanges(running, failed)).toEqual([
    `  ✖ ${'Test / Unit'.padEnd(44)}failed after 1.5 s`,
    '      exit status 1',
    '      | expected 1',
    '      | got 2',
    `  ✔ ${'Test / Integration'.padEnd(44)}succeeded after 0.2 s`,
  ]);
});

test('an action that is tried again is told again', () => {
  const again = progress([{ ...running.stages[0], actions: [action('Unit', 'InProgress', { startTime: 900 })] }]);
  expect(renderChanges(running, again)).toHaveLength(1);
});

test('the summary has every stage with its time, and names the failed actions', () => {
  const stages = [
    { name: 'Source', status: 'Succeeded', startTime: 0, endTime: 400, actions: [] },
    { name: 'Test', status: 'Failed', startTime: 400, endTime: 2400, actions: [action('Unit', 'Failed')] },
    { name: 'Deploy', status: 'Pending', actions: [] },
  ];
  expect(renderSummary(progress(stages, { status: 'Failed', endTime: 2500 }))).toEqual([
    '',
    '  ✔ Source                Succeeded   0.4 s',
    '  ✖ Test                  Failed      2.0 s  Unit',
    '  · Deploy                Pending     ',
    '  ✖ execution             Failed      2.5 s',
  ]);
});

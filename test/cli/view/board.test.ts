import { expectedTotal, renderBoard } from '../../../src/cli/view/board';
import { ActionProgress, ExecutionProgress } from '../../../src/sandbox';

const PLAIN = { columns: 80, rows: 40, paint: (_look: string, text: string) => text };

const action = (name: string, status: string, more: Partial<ActionProgress> = {}): ActionProgress => ({
  name, status, cached: [], logTail: [], ...more,
});

const progress = (stages: ExecutionProgress['stages'], more: Partial<ExecutionProgress> = {}): ExecutionProgress => ({
  pipelineName: 'cicd-pipeline-dev', executionId: 'id-1', status: 'InProgress', trigger: 'WebhookV2', commit: 'abcdef0123456789', startTime: 0, stages, ...more,
});

const running = progress([
  { name: 'Source', status: 'Succeeded', startTime: 0, endTime: 400, actions: [action('GitHub', 'Succeeded', { startTime: 0, endTime: 400 })] },
  { name: 'Build', status: 'Succeeded', startTime: 0, endTime: 14_000, actions: [action('DockerBuild', 'Succeeded', { startTime: 0, endTime: 14_000, cached: ['3 of 5 layers cached'] })] },
  {
    name: 'Test',
    status: 'InProgress',
    startTime: 14_000,
    actions: [action('Unit', 'Succeeded', { startTime: 14_000, endTime: 20_000 }), action('Integration', 'InProgress', { startTime: 14_000, phase: 'BUILD', logTail: ['\u001b[32m✔\u001b[39m places an order'] })],
  },
  { name: 'Deploy', status: 'Pending', actions: [action('DeployService', 'Pending')] },
]);

const EXPECTED = { 'Source/GitHub': 1000, 'Build/DockerBuild': 20_000, 'Test/Unit': 9_000, 'Test/Integration': 16_000, 'Deploy/DeployService': 60_000 };

test('shows stages, parallel actions side by side, elapsed and expected time, what was cached, and what the running build says', () => {
  expect(renderBoard({ progress: running, expected: EXPECTED, now: 22_080 }, PLAIN)).toEqual([
    ' ⠼ cicd-pipeline-dev  abcdef01  22 s of about 1 min 37 s',
    '',
    ' ✔ Source          0.4 s',
    ' ✔ Build           14 s  3 of 5 layers cached',
    ' ⠼ Test            8.1 s',
    '     ✔ Unit 6.0 s',
    '     ⠼ Integration 8.1 s of about 16 s build',
    ' · Deploy          about 1 min 00 s',
    '',
    '   Integration │ ✔ places an order',
  ]);
});

test('puts actions side by side where they fit', () => {
  const lines = renderBoard({ progress: running, expected: {}, now: 22_080 }, { ...PLAIN, columns: 100 });
  expect(lines).toContain('     ✔ Unit 6.0 s                ⠼ Integration 8.1 s build');
});

test('a running action alone in its stage has a bar that is full only at the end', () => {
  const build = (now: number) => renderBoard({
    progress: progress([{ name: 'Build', status: 'InProgress', startTime: 0, actions: [action('DockerBuild', 'InProgress', { startTime: 0 })] }]), expected: EXPECTED, now,
  }, PLAIN)[2];
  expect(build(10_000)).toContain('10 s of about 20 s  ████████░░░░░░░░');
  expect(build(90_000)).toContain('███████████████░');
});

describe('ten actions on sixty columns', () => {
  const many = progress([
    ...running.stages.slice(0, 2),
    { name: 'Test', status: 'InProgress', startTime: 0, actions: Array.from({ length: 10 }, (_, index) => action(`Suite${index}`, index % 3 ? 'InProgress' : 'Failed', { startTime: 0, endTime: index % 3 ? undefined : 9_000, logTail: Array.from({ length: 25 }, (_line, line) => `line ${line} ${'x'.repeat(90)}`), summary: 'exit status 1 '.repeat(9) })) },
  ]);
  const frame = { ...PLAIN, columns: 60, rows: 30 };
  const lines = renderBoard({ progress: many, expected: { ...EXPECTED, 'Test/Suite1': 12_000 }, now: 10_000 }, frame);

  test('no line is longer than the terminal is wide', () => {
    expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(60);
  });

  test('all of it is no higher than the terminal', () => {
    expect(lines.length).toBeLessThan(30);
  });

  test('every action is there, and why those failed that did', () => {
    const all = lines.join('\n');
    for (let index = 0; index < 10; index += 1) expect(all).toContain(`Suite${index}`);
    expect(all).toContain('✖ Test / Suite0: exit status 1');
    expect(all).toContain('│ line 24');
  });

  test('a tiny terminal gets the stages, and no more', () => {
    expect(renderBoard({ progress: many, expected: {}, now: 10_000 }, { ...frame, rows: 5 }).length).toBeLessThanOrEqual(16);
  });
});

test('an action that waits for somebody says so', () => {
  const waiting = progress([{ name: 'Test', status: 'InProgress', startTime: 0, actions: [action('Unit', 'InProgress', { startTime: 0, enter: '/tmp/enter', logTail: ['boom'] })] }]);
  const lines = renderBoard({ progress: waiting, expected: {}, now: 1000 }, PLAIN).join('\n');
  expect(lines).toContain('failed, waits for you');
  expect(lines).toContain('│ boom');
});

test('the expected total counts the longest of parallel actions, and is not known before the first success', () => {
  expect(expectedTotal(running, EXPECTED)).toBe(97_000);
  expect(expectedTotal(running, {})).toBeUndefined();
});

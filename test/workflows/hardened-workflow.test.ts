import { parse } from 'yaml';
import { harden, Reasons, renderWorkflow, Workflow } from '../../projenrc/workflows/hardened-workflow';

const REASONS: Reasons = { releases: { 'actions/checkout@abc': 'v7.0.1' }, permissions: { 'build.contents': 'pushes the tag' } };

function workflowOf(job: object = {}, rest: object = {}): Workflow {
  return { name: 'one', on: { push: {} }, ...rest, jobs: { build: { steps: [], ...job } } };
}

describe('harden', () => {
  test('permits nothing, ends each job, and lets one run at a time', () => {
    expect(harden(workflowOf())).toEqual({
      name: 'one',
      on: { push: {} },
      permissions: {},
      concurrency: { 'group': '${{ github.workflow }}-${{ github.ref }}', 'cancel-in-progress': true },
      jobs: { build: { 'name': 'build', 'timeout-minutes': 30, 'steps': [] } },
    });
  });

  test('keeps what projen was told', () => {
    const told = workflowOf({ 'name': 'Build', 'timeout-minutes': 5 }, { concurrency: { group: 'mine' } });

    expect(harden(told)).toMatchObject({ concurrency: { group: 'mine' }, jobs: { build: { 'name': 'Build', 'timeout-minutes': 5 } } });
  });

  test('leaves no token in a clone, whatever else the clone is told', () => {
    const { jobs } = harden(workflowOf({ steps: [{ uses: 'actions/checkout@abc', with: { path: '.repo' } }, { uses: 'actions/setup-node@abc' }] }));

    expect(jobs.build.steps).toEqual([
      { uses: 'actions/checkout@abc', with: { 'path': '.repo', 'persist-credentials': false } },
      { uses: 'actions/setup-node@abc' },
    ]);
  });

  test.each([
    ['echo "a=b" >> $GITHUB_OUTPUT', 'echo "a=b" >> "$GITHUB_OUTPUT"'],
    ['cd .repo && npm ci', 'cd .repo && npm ci --ignore-scripts'],
    ['npm ci', 'npm ci'],
  ])('makes of %s: %s', (run, hardened) => {
    expect(harden(workflowOf({ steps: [{ run }] })).jobs.build.steps).toEqual([{ run: hardened }]);
  });
});

describe('renderWorkflow', () => {
  test('puts the release beside a pin and the reason beside a permission', () => {
    const workflow = workflowOf({ permissions: { contents: 'write' }, steps: [{ uses: 'actions/checkout@abc' }] });

    const text = renderWorkflow(workflow, REASONS);

    expect(text).toContain('uses: actions/checkout@abc # v7.0.1\n');
    expect(text).toContain('contents: write # pushes the tag\n');
    expect(parse(text)).toEqual(workflow);
  });

  test('needs no reason to read', () => {
    expect(renderWorkflow(workflowOf({ permissions: { contents: 'read' } }), REASONS)).toContain('contents: read\n');
  });

  test.each([
    [{ permissions: { 'id-token': 'write' } }, "why job 'build' needs 'id-token: write'"],
    [{ steps: [{ uses: 'actions/checkout@def' }] }, 'the release of actions/checkout@def'],
  ])('fails without a reason: %j', (job, what) => {
    expect(() => renderWorkflow(workflowOf(job), REASONS)).toThrow(`projenrc/workflows must say ${what}`);
  });
});

import { ACTION_VERSIONS } from '../../../src/github/workflow/action-versions';
import { ciCdWorkflow } from '../../../src/github/workflow/ci-cd-workflow';
import { driftWorkflow } from '../../../src/github/workflow/drift-workflow';
import { WorkflowSettings } from '../../../src/github/workflow/workflow-settings';
import { ParsedJob, actionsOf, parsed, scriptOf, SETTINGS } from '../support/workflows';

const workflowOf = (over: Partial<WorkflowSettings> = {}) => parsed(ciCdWorkflow({ ...SETTINGS, ...over }));
const CHAIN = ['source', 'build', 'test', 'security-scan', 'deploy'];
const DELIVERY = "github.event_name != 'pull_request' && (github.ref == 'refs/heads/main' || startsWith(github.ref, 'refs/heads/release/'))";

describe('the workflow', () => {
  const workflow = workflowOf();

  test('runs the five stages one after the other', () => {
    const chained = CHAIN.slice(1).map((id, index) => workflow.jobs[id].needs?.includes(CHAIN[index]));
    expect(chained).toEqual([true, true, true, true]);
    expect(workflow.jobs.source.needs).toBeUndefined();
  });

  test('is started by pushes and pull requests to the branches, and by hand', () => {
    const filter = { branches: ['main', 'release/*'] };
    expect(workflow.on).toEqual({ push: filter, pull_request: filter, workflow_dispatch: {} });
  });

  test('starts only for the given files, where they are given', () => {
    const { on } = workflowOf({ paths: ['infra/**'] });
    expect([on.push, on.pull_request]).toEqual(Array(2).fill({ branches: ['main', 'release/*'], paths: ['infra/**'] }));
  });

  test('queues deployments by branch, and lets a push to a pull request supersede the run before', () => {
    expect(workflow.concurrency).toEqual({ 'group': '${{ github.workflow }}-${{ github.ref }}', 'cancel-in-progress': "${{ github.event_name == 'pull_request' }}" });
  });

  test('gives the token nothing, and each job the least', () => {
    expect(workflow.permissions).toEqual({});
    expect(Object.fromEntries(Object.entries(workflow.jobs).map(([id, { permissions }]) => [id, permissions]))).toEqual({
      'source': { contents: 'read' },
      'build': { contents: 'read' },
      'test': { contents: 'read' },
      'security-scan': { contents: 'read' },
      'diff': { 'id-token': 'write', 'pull-requests': 'write' },
      'deploy': { 'id-token': 'write' },
      'notify': { 'id-token': 'write' },
    });
  });

  test('runs none of the repository\'s code where a token for AWS is to be had', () => {
    const trusted = Object.values(workflow.jobs).filter(({ permissions }) => permissions?.['id-token']);
    expect(trusted).toHaveLength(3);
    expect(trusted.flatMap(actionsOf)).not.toContain('actions/checkout');
    expect(trusted.map(scriptOf).join('\n')).not.toMatch(/install-dependencies|compile-app|run-unit/);
  });

  test('ends each job by itself', () => {
    expect(Object.values(workflow.jobs).filter((job) => !job['timeout-minutes'])).toEqual([]);
  });

  test('leaves no token behind in the checked out repository', () => {
    const checkouts = stepsOf(workflow.jobs).filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    expect(checkouts).toHaveLength(4);
    expect(checkouts.filter((step) => step.with?.['persist-credentials'] !== false)).toEqual([]);
  });

  test('pastes no expression into a script', () => {
    expect(stepsOf(workflow.jobs).filter(({ run }) => run?.includes('${{'))).toEqual([]);
  });

  test('uses only actions of the table, each by its full commit', () => {
    const known = Object.entries(ACTION_VERSIONS).map(([action, { sha }]) => `${action}@${sha}`);
    const used = stepsOf(workflowOf({ attestsProvenance: true }).jobs).flatMap(({ uses }) => uses ?? []);
    expect(used.filter((uses) => !known.includes(uses))).toEqual([]);
    expect(used.length).toBeGreaterThan(15);
    expect(known.filter((uses) => !/@[0-9a-f]{40}$/.test(uses))).toEqual([]);
  });

  test('stops a pipe where any of its commands fails', () => expect(workflow.defaults).toEqual({ run: { shell: 'bash' } }));
});

describe('source', () => {
  const { source } = workflowOf().jobs;

  test('checks the lock file before anything is installed', () => {
    expect(source.steps.map(({ name }) => name)).toEqual([
      'Check out', 'Read the metadata of the commit', 'Set up', 'Check the lock file', 'Install', 'Compile', 'Check that the app synthesises and that this file is up to date',
    ]);
  });

  test('hands on the metadata, read from the environment and not from the script', () => {
    expect(source.outputs).toEqual({
      'commit': '${{ steps.metadata.outputs.commit }}', 'branch': '${{ steps.metadata.outputs.branch }}', 'author': '${{ steps.metadata.outputs.author }}', 'pull-request': '${{ steps.metadata.outputs.pull-request }}',
    });
    expect(source.steps[1].env?.BRANCH).toBe('${{ github.head_ref || github.ref_name }}');
  });

  test('throws its assembly away', () => expect(scriptOf(source)).toContain("synth 'Orders' --quiet --output \"$RUNNER_TEMP/validation\""));
});

describe('the assembly', () => {
  const { jobs } = workflowOf();

  test('is synthesised once: no job after build synthesises', () => {
    const synthesising = Object.keys(jobs).filter((id) => /cdk@\S+ synth/.test(scriptOf(jobs[id])));
    expect(synthesising).toEqual(['source', 'build']);
  });

  test('is what is compared and deployed', () => {
    for (const id of ['diff', 'deploy']) {
      expect(actionsOf(jobs[id])[0]).toBe('actions/download-artifact');
      expect(scriptOf(jobs[id])).toMatch(/ 'Orders' --app cdk\.out /);
    }
  });

  test('is found where the app is', () => {
    const inInfra = workflowOf({ workingDirectory: 'infra' }).jobs;
    expect(inInfra.build.steps.find(({ id }) => id === 'assembly')?.with?.path).toBe('infra/cdk.out');
    expect(inInfra.build.defaults).toEqual({ run: { 'working-directory': 'infra' } });
    expect(inInfra.deploy.defaults).toBeUndefined();
    expect(jobs.build.defaults).toBeUndefined();
  });

  test('is synthesised for the account of the variables, whoever synthesises', () => {
    expect(jobs.build.steps.find(({ name }) => name === 'Synthesise')?.env).toEqual({
      AWS_REGION: '${{ vars.AWS_REGION }}', CDK_DEFAULT_ACCOUNT: '${{ vars.AWS_ACCOUNT_ID }}', CDK_DEFAULT_REGION: '${{ vars.AWS_REGION }}',
    });
  });
});

describe('test', () => {
  const { test: job } = workflowOf().jobs;

  test('runs each suite as a leg, and one does not end the other', () => {
    expect(job.strategy).toEqual({ 'fail-fast': false, 'matrix': { suite: ['unit', 'integration'] } });
    expect(job.steps.filter(({ run }) => run?.startsWith('run-')).map((step) => [step.if, step.run])).toEqual([
      ["matrix.suite == 'unit'", 'run-unit'], ["matrix.suite == 'integration'", 'run-integration'],
    ]);
  });

  test('keeps reports and coverage of a failed leg too', () => {
    const kept = job.steps.at(-1);
    expect([kept?.if, kept?.with?.path]).toEqual(['!cancelled()', 'reports\ncoverage']);
  });
});

describe('diff', () => {
  const { diff } = workflowOf().jobs;

  test('runs for deliveries, and for pull requests that GitHub gives a token', () => {
    expect(diff.if).toBe(`${DELIVERY} || (github.event_name == 'pull_request' && github.event.pull_request.head.repo.full_name == github.repository && github.event.pull_request.user.login != 'dependabot[bot]')`);
  });

  test('leaves pull requests out, where they must not read the account', () => {
    const { diff: deliveriesOnly } = workflowOf({ diffsPullRequests: false }).jobs;
    expect([deliveriesOnly.if, deliveriesOnly.permissions]).toEqual([DELIVERY, { 'id-token': 'write' }]);
    expect(deliveriesOnly.steps.map(({ name }) => name)).not.toContain('Tell the pull request');
  });

  test('reads with the diff role, and by template, which needs no change set', () => {
    expect(roleOf(diff)).toEqual(['arn:aws:iam::${{ vars.AWS_ACCOUNT_ID }}:role/cicd-github-diff-role-dev-${{ vars.AWS_REGION }}']);
    expect(scriptOf(diff)).toContain('--method template');
  });

  test('writes one comment, and the same one again', () => {
    const comment = diff.steps.at(-1);
    expect(comment?.if).toBe("github.event_name == 'pull_request'");
    expect(comment?.run).toMatch(/PATCH[\s\S]*POST/);
    expect(comment?.env?.MARKER).toBe('<!-- cdk diff of ci-cd -->');
  });
});

describe('deploy', () => {
  const { deploy } = workflowOf().jobs;

  test('never runs for a pull request, nor for another branch', () => expect(deploy.if).toBe(DELIVERY));
  test('waits for scan and diff', () => expect(deploy.needs).toEqual(['security-scan', 'diff']));
  test('belongs to the environment', () => expect(deploy.environment).toEqual({ name: 'production' }));
  test('has the deploy role', () => expect(roleOf(deploy)).toEqual(['arn:aws:iam::${{ vars.AWS_ACCOUNT_ID }}:role/cicd-github-deploy-role-dev-${{ vars.AWS_REGION }}']));

  test('takes the environment of its branch, where they differ', () => {
    const environments = [{ branch: 'main', environment: 'production' }, { branch: 'release/*', environment: 'staging' }];
    expect(workflowOf({ environments }).jobs.deploy.environment).toEqual({
      name: "${{ github.ref == 'refs/heads/main' && 'production' || startsWith(github.ref, 'refs/heads/release/') && 'staging' || 'no-environment' }}",
    });
  });
});

describe('provenance', () => {
  test('is made where it is asked for, before the deployment', () => {
    const { jobs } = workflowOf({ attestsProvenance: true });
    expect(jobs.provenance.permissions).toEqual({ 'id-token': 'write', 'attestations': 'write' });
    expect(jobs.deploy.needs).toContain('provenance');
    expect(jobs.provenance.steps[0].with?.['subject-digest']).toBe('sha256:${{ needs.build.outputs.assembly-digest }}');
  });

  test('is not made otherwise', () => expect(workflowOf().jobs.provenance).toBeUndefined());
});

describe('notify', () => {
  const { notify } = workflowOf().jobs;

  test('runs when any job failed', () => {
    expect(notify.if).toBe('failure()');
    expect(notify.needs).toEqual(['source', 'build', 'test', 'security-scan', 'diff', 'deploy']);
  });

  test('tells the topic of deliveries only: a pull request has no token for it', () => {
    const told = notify.steps.slice(1);
    expect(told.map((step) => step.if)).toEqual([DELIVERY, DELIVERY]);
    expect(told[1].env?.TOPIC_ARN).toBe('arn:aws:sns:${{ vars.AWS_REGION }}:${{ vars.AWS_ACCOUNT_ID }}:cicd-topic-dev');
  });
});

describe('drift', () => {
  const workflow = parsed(driftWorkflow(SETTINGS, '23 4 * * 1'));

  test('runs on its schedule and by hand', () => expect(workflow.on).toEqual({ schedule: [{ cron: '23 4 * * 1' }], workflow_dispatch: {} }));

  test('goes on from the diff role to the lookup role, and fails on drift', () => {
    expect(roleOf(workflow.jobs.drift)).toEqual([
      'arn:aws:iam::${{ vars.AWS_ACCOUNT_ID }}:role/cicd-github-diff-role-dev-${{ vars.AWS_REGION }}',
      'arn:aws:iam::${{ vars.AWS_ACCOUNT_ID }}:role/cdk-hnb659fds-lookup-role-${{ vars.AWS_ACCOUNT_ID }}-${{ vars.AWS_REGION }}',
    ]);
    expect(scriptOf(workflow.jobs.drift)).toContain("drift 'Orders' --app cdk.out --fail");
  });

  test('tells of a failure', () => expect(workflow.jobs.notify.needs).toEqual(['synth', 'drift']));
});

function stepsOf(jobs: Record<string, ParsedJob>) {
  return Object.values(jobs).flatMap(({ steps }) => steps);
}

function roleOf({ steps }: ParsedJob): unknown[] {
  return steps.filter(({ uses }) => uses?.startsWith('aws-actions/')).map((step) => step.with?.['role-to-assume']);
}

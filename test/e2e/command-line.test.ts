import { execFile } from 'node:child_process';
import { describeInSandbox, sharedSandbox, tell } from './support/shared-sandbox';
import { UserProject } from './support/user-project';
import { servedCommit } from '../../src/cli/demo/service-client';
import { sandboxEnvironment } from '../../src/sandbox';

const PIPELINE = 'cicd-pipeline-jane';
const UNIT = { right: 'line.quantity * line.unitPrice', wrong: 'line.unitPrice' };

interface PipelineStatus {
  readonly name: string;
  readonly execution: { readonly commit: string };
  readonly stages: Array<{ readonly status: string }>;
  readonly served: { readonly url: string; readonly commit: string };
}

interface Status {
  readonly pipelines: PipelineStatus[];
}

describeInSandbox('the command line, on a project outside of the repository', () => {
  const say = tell('command-line');
  let project: UserProject;
  let commit: string;

  beforeAll(() => { project = new UserProject(); });
  afterAll(() => project.remove());

  test('run deploys the app and delivers the working tree, which is in no git repository', async () => {
    const { code, stdout, stderr } = await project.cli(['run'], { onLine: say });
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toContain('stack MyOrders deployed');
    for (const stage of ['Source', 'Build', 'Test', 'SecurityScan', 'Deploy', 'execution']) expect(stdout).toMatch(new RegExp(`✔ ${stage} +Succeeded`));
    expect(stdout).toMatch(/served +sha256:[0-9a-f]{12} of commit [0-9a-f]{8}, 1 of 1 tasks/);
  });

  test('status --json tells the stages, the commit and what is served, and the service answers with it', async () => {
    const { pipelines } = JSON.parse((await project.cli(['status', '--json', '--pipeline', PIPELINE])).stdout) as Status;
    expect(pipelines.map(({ name, stages }) => [name, stages.map(({ status }) => status)])).toEqual([[PIPELINE, Array(5).fill('Succeeded')]]);
    const [{ execution, served }] = pipelines;
    commit = execution.commit;
    expect(served.commit).toBe(commit);
    expect(await servedCommit(sharedSandbox(), served.url)).toBe(commit);
  });

  test('status and logs read the same of an account, with the credentials of the environment', async () => {
    const env = sandboxEnvironment(sharedSandbox());
    const { pipelines } = JSON.parse((await project.cli(['status', '--json', '--aws', '--pipeline', PIPELINE], { env, state: false })).stdout) as Status;
    expect(pipelines[0].execution.commit).toBe(commit);
    const { stdout } = await project.cli(['logs', '--aws', '--pipeline', PIPELINE, '--stage', 'SecurityScan'], { env, state: false });
    expect(stdout).toMatch(/^SecurityScan\/ScanGate +\| \[Container\] .* Entering phase BUILD$/m);
  });

  test('logs has all builds of the last execution, in the order of the stages', async () => {
    const { stdout } = await project.cli(['logs', '--json', '--pipeline', PIPELINE]);
    const sources = [...new Set(stdout.trim().split('\n').map((line) => (JSON.parse(line) as { source: string }).source))];
    expect(sources[0]).toBe('Build/DockerBuild');
    expect(sources.slice(1, 3).sort()).toEqual(['Test/Integration', 'Test/Unit']);
    expect(sources.slice(3)).toEqual(['SecurityScan/ScanGate', 'Deploy/DeployService']);
  });

  test('a warm run deploys nothing again and builds nothing again', async () => {
    const { code, stdout } = await project.cli(['run', '--json'], { onLine: say });
    expect(code).toBe(0);
    const events = stdout.trim().split('\n').map((line) => JSON.parse(line) as { event: string; text?: string; action?: string; cached?: string[]; commit?: string; status?: string });
    expect(events[0]).toMatchObject({ event: 'start', version: 1 });
    expect(events.some(({ text }) => text === 'stack MyOrders: deployed already, nothing has changed')).toBe(true);
    expect(events.find(({ event }) => event === 'commit')?.commit).toBe(commit);
    expect(events.find(({ action, cached }) => action === 'DockerBuild' && cached)?.cached).toEqual(['image already built']);
    expect(events[events.length - 1]).toMatchObject({ event: 'result', status: 'Succeeded', exitCode: 0, served: { commit } });
  });

  test('run --only Test.Unit tests the working tree alone, and a failed build waits to be entered', async () => {
    expect(await project.cli(['run', '--only', 'Test.Unit'], { onLine: say })).toMatchObject({ code: 0 });
    project.edit('src/orders.js', UNIT.right, UNIT.wrong);
    let entered = '';
    const onLine = (line: string) => {
      say(line);
      const script = /enter it with: sh '([^']+)'/.exec(line)?.[1];
      if (!script || entered) return;
      entered = script;
      execFile('sh', [script], (_error, out) => { entered = out; }).stdin?.end('grep -c "line.unitPrice" src/orders.js; echo "role $CODEBUILD_BUILD_ID"\n');
    };
    const { code, stdout } = await project.cli(['run', '--only', 'Test.Unit', '--break-on-failure'], { onLine });
    expect(code).toBe(1);
    expect(stdout).toMatch(/✖ Test \/ Unit +failed/);
    expect(stdout).toContain('costs quantity times unit price, summed over its lines');
    expect(entered).toMatch(/^role cicd-unit-jane:/m);
  });

  test('what is wrong is told in a line with its fix, without a stack trace', async () => {
    const only = await project.cli(['run', '--only', 'Nope']);
    expect(only).toMatchObject({ code: 2, stderr: expect.stringMatching(/^error: .*\n {2}fix: choose one of Build, Test, SecurityScan, Deploy, .*\n$/) as string });
    const empty = await project.cli(['run', '--context', 'empty=true']);
    expect(empty).toMatchObject({ code: 2, stderr: expect.stringContaining('no stack of the app has a pipeline') as string });
    const broken = await project.cli(['run', '--stack', 'Other']);
    expect(broken).toMatchObject({ code: 2, stderr: 'error: the app has no stack "Other"\n  fix: it has MyOrders\n' });
  });
});

import * as fs from 'node:fs';
import * as path from 'node:path';
import { requireSandbox } from './sandbox';
import { createRepository, ExecutionProgress, hasCommand, Sandbox, up, watchExecution } from '../../sandbox';
import { sandboxAccount } from '../account/account';
import { AwsApi } from '../account/aws-api';
import { listPipelines, readPipeline } from '../account/pipelines';
import { readServed, Served } from '../account/served';
import { CliError, EXIT } from '../errors';
import { RunOptions } from '../program';
import { Deployed, Deployment } from '../run/deployment';
import { Durations } from '../run/durations';
import { ExecutionStarter } from '../run/execution-starter';
import { FailedBuildShell } from '../run/failed-build-shell';
import { appFolder, sourceFolder } from '../run/folders';
import { chooseActions, lastActions, SingleBuilds, startBuildInput } from '../run/single-builds';
import { Snapshot, SnapshotRepository } from '../run/source-snapshot';
import { wish } from '../run/wishes';
import { Output } from '../terminal/output';
import { Expected } from '../view/board';
import { createRunView, RunView } from '../view/run-view';

/** A new pipeline starts when its stack is complete, which the sandbox sees a little later. */
const NEW_PIPELINE_SECONDS = 30;
/** The push's own answer comes after its executions have begun. */
const PUSH_SECONDS = 2;

const GOES_ON = [
  'the execution goes on in the sandbox:',
  '  see it    npx tap-cicd-pipeline status',
  '  hear it   npx tap-cicd-pipeline logs -f',
  '  end all   npx tap-cicd-pipeline sandbox down',
];

/** `run`. */
export async function run(options: RunOptions, output: Output): Promise<number> {
  const app = appFolder(options.app);
  const source = sourceFolder(options.source, app);
  // Filled in place once the pipeline is known.
  const expected: Record<string, number> = {};
  const view = await createRunView(output, { json: Boolean(options.json), expected });
  const runner = new Run(options, app, source, view, output, expected);
  const interrupted = () => runner.interrupted();
  process.on('SIGINT', interrupted);
  try {
    return await (options.only === undefined ? runner.whole() : runner.only(options.only));
  } finally {
    process.off('SIGINT', interrupted);
    view.close();
  }
}

/** Tells of every look until the end. */
type Watch = (look: (now: ExecutionProgress) => Promise<void>) => Promise<ExecutionProgress>;

class Run {
  private readonly stateFolder: string;
  private readonly shell: FailedBuildShell;
  private isRunning = false;

  constructor(
    private readonly options: RunOptions, private readonly app: string, private readonly source: string,
    private readonly view: RunView, private readonly output: Output, private readonly expected: Record<string, number>,
  ) {
    this.stateFolder = path.resolve(options.state);
    this.shell = new FailedBuildShell(view, output);
  }

  /** The whole pipeline on the working tree. */
  async whole(): Promise<number> {
    const sandbox = await up({ stateFolder: this.stateFolder, steps: this.view.steps });
    const api = new AwsApi(sandboxAccount(sandbox));
    const deployment = new Deployment(sandbox, this.app, this.options.context ?? [], this.view.steps);
    const plan = await deployment.plan(this.options);
    await this.scanFindings();
    const exists = (await listPipelines(api)).includes(plan.pipeline);
    if (exists) await this.deploy(deployment, plan);
    const starter = await ExecutionStarter.before(api, plan.pipeline, exists);
    const snapshot = await this.push(sandbox, plan);
    // The first execution, which making the pipeline starts, needs its commit.
    if (!exists) await this.deploy(deployment, plan);
    const { id, started } = await starter.find(exists ? (snapshot.isSame ? 0 : PUSH_SECONDS) : NEW_PIPELINE_SECONDS);
    if (started && !snapshot.isSame) this.view.note(`the filters of the pipeline do not let a push to ${plan.source.branch} through: it was started by hand`);
    return this.follow(sandbox, plan, (look) => watchExecution({ frontUrl: sandbox.frontUrl, pipelineName: plan.pipeline, executionId: id }, look));
  }

  /** Only the builds of one stage or action, around what the last execution left. */
  async only(only: string): Promise<number> {
    const sandbox = requireSandbox(this.stateFolder);
    const plan = new Deployment(sandbox, this.app, [], this.view.steps).last;
    if (!plan) throw new CliError(`nothing of ${this.app} is deployed in this sandbox`, 'run the whole pipeline once: "npx tap-cicd-pipeline run"');
    const api = new AwsApi(sandboxAccount(sandbox));
    const pipeline = await readPipeline(api, plan.pipeline);
    const actions = chooseActions(pipeline, only);
    const repository = this.snapshots();
    const snapshot = await repository.take();
    this.tellCommit(snapshot, plan);
    const sourceLocation = `${pipeline.artifactStore?.location}/working-tree/${snapshot.commit}-${Date.now()}.zip`;
    await api.putObject(sourceLocation, await repository.archive(snapshot.commit));
    await wish(sandbox.frontUrl, sourceLocation, this.wishes);
    const surroundings = { commit: snapshot.commit, ...plan.source, sourceLocation, last: await lastActions(api, plan.pipeline) };
    const inputs = actions.map((action) => ({ ...action, input: startBuildInput(action, pipeline, surroundings) }));
    const builds = await Promise.all(inputs.map(async ({ input, ...action }) => ({ ...action, id: await startBuild(api, input) })));
    const single = new SingleBuilds(api, sandbox.frontUrl, plan.pipeline, snapshot.commit, builds);
    return this.follow(sandbox, plan, (look) => single.watch(look), false);
  }

  /** Ctrl-C: the sandbox goes on by itself, and that is said. */
  interrupted(): void {
    if (this.shell.isOpen) return;
    this.view.close();
    const goesOn = this.isRunning ? GOES_ON : ['stopped before the execution began; what is up stays up'];
    this.output.complain(['', ...goesOn].join('\n'));
    process.exit(EXIT.interrupted);
  }

  /** Without a scanner the gate would wait, and fail closed. */
  private async scanFindings(): Promise<void> {
    const file = path.join(this.stateFolder, 'findings.json');
    if (fs.existsSync(file) || (await hasCommand('grype'))) return;
    fs.writeFileSync(file, `${JSON.stringify({ default: [] }, null, 2)}\n`);
    this.view.note(`no scanner (grype) is installed: the findings are simulated, as ${file} says (none)`);
  }

  private async deploy(deployment: Deployment, plan: Deployed): Promise<void> {
    if (!deployment.isDone(plan)) return deployment.carryOut(plan);
    this.view.steps.say(`stack ${plan.stack}: deployed already, nothing has changed`);
    deployment.keep(plan);
  }

  private async push(sandbox: Sandbox, { source: { repository, branch }, ...plan }: Deployed): Promise<Snapshot> {
    const snapshots = this.snapshots();
    const snapshot = await snapshots.take();
    this.tellCommit(snapshot, { ...plan, source: { repository, branch } });
    await wish(sandbox.frontUrl, snapshot.commit, this.wishes);
    const directory = await createRepository({ stateFolder: this.stateFolder, frontUrl: sandbox.frontUrl, repository, defaultBranch: branch });
    await snapshots.push(snapshot.commit, directory, branch);
    return snapshot;
  }

  private snapshots(): SnapshotRepository {
    // A commit that is built already would not be built again.
    return new SnapshotRepository({ source: this.source, stateFolder: this.stateFolder, always: !this.options.cache });
  }

  private get wishes() {
    return { noCache: !this.options.cache, holdOnFailure: Boolean(this.options.breakOnFailure) };
  }

  private tellCommit({ commit, isSame, hasChanges }: Snapshot, { source: { repository, branch } }: Deployed): void {
    const state = isSame ? 'as in the last run' : hasChanges ? 'with uncommitted changes' : hasChanges === undefined ? 'not in a git repository' : 'as committed';
    this.view.commit({ commit, repository, branch, text: `${path.relative('', this.source) || '.'} (${state}): commit ${commit.slice(0, 8)} for ${repository}, branch ${branch}` });
  }

  private async follow(sandbox: Sandbox, { pipeline }: Deployed, watch: Watch, isWhole = true): Promise<number> {
    const durations = new Durations(this.stateFolder, pipeline);
    Object.assign(this.expected, durations.read() satisfies Expected);
    this.isRunning = true;
    const ended = await watch(async (now) => {
      this.view.progress(now);
      await this.shell.look(now);
    });
    this.isRunning = false;
    durations.learn(ended);
    const exitCode = ended.status === 'Succeeded' ? EXIT.ok : EXIT.failed;
    this.view.end(ended, exitCode, isWhole ? await this.served(sandbox, pipeline) : undefined);
    return exitCode;
  }

  private async served(sandbox: Sandbox, pipeline: string): Promise<Served | undefined> {
    const api = new AwsApi(sandboxAccount(sandbox));
    return readServed(api, await readPipeline(api, pipeline));
  }
}

async function startBuild(api: AwsApi, input: object): Promise<string> {
  return (await api.call<{ build: { id: string } }>('codebuild', 'StartBuild', input)).build.id;
}

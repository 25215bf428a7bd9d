import { setTimeout as sleep } from 'node:timers/promises';
import { ActionProgress, BuildProgress, ExecutionProgress } from '../../sandbox';
import { AwsApi } from '../account/aws-api';
import { ActionDeclaration, ActionExecution, Build, listActions, listExecutions, PipelineDeclaration, readBuilds } from '../account/pipelines';
import { CliError } from '../errors';

const RUN_ONCE = 'run the whole pipeline once: "npx tap-cicd-pipeline run"';

/** An action of `--only`. */
export interface ChosenAction {
  readonly stage: string;
  readonly action: ActionDeclaration;
}

/** What stands in for the pipeline around the actions. */
export interface Surroundings {
  readonly commit: string;
  readonly branch: string;
  readonly repository: string;
  /** `BUCKET/KEY` of the working tree as a zip. */
  readonly sourceLocation: string;
  /** The actions of the last execution. */
  readonly last: readonly ActionExecution[];
}

/** `Stage` or `Stage.Action`: its builds; a name that is not there is an error that lists what is. */
export function chooseActions({ stages }: PipelineDeclaration, only: string): ChosenAction[] {
  const all = stages.flatMap(({ name: stage, actions }) => actions.map((action) => ({ stage, action })));
  const builds = all.filter(({ action }) => action.actionTypeId.provider === 'CodeBuild');
  const found = builds.filter(({ stage, action }) => only === stage || only === `${stage}.${action.name}`);
  if (found.length > 0) return found;
  const names = [...new Set(builds.map(({ stage }) => stage)), ...builds.map(({ stage, action }) => `${stage}.${action.name}`)];
  throw new CliError(`--only ${JSON.stringify(only)} is no stage with builds, and no action of one`, `choose one of ${names.join(', ')}`);
}

/** The request that starts the action's build without its pipeline: the working tree in place of the source, the rest from the last execution. */
export function startBuildInput({ stage, action }: ChosenAction, pipeline: PipelineDeclaration, surroundings: Surroundings): object {
  const { ProjectName, PrimarySource, EnvironmentVariables = '[]' } = action.configuration ?? {};
  const names = (action.inputArtifacts ?? []).map(({ name }) => name);
  const primary = PrimarySource ?? names[0];
  const located = (name: string) => artifactLocation(name, pipeline, surroundings);
  const secondary = names.filter((name) => name !== primary).map((name) => ({ type: 'S3', sourceIdentifier: name, location: located(name) }));
  const variables = JSON.parse(EnvironmentVariables) as Array<{ name: string; value: string; type?: string }>;
  return {
    projectName: ProjectName,
    sourceTypeOverride: 'S3',
    sourceLocationOverride: located(primary),
    ...(secondary.length > 0 ? { secondarySourcesOverride: secondary } : {}),
    artifactsOverride: { type: 'NO_ARTIFACTS' },
    environmentVariablesOverride: variables.map((variable) => ({ ...variable, value: filledIn(variable.value, `${stage}.${action.name}`, pipeline, surroundings) })),
  };
}

function artifactLocation(name: string, { stages }: PipelineDeclaration, { sourceLocation, last }: Surroundings): string {
  const source = stages.flatMap(({ actions }) => actions).filter(({ actionTypeId }) => actionTypeId.category === 'Source');
  if (source.some(({ outputArtifacts = [] }) => outputArtifacts.some((artifact) => artifact.name === name))) return sourceLocation;
  const location = last.flatMap(({ output }) => output?.outputArtifacts ?? []).find((artifact) => artifact.name === name)?.s3location;
  if (!location) throw new CliError(`the artifact ${name} of an earlier stage is not there`, RUN_ONCE);
  return `${location.bucket}/${location.key}`;
}

/** `#{Namespace.Name}`: of the source from the working tree, of other actions from the last execution. */
function filledIn(text: string, place: string, pipeline: PipelineDeclaration, surroundings: Surroundings): string {
  return text.replace(/#\{([\w@-]+)\.([\w@-]+)\}/g, (reference: string, namespace: string, name: string) => {
    const value = variableOf(namespace, name, pipeline, surroundings);
    if (value !== undefined) return value;
    throw new CliError(`${place} needs ${reference}, which the last execution has not set`, RUN_ONCE);
  });
}

function variableOf(namespace: string, name: string, pipeline: PipelineDeclaration, surroundings: Surroundings): string | undefined {
  const { commit, branch, repository, last } = surroundings;
  const all = pipeline.stages.flatMap(({ name: stage, actions }) => actions.map((action) => ({ stage, action })));
  const owner = all.find(({ action }) => action.namespace === namespace);
  const source: Readonly<Record<string, string>> = { CommitId: commit, BranchName: branch, FullRepositoryName: repository };
  const before = last.find(({ stageName, actionName }) => stageName === owner?.stage && actionName === owner.action.name);
  const isSource = owner?.action.actionTypeId.category === 'Source';
  return (isSource ? source[name] : undefined) ?? before?.output?.outputVariables?.[name];
}

/** The actions of the last execution, of the whole one before where that failed early. */
export async function lastActions(api: AwsApi, pipeline: string): Promise<ActionExecution[]> {
  const executions = await listExecutions(api, pipeline);
  const last = executions.find(({ status }) => status === 'Succeeded') ?? executions[0];
  return last ? listActions(api, pipeline, last.pipelineExecutionId) : [];
}

/** Builds that were started, shown as if they were an execution of their stages. */
export class SingleBuilds {
  private readonly startTime = Date.now();

  constructor(
    private readonly api: AwsApi, private readonly frontUrl: string, private readonly pipeline: string, private readonly commit: string,
    private readonly builds: ReadonlyArray<ChosenAction & { readonly id: string }>,
  ) {}

  /** Tells of every look until the last build has ended. */
  async watch(look: (now: ExecutionProgress) => void | Promise<void>): Promise<ExecutionProgress> {
    for (;;) {
      const now = await this.progress();
      await look(now);
      if (now.endTime !== undefined) return now;
      await sleep(500);
    }
  }

  private async progress(): Promise<ExecutionProgress> {
    const records = await readBuilds(this.api, this.builds.map(({ id }) => id));
    const look = async ({ stage, action, id }: (typeof this.builds)[number]) => ({ stage, progress: await this.action(action.name, id, records) });
    const actions = await Promise.all(this.builds.map(look));
    const statuses = actions.map(({ progress }) => progress.status);
    const status = together(statuses);
    const stages = [...new Set(actions.map(({ stage }) => stage))];
    return {
      pipelineName: this.pipeline,
      executionId: this.builds.map(({ id }) => id).join(', '),
      status,
      trigger: 'only these builds',
      commit: this.commit,
      startTime: this.startTime,
      ...(status === 'InProgress' ? {} : { endTime: Date.now() }),
      stages: stages.map((name) => stageOf(name, actions.filter(({ stage }) => stage === name).map(({ progress }) => progress))),
    };
  }

  private async action(name: string, id: string, records: Build[]): Promise<ActionProgress> {
    const record = records.find((build) => build.id === id);
    const response = await fetch(`${this.frontUrl}/_sandbox/build-progress?id=${encodeURIComponent(id)}`);
    const progress = (await response.json()) as BuildProgress;
    return { ...progress, name, buildId: id, ...outcomeOf(record) };
  }
}

type Outcome = Pick<ActionProgress, 'status' | 'startTime' | 'endTime' | 'summary'>;

function outcomeOf(record: Build | undefined): Outcome {
  const startTime = (record?.startTime ?? Date.now() / 1000) * 1000;
  if (!record?.buildComplete) return { status: 'InProgress', startTime };
  const ended = { startTime, endTime: (record.endTime ?? record.startTime) * 1000 };
  const isGood = record.buildStatus === 'SUCCEEDED';
  return isGood ? { status: 'Succeeded', ...ended } : { status: 'Failed', ...ended, summary: `the build ended ${record.buildStatus}` };
}

function together(statuses: string[]): string {
  if (statuses.includes('InProgress')) return 'InProgress';
  return statuses.every((status) => status === 'Succeeded') ? 'Succeeded' : 'Failed';
}

function stageOf(name: string, actions: ActionProgress[]): ExecutionProgress['stages'][number] {
  const status = together(actions.map((action) => action.status));
  return {
    name,
    status,
    startTime: Math.min(...actions.map(({ startTime }) => startTime ?? Infinity)),
    ...(status === 'InProgress' ? {} : { endTime: Math.max(...actions.map(({ endTime }) => endTime ?? 0)) }),
    actions,
  };
}

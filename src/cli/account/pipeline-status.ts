import { AwsApi } from './aws-api';
import { ActionExecution, ExecutionSummary, listActions, listExecutions, listPipelines, PipelineDeclaration, readPipeline } from './pipelines';
import { readServed, Served } from './served';
import { CliError } from '../errors';

export interface ActionStatus {
  readonly name: string;
  readonly status: string;
  /** ISO 8601 */
  readonly startTime?: string;
  readonly endTime?: string;
  readonly summary?: string;
}

export interface StageStatus {
  readonly name: string;
  readonly status: string;
  readonly actions: ActionStatus[];
}

/** A pipeline as it stands. This is what `status --json` prints. */
export interface PipelineStatus {
  readonly name: string;
  /** The last one; absent before the first. */
  readonly execution?: {
    readonly id: string;
    readonly status: string;
    readonly summary?: string;
    readonly trigger?: string;
    readonly startTime: string;
    readonly endTime?: string;
    readonly commit?: string;
    readonly message?: string;
  };
  readonly stages: StageStatus[];
  readonly served?: Served;
}

const RUNNING = ['InProgress', 'Stopping'];

/** All pipelines, or the one that is named. */
export async function readStatus(api: AwsApi, pipeline?: string): Promise<PipelineStatus[]> {
  const names = await listPipelines(api);
  if (pipeline !== undefined && !names.includes(pipeline)) {
    throw new CliError(`there is no pipeline ${JSON.stringify(pipeline)}`, names.length > 0 ? `there is ${names.join(', ')}` : 'none is deployed yet: "npx tap-cicd-pipeline run" does it');
  }
  const statuses: PipelineStatus[] = [];
  for (const name of names.filter((candidate) => pipeline === undefined || candidate === pipeline)) {
    const declaration = await readPipeline(api, name);
    const [execution] = await listExecutions(api, name, 1);
    const actions = execution ? await listActions(api, name, execution.pipelineExecutionId) : [];
    statuses.push(pipelineStatus(declaration, execution, actions, await readServed(api, declaration)));
  }
  return statuses;
}

/** Puts the answers of the APIs together. */
export function pipelineStatus(
  declaration: PipelineDeclaration, execution: ExecutionSummary | undefined, actions: ActionExecution[], served?: Served,
): PipelineStatus {
  return {
    name: declaration.name,
    ...(execution ? { execution: executionStatus(execution) } : {}),
    stages: declaration.stages.map((stage) => {
      const own = actions.filter(({ stageName }) => stageName === stage.name);
      const statuses = stage.actions.map(({ name }) => actionStatus(name, own.find(({ actionName }) => actionName === name)));
      return { name: stage.name, status: stageStatus(statuses), actions: statuses };
    }),
    ...(served ? { served } : {}),
  };
}

function executionStatus(execution: ExecutionSummary): PipelineStatus['execution'] {
  const { pipelineExecutionId, status, statusSummary, startTime, lastUpdateTime, sourceRevisions, trigger } = execution;
  const { revisionId, revisionSummary } = sourceRevisions?.[0] ?? {};
  return {
    id: pipelineExecutionId,
    status,
    ...given({ summary: statusSummary, trigger: trigger?.triggerType }),
    startTime: iso(startTime),
    ...(RUNNING.includes(status) ? {} : { endTime: iso(lastUpdateTime) }),
    ...given({ commit: revisionId, message: revisionSummary && plainSummary(revisionSummary) }),
  };
}

/** Only what there is. */
function given(texts: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(texts).filter((entry): entry is [string, string] => Boolean(entry[1])));
}

function actionStatus(name: string, action: ActionExecution | undefined): ActionStatus {
  if (!action) return { name, status: 'Pending' };
  const { externalExecutionSummary, errorDetails } = action.output?.executionResult ?? {};
  const summary = errorDetails?.message ?? externalExecutionSummary;
  return {
    name,
    status: action.status,
    startTime: iso(action.startTime),
    ...(action.status === 'InProgress' ? {} : { endTime: iso(action.lastUpdateTime) }),
    ...(summary ? { summary: plainSummary(summary) } : {}),
  };
}

/** The worst of its actions; pending until the first has begun. */
function stageStatus(actions: ActionStatus[]): string {
  const statuses = actions.map(({ status }) => status);
  return ['InProgress', 'Failed', 'Abandoned'].find((status) => statuses.includes(status))
    ?? (statuses.every((status) => status === 'Succeeded') ? 'Succeeded' : statuses.every((status) => status === 'Pending') ? 'Pending' : 'InProgress');
}

/** Connections give the message as JSON with its provider; @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_SourceRevision.html */
function plainSummary(text: string): string {
  const message = text.startsWith('{') ? /"CommitMessage"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(text)?.[1]?.replace(/\\n/g, '\n') ?? text : text;
  return message.split('\n')[0];
}

function iso(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

import { ActionExecution, PipelineExecution } from './model';
import { BuildProgress } from '../codebuild/build-progress';

/** How an action goes. Times are milliseconds since 1970. */
export interface ActionProgress extends BuildProgress {
  readonly name: string;
  readonly status: string;
  readonly startTime?: number;
  readonly endTime?: number;
  readonly summary?: string;
  /** The build, when the action is one. */
  readonly buildId?: string;
}

/** How a stage goes. */
export interface StageProgress {
  readonly name: string;
  readonly status: string;
  readonly startTime?: number;
  readonly endTime?: number;
  readonly actions: ActionProgress[];
}

/** How an execution goes, for the live view. */
export interface ExecutionProgress {
  readonly pipelineName: string;
  readonly executionId: string;
  readonly status: string;
  readonly statusSummary?: string;
  readonly trigger: string;
  /** The commit of the source, once it is known. */
  readonly commit?: string;
  readonly startTime: number;
  readonly endTime?: number;
  readonly stages: StageProgress[];
}

/** The execution with every declared stage, those to come included. */
export function progressOf(execution: PipelineExecution, build: (id: string) => BuildProgress): ExecutionProgress {
  const ended = execution.status !== 'InProgress' && execution.status !== 'Stopping';
  return {
    pipelineName: execution.pipelineName,
    executionId: execution.pipelineExecutionId,
    status: execution.status,
    ...(execution.statusSummary ? { statusSummary: execution.statusSummary } : {}),
    trigger: execution.trigger.triggerType,
    ...commitOf(execution),
    startTime: execution.startTime * 1000,
    ...(ended ? { endTime: execution.lastUpdateTime * 1000 } : {}),
    stages: execution.declaration.stages.map((declaration) => {
      const stage = execution.stages.find(({ stageName }) => stageName === declaration.name);
      return {
        name: declaration.name,
        status: stage?.status ?? 'Pending',
        ...(stage ? { startTime: stage.startTime * 1000 } : {}),
        ...(stage?.endTime ? { endTime: stage.endTime * 1000 } : {}),
        actions: declaration.actions.map(({ name }) => actionProgress(name, latest(stage?.actions ?? [], name), build)),
      };
    }),
  };
}

function latest(actions: ActionExecution[], name: string): ActionExecution | undefined {
  return [...actions].reverse().find((action) => action.actionName === name);
}

function actionProgress(name: string, action: ActionExecution | undefined, build: (id: string) => BuildProgress): ActionProgress {
  if (!action) {
    return { name, status: 'Pending', cached: [], logTail: [] };
  }
  const buildId = action.declaration.actionTypeId.provider === 'CodeBuild' ? action.externalExecutionId : undefined;
  return {
    name,
    status: action.status,
    startTime: action.startTime * 1000,
    ...(action.status === 'InProgress' ? {} : { endTime: action.lastUpdateTime * 1000 }),
    ...(action.summary ? { summary: action.summary } : {}),
    ...(buildId ? { buildId, ...build(buildId) } : { cached: [], logTail: [] }),
  };
}

function commitOf({ artifactRevisions, sourceRevisions }: PipelineExecution): { commit?: string } {
  const commit = artifactRevisions[0]?.revisionId ?? sourceRevisions[0]?.commitId;
  return commit ? { commit } : {};
}

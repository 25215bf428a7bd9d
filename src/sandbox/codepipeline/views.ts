import { JsonObject } from '../aws-json';
import { ActionExecution, PipelineDeclaration, PipelineExecution, PipelineRecord, StageDeclaration } from './model';

/** Never shown again once it is in. */
const SECRET_CONFIGURATION = ['OAuthToken'];

/** `get-pipeline`. */
export function pipelineView(record: PipelineRecord): JsonObject {
  return {
    pipeline: masked(record.declaration),
    metadata: { pipelineArn: record.arn, created: record.created, updated: record.updated },
  };
}

/** `get-pipeline-state`: what is the latest in each stage. */
export function stateView(record: PipelineRecord, executions: PipelineExecution[]): JsonObject {
  const { declaration } = record;
  return {
    pipelineName: declaration.name,
    pipelineVersion: declaration.version,
    stageStates: declaration.stages.map((stage) => stageState(stage, executions)),
    created: record.created,
    updated: record.updated,
  };
}

/** `get-pipeline-execution`. */
export function executionView(execution: PipelineExecution): JsonObject {
  return {
    pipelineName: execution.pipelineName,
    pipelineVersion: execution.pipelineVersion,
    pipelineExecutionId: execution.pipelineExecutionId,
    status: execution.status,
    ...(execution.statusSummary ? { statusSummary: execution.statusSummary } : {}),
    artifactRevisions: execution.artifactRevisions,
    variables: execution.variables,
    trigger: execution.trigger,
    executionMode: execution.declaration.executionMode,
    executionType: 'STANDARD',
  };
}

/** An entry of `list-pipeline-executions`. */
export function summaryView(execution: PipelineExecution): JsonObject {
  const sources = execution.stages.flatMap(({ actions }) => actions).filter((action) => action.declaration.actionTypeId.category === 'Source');
  return {
    pipelineExecutionId: execution.pipelineExecutionId,
    status: execution.status,
    ...(execution.statusSummary ? { statusSummary: execution.statusSummary } : {}),
    startTime: execution.startTime,
    lastUpdateTime: execution.lastUpdateTime,
    sourceRevisions: sources.filter((action) => action.externalExecutionId).map((action) => ({
      actionName: action.actionName, revisionId: action.externalExecutionId, revisionSummary: action.summary ?? '',
    })),
    trigger: execution.trigger,
    executionMode: execution.declaration.executionMode,
    executionType: 'STANDARD',
  };
}

/** An entry of `list-action-executions`. */
export function actionView(execution: PipelineExecution, action: ActionExecution): JsonObject {
  const { declaration } = action;
  const artifacts = (locations: ActionExecution['inputArtifacts']): JsonObject[] =>
    locations.map(({ name, bucket, key }) => ({ name, s3location: { bucket, key } }));
  return {
    pipelineExecutionId: execution.pipelineExecutionId,
    actionExecutionId: action.actionExecutionId,
    pipelineVersion: execution.pipelineVersion,
    stageName: action.stageName,
    actionName: action.actionName,
    startTime: action.startTime,
    lastUpdateTime: action.lastUpdateTime,
    status: action.status,
    input: {
      actionTypeId: declaration.actionTypeId,
      configuration: maskedConfiguration(declaration.configuration ?? {}),
      resolvedConfiguration: maskedConfiguration(action.resolvedConfiguration),
      roleArn: action.roleArn,
      ...(declaration.region ? { region: declaration.region } : {}),
      inputArtifacts: artifacts(action.inputArtifacts),
      ...(declaration.namespace ? { namespace: declaration.namespace } : {}),
    },
    output: {
      outputArtifacts: artifacts(action.outputArtifacts),
      executionResult: {
        ...(action.externalExecutionId ? { externalExecutionId: action.externalExecutionId } : {}),
        ...(action.summary ? { externalExecutionSummary: action.summary } : {}),
        ...errorDetails(action),
      },
      outputVariables: action.outputVariables,
    },
  };
}

function stageState(stage: StageDeclaration, executions: PipelineExecution[]): JsonObject {
  const latest = [...executions].reverse().find((execution) => execution.stages.some(({ stageName }) => stageName === stage.name));
  const run = latest?.stages.find(({ stageName }) => stageName === stage.name);
  return {
    stageName: stage.name,
    inboundTransitionState: { enabled: true },
    actionStates: stage.actions.map((action) => {
      const execution = [...(run?.actions ?? [])].reverse().find(({ actionName }) => actionName === action.name);
      return { actionName: action.name, ...(execution ? actionState(execution) : {}) };
    }),
    ...(latest && run ? { latestExecution: { pipelineExecutionId: latest.pipelineExecutionId, status: run.status, type: 'STANDARD' } } : {}),
  };
}

function actionState(action: ActionExecution): JsonObject {
  const isSource = action.declaration.actionTypeId.category === 'Source' && action.externalExecutionId !== undefined;
  return {
    ...(isSource ? { currentRevision: currentRevision(action) } : {}),
    latestExecution: {
      actionExecutionId: action.actionExecutionId,
      status: action.status,
      lastStatusChange: action.lastUpdateTime,
      ...(action.summary ? { summary: action.summary } : {}),
      ...(action.externalExecutionId ? { externalExecutionId: action.externalExecutionId } : {}),
      ...(action.token ? { token: action.token } : {}),
      ...errorDetails(action),
    },
  };
}

function currentRevision({ externalExecutionId, actionExecutionId, startTime }: ActionExecution): JsonObject {
  return { revisionId: externalExecutionId, revisionChangeId: actionExecutionId, created: startTime };
}

function errorDetails(action: ActionExecution): JsonObject {
  return action.errorMessage ? { errorDetails: { code: action.errorCode ?? 'ActionFailed', message: action.errorMessage } } : {};
}

function masked(declaration: PipelineDeclaration): PipelineDeclaration {
  return {
    ...declaration,
    stages: declaration.stages.map((stage) => ({
      ...stage,
      actions: stage.actions.map((action) => ({ ...action, configuration: maskedConfiguration(action.configuration ?? {}) })),
    })),
  };
}

function maskedConfiguration(configuration: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(configuration).map(([key, value]) => [key, SECRET_CONFIGURATION.includes(key) ? '****' : value]));
}

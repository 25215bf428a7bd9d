import { ActionExecution, PipelineExecution } from './model';

/** What a pipeline, stage or action did, as EventBridge and notification rules tell it. */
export interface PipelineEvent {
  readonly kind: 'pipeline' | 'stage' | 'action' | 'approval';
  /** STARTED, SUCCEEDED, FAILED, CANCELED, SUPERSEDED, RESUMED, STOPPING, STOPPED, ABANDONED, NEEDED */
  readonly state: string;
  readonly execution: PipelineExecution;
  readonly stage?: string;
  readonly action?: string;
}

const DETAIL_TYPES = {
  pipeline: 'CodePipeline Pipeline Execution State Change',
  stage: 'CodePipeline Stage Execution State Change',
  action: 'CodePipeline Action Execution State Change',
  approval: 'CodePipeline Action Execution State Change',
};

const EVENT_TYPES = {
  pipeline: 'codepipeline-pipeline-pipeline-execution',
  stage: 'codepipeline-pipeline-stage-execution',
  action: 'codepipeline-pipeline-action-execution',
  approval: 'codepipeline-pipeline-manual-approval',
};

/**
 * The id by which a notification rule asks for the event; what was stopped or abandoned is `canceled` there.
 *
 * @see https://docs.aws.amazon.com/dtconsole/latest/userguide/concepts.html#concepts-api
 */
export function eventTypeId(event: PipelineEvent): string {
  const state = ['STOPPED', 'ABANDONED'].includes(event.state) ? 'canceled' : event.state.toLowerCase();
  return `${EVENT_TYPES[event.kind]}-${state}`;
}

/** The event's detail type on EventBridge. */
export function detailType(event: PipelineEvent): string {
  return DETAIL_TYPES[event.kind];
}

/**
 * The event's detail.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html
 */
export function eventDetail(event: PipelineEvent, region: string): Record<string, unknown> {
  const { execution } = event;
  return {
    'pipeline': execution.pipelineName,
    'execution-id': execution.pipelineExecutionId,
    'start-time': new Date(execution.startTime * 1000).toISOString(),
    ...(event.stage ? { stage: event.stage } : {}),
    ...(event.action ? { action: event.action, region, ...executionResult(event, region) } : {}),
    'execution-trigger': { 'trigger-type': execution.trigger.triggerType, 'trigger-detail': execution.trigger.triggerDetail },
    'state': event.state,
    'version': execution.pipelineVersion,
    'pipeline-execution-attempt': Math.max(1, ...execution.stages.map((stage) => stage.attempt)),
  };
}

/**
 * What a notification with detail type FULL adds: why the action failed, or which actions of the execution did, and why.
 *
 * Seen in recorded messages; AWS documents only that there is more in them.
 *
 * @see https://docs.aws.amazon.com/dtconsole/latest/userguide/concepts.html
 */
export function additionalAttributes(event: PipelineEvent): Record<string, unknown> {
  const failed = event.execution.stages.flatMap((stage) => stage.actions).filter((action) => action.status === 'Failed');
  if (event.state !== 'FAILED' || failed.length === 0) {
    return {};
  }
  if (event.action) {
    return { additionalInformation: actionOf(event)?.errorMessage ?? '' };
  }
  return {
    failedActionCount: failed.length,
    failedActions: failed.map((action) => ({ action: action.actionName, additionalInformation: action.errorMessage ?? '' })),
    failedStage: failed[failed.length - 1].stageName,
  };
}

/** What AWS tells of an action that has ended: the build behind it, with a link to AWS's console, and the reason. */
function executionResult(event: PipelineEvent, region: string): Record<string, unknown> {
  const action = actionOf(event);
  if (!action || event.state === 'STARTED') {
    return {};
  }
  const { externalExecutionId: id, errorCode } = action;
  const isBuild = action.declaration.actionTypeId.provider === 'CodeBuild' && id !== undefined;
  return {
    'execution-result': {
      ...(isBuild ? { 'external-execution-url': `https://console.aws.amazon.com/codebuild/home?region=${region}#/builds/${id}/view/new` } : {}),
      ...(action.summary ? { 'external-execution-summary': action.summary } : {}),
      ...(id ? { 'external-execution-id': id } : {}),
      ...(errorCode ? { 'error-code': errorCode } : {}),
    },
    'type': action.declaration.actionTypeId,
  };
}

/** The latest run of the event's action. */
function actionOf({ execution, stage, action }: PipelineEvent): ActionExecution | undefined {
  return execution.stages.find(({ stageName }) => stageName === stage)?.actions.filter(({ actionName }) => actionName === action).at(-1);
}

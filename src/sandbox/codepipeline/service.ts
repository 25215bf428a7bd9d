import { AwsError, JsonObject, optionalString, requiredString, SandboxService } from '../aws-json';
import { ApprovalProvider, ApprovalResult } from './approval-provider';
import { PipelineExecution, PipelineRecord, SourceRevision } from './model';
import { PipelineEngine } from './pipeline-engine';
import { PipelineStore } from './pipeline-store';
import { actionView, executionView, pipelineView, stateView, summaryView } from './views';

/** What the API is made of. */
export interface CodePipelineServiceOptions {
  readonly store: PipelineStore;
  readonly engine: PipelineEngine;
  readonly approvals: ApprovalProvider;
  readonly accountId: string;
}

/** The CodePipeline API, as far as the sandbox has it. */
export function codePipelineService(options: CodePipelineServiceOptions): SandboxService {
  const { store } = options;
  const operations = { ...readOperations(store), ...writeOperations(options) };
  return { name: 'codepipeline', targetPrefix: 'CodePipeline_20150709', operations };
}

function readOperations(store: PipelineStore): SandboxService['operations'] {
  return {
    GetPipeline: async (input) => pipelineView(pipelineOf(store, requiredString(input, 'name'))),
    ListPipelines: async () => ({ pipelines: store.pipelines().map(pipelineSummary) }),
    GetPipelineState: async (input) => {
      const name = requiredString(input, 'name');
      return stateView(pipelineOf(store, name), store.executionsOf(name));
    },
    GetPipelineExecution: async (input) => ({ pipelineExecution: executionView(executionOf(store, input)) }),
    ListPipelineExecutions: async (input) => {
      const name = pipelineOf(store, requiredString(input, 'pipelineName')).declaration.name;
      return { pipelineExecutionSummaries: limited(store.executionsOf(name).reverse(), input).map(summaryView) };
    },
    ListActionExecutions: async (input) => {
      const name = pipelineOf(store, requiredString(input, 'pipelineName')).declaration.name;
      const wanted = (input.filter as JsonObject | undefined)?.pipelineExecutionId;
      const executions = wanted === undefined ? store.executionsOf(name) : [executionOf(store, { pipelineName: name, pipelineExecutionId: wanted })];
      return { actionExecutionDetails: limited(executions.flatMap(actionViews).reverse(), input) };
    },
    ListTagsForResource: async (input) => {
      const arn = requiredString(input, 'resourceArn');
      const pipeline = store.pipelines().find((candidate) => candidate.arn === arn);
      if (!pipeline) {
        throw new AwsError('ResourceNotFoundException', `no pipeline has the ARN ${arn}`);
      }
      return { tags: pipeline.tags };
    },
    ListWebhooks: async () => ({
      webhooks: store.webhooks().map(({ name, arn, url, targetPipeline, targetAction, authentication, filters }) => ({
        arn, url, definition: { name, targetPipeline, targetAction, authentication, filters, authenticationConfiguration: {} },
      })),
    }),
  };
}

function writeOperations({ store, engine, approvals, accountId }: CodePipelineServiceOptions): SandboxService['operations'] {
  return {
    StartPipelineExecution: async (input) => {
      const pipeline = pipelineOf(store, requiredString(input, 'name'));
      const execution = engine.start(pipeline, {
        trigger: { triggerType: 'StartPipelineExecution', triggerDetail: `arn:aws:iam::${accountId}:root` },
        variables: (input.variables ?? []) as { name: string; value: string }[],
        sourceRevisions: ((input.sourceRevisions ?? []) as JsonObject[]).map(sourceOverride),
      });
      return { pipelineExecutionId: execution.pipelineExecutionId };
    },
    StopPipelineExecution: async (input) => {
      const execution = executionOf(store, input, 'PipelineExecutionNotStoppableException');
      engine.stop(execution, input.abandon === true, optionalString(input, 'reason') ?? '');
      return { pipelineExecutionId: execution.pipelineExecutionId };
    },
    RetryStageExecution: async (input) => {
      const execution = executionOf(store, input, 'NotLatestPipelineExecutionException');
      const pipeline = pipelineOf(store, execution.pipelineName);
      const retryMode = oneOf(input.retryMode, 'retryMode', ['FAILED_ACTIONS', 'ALL_ACTIONS'] as const);
      engine.retry(pipeline, execution, requiredString(input, 'stageName'), retryMode);
      return { pipelineExecutionId: execution.pipelineExecutionId };
    },
    PutApprovalResult: async (input) => {
      const actionName = approvalOf(pipelineOf(store, requiredString(input, 'pipelineName')), input);
      const { summary, status } = input.result as ApprovalResult;
      approvals.answer(requiredString(input, 'token'), actionName, { summary, status: oneOf(status, 'result.status', ['Approved', 'Rejected'] as const) });
      return { approvedAt: Date.now() / 1000 };
    },
  };
}

function pipelineOf(store: PipelineStore, name: string): PipelineRecord {
  const pipeline = store.pipeline(name);
  if (!pipeline) {
    throw new AwsError('PipelineNotFoundException', `Account does not have a pipeline with name '${name}'`);
  }
  return pipeline;
}

/** @param code what the operation declares for an execution that is not there */
function executionOf(store: PipelineStore, input: JsonObject, code = 'PipelineExecutionNotFoundException'): PipelineExecution {
  const name = pipelineOf(store, requiredString(input, 'pipelineName')).declaration.name;
  const id = requiredString(input, 'pipelineExecutionId');
  const execution = store.execution(id);
  if (!execution || execution.pipelineName !== name) {
    throw new AwsError(code, `pipeline '${name}' has no execution ${id}`);
  }
  return execution;
}

/** The name of the action that a request names, which must be there. */
function approvalOf({ declaration }: PipelineRecord, input: JsonObject): string {
  const stageName = requiredString(input, 'stageName');
  const actionName = requiredString(input, 'actionName');
  const stage = declaration.stages.find(({ name }) => name === stageName);
  if (!stage) {
    throw new AwsError('StageNotFoundException', `pipeline '${declaration.name}' has no stage '${stageName}'`);
  }
  if (!stage.actions.some(({ name }) => name === actionName)) {
    throw new AwsError('ActionNotFoundException', `stage '${stageName}' of pipeline '${declaration.name}' has no action '${actionName}'`);
  }
  return actionName;
}

function oneOf<T extends string>(value: unknown, place: string, values: readonly T[]): T {
  const found = values.find((candidate) => candidate === value);
  if (found === undefined) {
    throw new AwsError('ValidationException', `'${place}' must be one of ${values.join(', ')}, got ${JSON.stringify(value)}`);
  }
  return found;
}

function actionViews(execution: PipelineExecution): JsonObject[] {
  return execution.stages.flatMap(({ actions }) => actions.map((action) => actionView(execution, action)));
}

function pipelineSummary({ declaration, created, updated }: PipelineRecord): JsonObject {
  const { name, version, pipelineType, executionMode } = declaration;
  return { name, version, pipelineType, executionMode, created, updated };
}

function sourceOverride(given: JsonObject): SourceRevision {
  if (given.revisionType !== 'COMMIT_ID') {
    throw new AwsError('SandboxNotImplemented', `the sandbox overrides sources by COMMIT_ID only, not ${String(given.revisionType)}`);
  }
  return { actionName: requiredString(given, 'actionName'), commitId: requiredString(given, 'revisionValue') };
}

function limited<T>(items: T[], input: JsonObject): T[] {
  return typeof input.maxResults === 'number' ? items.slice(0, input.maxResults) : items;
}

import { AwsError, JsonObject, optionalString, requiredString, SandboxService } from '../aws-json';
import { ApprovalProvider, ApprovalResult } from './approval-provider';
import { PipelineExecution, PipelineRecord, SourceRevision } from './model';
import { PipelineEngine, RetryMode } from './pipeline-engine';
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
      const executions = store.executionsOf(name).filter((execution) => wanted === undefined || execution.pipelineExecutionId === wanted);
      return { actionExecutionDetails: limited(executions.flatMap(actionViews).reverse(), input) };
    },
    ListTagsForResource: async (input) => {
      const arn = requiredString(input, 'resourceArn');
      return { tags: store.pipelines().find((pipeline) => pipeline.arn === arn)?.tags ?? [] };
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
      const execution = executionOf(store, input);
      engine.stop(execution, input.abandon === true, optionalString(input, 'reason') ?? '');
      return { pipelineExecutionId: execution.pipelineExecutionId };
    },
    RetryStageExecution: async (input) => {
      const execution = executionOf(store, input);
      const pipeline = pipelineOf(store, execution.pipelineName);
      engine.retry(pipeline, execution, requiredString(input, 'stageName'), (input.retryMode as RetryMode | undefined) ?? 'FAILED_ACTIONS');
      return { pipelineExecutionId: execution.pipelineExecutionId };
    },
    PutApprovalResult: async (input) => {
      approvals.answer(requiredString(input, 'token'), requiredString(input, 'actionName'), input.result as ApprovalResult);
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

function executionOf(store: PipelineStore, input: JsonObject): PipelineExecution {
  const name = pipelineOf(store, requiredString(input, 'pipelineName')).declaration.name;
  const id = requiredString(input, 'pipelineExecutionId');
  const execution = store.execution(id);
  if (!execution || execution.pipelineName !== name) {
    throw new AwsError('PipelineExecutionNotFoundException', `pipeline '${name}' has no execution ${id}`);
  }
  return execution;
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

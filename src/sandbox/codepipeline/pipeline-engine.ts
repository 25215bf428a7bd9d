import { randomUUID } from 'node:crypto';
import { AwsError } from '../aws-json';
import { ActionPlace, ActionRunner } from './action-runner';
import { ActionExecution, PipelineExecution, PipelineRecord, SourceRevision, StageDeclaration, StageExecution } from './model';
import { PipelineEvent } from './pipeline-events';
import { PipelineStore } from './pipeline-store';
import { actionGroups } from './run-order';
import { Admission, StageGate } from './stage-gate';

/** A value for a variable of the pipeline. */
export interface PipelineVariableValue {
  readonly name: string;
  readonly value: string;
}

/** What starts an execution. */
export interface StartOptions {
  readonly trigger: PipelineExecution['trigger'];
  readonly variables?: PipelineVariableValue[];
  readonly sourceRevisions?: SourceRevision[];
}

export type RetryMode = 'FAILED_ACTIONS' | 'ALL_ACTIONS';

/** What the engine works with. */
export interface PipelineEngineOptions {
  readonly store: PipelineStore;
  readonly runner: ActionRunner;
  /** Told of everything that happens; must not throw. */
  onEvent(event: PipelineEvent): void;
}

/**
 * Runs executions: stages in their order, actions by run order, those of one run order side by side.
 *
 * A failing action stops its stage, and the execution with it; actions that run beside it finish first.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts-how-it-works.html
 */
export class PipelineEngine {
  private readonly gates = new Map<string, StageGate>();
  private readonly aborts = new Map<string, AbortController>();
  private readonly running = new Set<Promise<void>>();
  private readonly unheard: PipelineEvent[];

  constructor(private readonly options: PipelineEngineOptions) {
    const lost = options.store.allExecutions().filter(({ status }) => status === 'InProgress' || status === 'Stopping');
    this.unheard = lost.flatMap(markLost);
    options.store.saveExecutions();
  }

  /** Tells, once somebody can hear it, of the executions that ran when the sandbox was killed. */
  tellLost(): void {
    this.unheard.splice(0).forEach((event) => this.options.onEvent(event));
  }

  /** Starts an execution; it goes on by itself. */
  start(pipeline: PipelineRecord, options: StartOptions): PipelineExecution {
    const { declaration } = pipeline;
    const now = Date.now() / 1000;
    const variables = resolvePipelineVariables(pipeline, options.variables ?? []);
    const pipelineExecutionId = randomUUID();
    const execution: PipelineExecution = {
      pipelineName: declaration.name,
      pipelineVersion: declaration.version,
      pipelineExecutionId,
      declaration,
      status: 'InProgress',
      startTime: now,
      lastUpdateTime: now,
      trigger: options.trigger,
      variables: Object.entries(variables).map(([name, resolvedValue]) => ({ name, resolvedValue })),
      sourceRevisions: options.sourceRevisions ?? [],
      artifactRevisions: [],
      artifacts: {},
      namespaces: { codepipeline: { PipelineExecutionId: pipelineExecutionId }, variables },
      stages: [],
    };
    this.options.store.addExecution(execution);
    this.emit({ kind: 'pipeline', state: 'STARTED', execution });
    this.launch(pipeline, execution, 0);
    return execution;
  }

  /**
   * Runs a failed or stopped stage again, and what follows it, unless another execution has entered the stage since.
   *
   * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-retry.html
   */
  retry(pipeline: PipelineRecord, execution: PipelineExecution, stageName: string, mode: RetryMode): void {
    const index = execution.declaration.stages.findIndex(({ name }) => name === stageName);
    if (index < 0) {
      throw new AwsError('StageNotFoundException', `pipeline '${execution.pipelineName}' has no stage '${stageName}'`);
    }
    this.requireRetryable(execution, stageName);
    execution.status = 'InProgress';
    this.emit({ kind: 'pipeline', state: 'RESUMED', execution });
    this.launch(pipeline, execution, index, mode);
  }

  /** Stops an execution after its running actions, or at once. */
  stop(execution: PipelineExecution, abandon: boolean, reason: string): void {
    if (execution.status === 'Stopping' && !abandon) {
      throw new AwsError('DuplicatedStopRequestException', `execution ${execution.pipelineExecutionId} is being stopped; it can only be abandoned now`);
    }
    if (execution.status !== 'InProgress' && execution.status !== 'Stopping') {
      const message = `execution ${execution.pipelineExecutionId} is ${execution.status}; only one in progress can be stopped`;
      throw new AwsError('PipelineExecutionNotStoppableException', message);
    }
    execution.status = 'Stopping';
    execution.statusSummary = reason;
    this.emit({ kind: 'pipeline', state: 'STOPPING', execution });
    execution.stages.filter(({ status }) => status === 'InProgress')
      .forEach(({ stageName }) => this.emit({ kind: 'stage', state: 'STOPPING', execution, stage: stageName }));
    this.gate(execution.pipelineName).cancel(execution.pipelineExecutionId);
    if (abandon) {
      this.aborts.get(execution.pipelineExecutionId)?.abort();
    }
  }

  /** Ends everything at the sandbox's shutdown. */
  async shutDown(): Promise<void> {
    this.aborts.forEach((abort, executionId) => {
      abort.abort();
      this.gates.forEach((gate) => gate.cancel(executionId));
    });
    await Promise.allSettled([...this.running]);
  }

  private requireRetryable(execution: PipelineExecution, stageName: string): void {
    const isOver = (status: string | undefined): boolean => status === 'Failed' || status === 'Stopped';
    const stage = execution.stages.find((candidate) => candidate.stageName === stageName);
    if (!isOver(execution.status) || !isOver(stage?.status)) {
      const message = `stage '${stageName}' of execution ${execution.pipelineExecutionId} did not fail; only a failed stage can be retried`;
      throw new AwsError('StageNotRetryableException', message);
    }
    const all = this.options.store.executionsOf(execution.pipelineName);
    const later = all.slice(all.indexOf(execution) + 1).find(({ stages }) => stages.some((candidate) => candidate.stageName === stageName));
    if (later && execution.declaration.executionMode !== 'PARALLEL') {
      throw new AwsError('NotLatestPipelineExecutionException', `execution ${later.pipelineExecutionId} has entered stage '${stageName}' since`);
    }
  }

  private launch(pipeline: PipelineRecord, execution: PipelineExecution, from: number, retryMode?: RetryMode): void {
    const abort = new AbortController();
    this.aborts.set(execution.pipelineExecutionId, abort);
    const run = this.run(pipeline, execution, abort.signal, from, retryMode)
      .catch((error: unknown) => this.finish(execution, 'Failed', `the sandbox's engine failed: ${String(error)}`))
      .finally(() => {
        this.aborts.delete(execution.pipelineExecutionId);
        this.running.delete(run);
      });
    this.running.add(run);
  }

  private async run(pipeline: PipelineRecord, execution: PipelineExecution, signal: AbortSignal, from: number, retryMode?: RetryMode): Promise<void> {
    const gate = this.gate(execution.pipelineName);
    for (const [index, stage] of execution.declaration.stages.slice(from).entries()) {
      const admission = await gate.enter(stage.name, execution.pipelineExecutionId, execution.declaration.executionMode);
      try {
        const refused = endBefore(admission, execution, signal);
        if (refused) {
          return this.finish(execution, refused);
        }
        const succeeded = await this.runStage(pipeline, execution, stage, signal, index === 0 ? retryMode : undefined);
        if (isStopping(execution)) {
          return this.finish(execution, 'Stopped');
        }
        if (!succeeded) {
          return this.finish(execution, 'Failed');
        }
      } finally {
        gate.leave(stage.name, execution.pipelineExecutionId);
      }
    }
    this.finish(execution, 'Succeeded');
  }

  private async runStage(
    pipeline: PipelineRecord, execution: PipelineExecution, declaration: StageDeclaration, signal: AbortSignal, retryMode?: RetryMode,
  ): Promise<boolean> {
    const stage = this.stageOf(execution, declaration);
    let succeeded = await this.attempt(pipeline, execution, declaration, stage, signal, retryMode);
    const { onFailure } = declaration;
    if (!succeeded && !isStopping(execution) && onFailure?.result === 'RETRY' && stage.attempt === 1) {
      const mode = onFailure.retryConfiguration?.retryMode === 'ALL_ACTIONS' ? 'ALL_ACTIONS' : 'FAILED_ACTIONS';
      succeeded = await this.attempt(pipeline, execution, declaration, stage, signal, mode);
    }
    return succeeded;
  }

  private async attempt(
    pipeline: PipelineRecord, execution: PipelineExecution, declaration: StageDeclaration, stage: StageExecution, signal: AbortSignal,
    retryMode?: RetryMode,
  ): Promise<boolean> {
    stage.attempt += 1;
    stage.status = 'InProgress';
    stage.endTime = undefined;
    this.emit({ kind: 'stage', state: stage.attempt === 1 ? 'STARTED' : 'RESUMED', execution, stage: stage.stageName });
    const done = retryMode === 'FAILED_ACTIONS' ? succeededActions(stage) : new Set<string>();
    const place: ActionPlace = { pipeline, execution, stageName: stage.stageName, signal, changed: () => this.changed(execution) };
    let succeeded = true;
    for (const group of actionGroups(declaration.actions)) {
      const actions = group.filter(({ name }) => !done.has(name)).map((action) => this.options.runner.begin(action, place));
      stage.actions.push(...actions);
      await Promise.all(actions.map((action) => this.runAction(action, place)));
      succeeded = actions.every(({ status }) => status === 'Succeeded');
      if (!succeeded || isStopping(execution)) {
        break;
      }
    }
    stage.status = isStopping(execution) ? 'Stopped' : succeeded ? 'Succeeded' : 'Failed';
    stage.endTime = Date.now() / 1000;
    this.emit({ kind: 'stage', state: stage.status.toUpperCase(), execution, stage: stage.stageName });
    return succeeded;
  }

  private async runAction(action: ActionExecution, place: ActionPlace): Promise<void> {
    const { execution, stageName } = place;
    const tell = (kind: 'action' | 'approval', state: string): void =>
      this.emit({ kind, state, execution, stage: stageName, action: action.actionName });
    const approval = action.declaration.actionTypeId.category === 'Approval';
    tell('action', 'STARTED');
    if (approval) {
      tell('approval', 'NEEDED');
    }
    await this.options.runner.run(action, place);
    const state = action.status === 'Abandoned' ? 'ABANDONED' : action.status.toUpperCase();
    tell('action', state);
    if (approval) {
      tell('approval', state);
    }
  }

  private stageOf(execution: PipelineExecution, declaration: StageDeclaration): StageExecution {
    const known = execution.stages.find(({ stageName }) => stageName === declaration.name);
    if (known) {
      return known;
    }
    const stage: StageExecution = { stageName: declaration.name, status: 'InProgress', startTime: Date.now() / 1000, actions: [], attempt: 0 };
    execution.stages.push(stage);
    return stage;
  }

  private finish(execution: PipelineExecution, status: 'Succeeded' | 'Failed' | 'Superseded' | 'Stopped', summary?: string): void {
    execution.status = status;
    execution.statusSummary = summary ?? execution.statusSummary;
    this.emit({ kind: 'pipeline', state: status.toUpperCase(), execution });
  }

  private emit(event: PipelineEvent): void {
    this.changed(event.execution);
    this.options.onEvent(event);
  }

  private changed(execution: PipelineExecution): void {
    execution.lastUpdateTime = Date.now() / 1000;
    this.options.store.saveExecutions();
  }

  private gate(pipelineName: string): StageGate {
    const gate = this.gates.get(pipelineName) ?? new StageGate();
    this.gates.set(pipelineName, gate);
    return gate;
  }
}

/** Values given at the start win over defaults; a variable with neither is an error, as is one that the pipeline does not declare. */
export function resolvePipelineVariables(pipeline: PipelineRecord, given: PipelineVariableValue[]): Record<string, string> {
  const declared = pipeline.declaration.variables ?? [];
  const unknown = given.find(({ name }) => !declared.some((variable) => variable.name === name));
  if (unknown) {
    throw new AwsError('ValidationException', `pipeline '${pipeline.declaration.name}' has no variable '${unknown.name}'; declare it first`);
  }
  return Object.fromEntries(declared.map((variable): [string, string] => {
    const value = given.find(({ name }) => name === variable.name)?.value ?? variable.defaultValue;
    if (value === undefined) {
      throw new AwsError('ValidationException', `variable '${variable.name}' has no default; pass a value for it`);
    }
    return [variable.name, value];
  }));
}

function succeededActions(stage: StageExecution): Set<string> {
  const latest = new Map(stage.actions.map((action) => [action.actionName, action]));
  return new Set([...latest.values()].filter(({ status }) => status === 'Succeeded').map(({ actionName }) => actionName));
}

/** How an execution ends before a stage that it does not enter; undefined when it enters. */
function endBefore(admission: Admission, execution: PipelineExecution, signal: AbortSignal): 'Superseded' | 'Stopped' | 'Failed' | undefined {
  if (admission === 'superseded') {
    return 'Superseded';
  }
  if (isStopping(execution)) {
    return 'Stopped';
  }
  // At the sandbox's shutdown nothing is entered any more.
  return signal.aborted || admission === 'cancelled' ? 'Failed' : undefined;
}

function isStopping(execution: PipelineExecution): boolean {
  return execution.status === 'Stopping';
}

/** An execution that was running when the sandbox stopped cannot be taken up again. Answers what there is to tell of it. */
function markLost(execution: PipelineExecution): PipelineEvent[] {
  execution.status = 'Failed';
  execution.statusSummary = 'the sandbox was stopped while this execution ran';
  execution.lastUpdateTime = Date.now() / 1000;
  const lost = execution.stages.filter(({ status }) => status === 'InProgress').flatMap((stage): PipelineEvent[] => {
    stage.status = 'Failed';
    stage.endTime = Date.now() / 1000;
    const actions = stage.actions.filter(({ status }) => status === 'InProgress');
    actions.forEach(markActionLost);
    const event = { state: 'FAILED', execution, stage: stage.stageName };
    return [...actions.map(({ actionName }) => ({ ...event, kind: 'action' as const, action: actionName })), { ...event, kind: 'stage' }];
  });
  return [...lost, { kind: 'pipeline', state: 'FAILED', execution }];
}

function markActionLost(action: ActionExecution): void {
  action.status = 'Failed';
  action.errorCode = 'SystemUnavailable';
  action.errorMessage = 'the sandbox was stopped';
  action.summary = action.errorMessage;
  action.lastUpdateTime = Date.now() / 1000;
}

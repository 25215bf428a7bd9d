import { ActionFailure, ActionOutcome, ActionProvider, ActionRun } from '../../src/sandbox/codepipeline/action-provider';
import { ActionRunner } from '../../src/sandbox/codepipeline/action-runner';
import { ActionDeclaration, ExecutionMode, PipelineDeclaration, PipelineExecution, PipelineRecord } from '../../src/sandbox/codepipeline/model';
import { PipelineEngine, PipelineVariableValue } from '../../src/sandbox/codepipeline/pipeline-engine';
import { eventDetail, PipelineEvent } from '../../src/sandbox/codepipeline/pipeline-events';
import { PipelineStore } from '../../src/sandbox/codepipeline/pipeline-store';
import { TestContext, testContext } from '../sandbox/support/context';

/** A stage as the tests write it: its name, then its actions. */
export type Stage = [name: string, ...actions: Partial<ActionDeclaration>[]];

interface Waiting {
  readonly run: ActionRun;
  end(outcome: ActionOutcome | Error): void;
}

/** An engine whose actions end when the test says so. */
export class PipelineWorld implements ActionProvider {
  readonly name = 'Build/AWS/CodeBuild';
  readonly context: TestContext = testContext();
  readonly store = new PipelineStore(this.context.state);
  readonly events: PipelineEvent[] = [];
  readonly engine = new PipelineEngine({
    store: this.store, runner: new ActionRunner([this], this.context.emulator, this.context.access), onEvent: (event) => this.events.push(event),
  });
  /** Names of the actions in the order in which they began. */
  readonly begun: string[] = [];
  private waiting: Waiting[] = [];

  async run(run: ActionRun): Promise<ActionOutcome> {
    this.begun.push(run.action.actionName);
    return new Promise((resolve, reject) => {
      const end = (outcome: ActionOutcome | Error) => (outcome instanceof Error ? reject(outcome) : resolve(outcome));
      this.waiting.push({ run, end });
      run.signal.addEventListener('abort', () => reject(new ActionFailure('Abandoned', 'abandoned')), { once: true });
    });
  }

  pipeline(stages: Stage[], executionMode: ExecutionMode = 'SUPERSEDED', more: Partial<PipelineDeclaration> = {}): PipelineRecord {
    const actionTypeId = { category: 'Build', owner: 'AWS', provider: 'CodeBuild', version: '1' };
    const declaration: PipelineDeclaration = {
      name: 'cicd',
      roleArn: 'role',
      artifactStore: { type: 'S3', location: 'artifacts' },
      stages: stages.map(([name, ...actions]) => ({ name, actions: actions.map((action) => ({ name: 'A', actionTypeId, ...action })) })),
      version: 1,
      executionMode,
      pipelineType: 'V2',
      ...more,
    };
    const record = { declaration, arn: 'arn:cicd', created: 0, updated: 0, tags: [] };
    this.store.savePipeline(record);
    return record;
  }

  async start(pipeline: PipelineRecord, variables: PipelineVariableValue[] = []): Promise<PipelineExecution> {
    const execution = this.engine.start(pipeline, { trigger: { triggerType: 'StartPipelineExecution', triggerDetail: '' }, variables });
    await settle();
    return execution;
  }

  /** Names of the actions that run. */
  running(): string[] {
    return this.waiting.map(({ run }) => run.action.actionName);
  }

  /** The configuration that a running action was given. */
  configuration(actionName: string): Record<string, string> | undefined {
    return this.waiting.find(({ run }) => run.action.actionName === actionName)?.run.configuration;
  }

  /** Ends an action that runs, well unless it is given an error. */
  async end(actionName: string, outcome: ActionOutcome | Error = {}): Promise<void> {
    const ended = this.waiting.find(({ run }) => run.action.actionName === actionName);
    this.waiting = this.waiting.filter((waiting) => waiting !== ended);
    ended?.end(outcome);
    await settle();
  }

  /** Ends what runs, badly. */
  fail(actionName: string): Promise<void> {
    return this.end(actionName, new ActionFailure('JobFailed', 'no'));
  }

  /** The states that were told of a kind of thing, in their order. */
  states(kind: PipelineEvent['kind']): unknown[] {
    return this.events.filter((event) => event.kind === kind).map((event) => eventDetail(event, this.context.region).state);
  }

  remove(): void {
    this.context.remove();
  }
}

/** Build, then Deploy, an action each. */
export const TWO_STAGES: Stage[] = [['Build', { name: 'Make' }], ['Deploy', { name: 'Ship' }]];
/** One stage of two actions at the same time. */
export const PAIR: Stage[] = [['Test', { name: 'Unit' }, { name: 'Load' }]];

/** A pipeline of two parallel actions, one of which has failed. */
export async function halfFailed(world: PipelineWorld): Promise<PipelineExecution> {
  const execution = await world.start(world.pipeline(PAIR));
  await world.end('Load');
  await world.fail('Unit');
  return execution;
}

/** Runs a rule's test over a new engine, and takes its folder away. */
export function withPipelines(test: (world: PipelineWorld) => Promise<void>): () => Promise<void> {
  return async () => {
    const world = new PipelineWorld();
    try {
      await test(world);
    } finally {
      await world.engine.shutDown();
      world.remove();
    }
  };
}

/** The statuses of an execution's stages: `Build Succeeded`. */
export function stagesOf(execution: PipelineExecution): string[] {
  return execution.stages.map(({ stageName, status }) => `${stageName} ${status}`);
}

/** Lets everything happen that waits for nothing but its turn. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) {
    await new Promise((resolve) => { setImmediate(resolve); });
  }
}

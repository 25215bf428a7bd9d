import assert from 'node:assert/strict';
import { halfFailed, settle, TWO_STAGES, withPipelines } from './pipeline-world';
import { codePipelineGuide, Rule } from './rule';

const HOW = codePipelineGuide('concepts-how-it-works.html');
const STOPPING = codePipelineGuide('concepts-how-it-works.html#concepts-how-it-works-stopping');
const RETRY = codePipelineGuide('stage-retry.html');
const RETRY_API = 'https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_RetryStageExecution.html';
const ENGINE = 'codepipeline/pipeline-engine.ts';

const refusal = (act: () => void): string => {
  try {
    act();
    return 'accepted';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

/** What may be stopped, what may be tried again, and what comes of it. */
export const STOP_AND_RETRY_RULES: readonly Rule[] = [
  {
    says: 'stop and wait: running actions end by themselves, nothing follows them, the execution is Stopping and then Stopped',
    link: STOPPING,
    mutation: { file: ENGINE, from: 'if (abandon) {', to: 'if (true) {' },
    holds: withPipelines(async (world) => {
      const execution = await world.start(world.pipeline(TWO_STAGES));
      world.engine.stop(execution, false, 'enough');
      await settle();
      assert.deepEqual([execution.status, execution.stages[0].actions[0].status], ['Stopping', 'InProgress']);
      await world.end('Make');
      assert.deepEqual([execution.status, execution.stages[0].actions[0].status, world.begun], ['Stopped', 'Succeeded', ['Make']]);
    }),
  },
  {
    says: 'stop and abandon: running actions are Abandoned and the execution is Stopped at once',
    link: STOPPING,
    mutation: { file: 'codepipeline/action-runner.ts', from: "place.signal.aborted ? 'Abandoned'", to: "place.signal.aborted ? 'Failed'" },
    holds: withPipelines(async (world) => {
      const execution = await world.start(world.pipeline(TWO_STAGES));
      world.engine.stop(execution, true, 'enough');
      await settle();
      assert.deepEqual([execution.status, execution.stages[0].actions[0].status], ['Stopped', 'Abandoned']);
    }),
  },
  {
    says: 'an execution that is Stopping cannot be stopped again, but abandoned',
    link: STOPPING,
    mutation: { file: ENGINE, from: "if (execution.status === 'Stopping' && !abandon) {", to: 'if (false) {' },
    holds: withPipelines(async (world) => {
      const execution = await world.start(world.pipeline(TWO_STAGES));
      world.engine.stop(execution, false, '');
      assert.equal(refusal(() => world.engine.stop(execution, false, '')), 'DuplicatedStopRequestException');
      assert.equal(refusal(() => world.engine.stop(execution, true, '')), 'accepted');
    }),
  },
  {
    says: 'an execution that waits before a stage can be stopped',
    link: codePipelineGuide('concepts-how-it-works.html#how-it-works-inbound-executions'),
    mutation: { file: ENGINE, from: 'this.gate(execution.pipelineName).cancel(execution.pipelineExecutionId);', to: '' },
    holds: withPipelines(async (world) => {
      const pipeline = world.pipeline(TWO_STAGES);
      await world.start(pipeline);
      const inbound = await world.start(pipeline);
      world.engine.stop(inbound, false, '');
      await settle();
      assert.equal(inbound.status, 'Stopped');
    }),
  },
  {
    says: 'retry of FAILED_ACTIONS runs only what failed',
    link: RETRY,
    mutation: { file: ENGINE, from: "retryMode === 'FAILED_ACTIONS' ? succeededActions(stage) :", to: "retryMode === 'ALL_ACTIONS' ? succeededActions(stage) :" },
    holds: withPipelines(async (world) => {
      const execution = await halfFailed(world);
      world.engine.retry(world.store.pipelines()[0], execution, 'Test', 'FAILED_ACTIONS');
      await settle();
      assert.deepEqual(world.running(), ['Unit']);
    }),
  },
  {
    says: 'retry of ALL_ACTIONS runs the stage from its first action',
    link: RETRY,
    mutation: { file: ENGINE, from: "retryMode === 'FAILED_ACTIONS' ? succeededActions(stage) : new Set<string>()", to: 'retryMode ? succeededActions(stage) : new Set<string>()' },
    holds: withPipelines(async (world) => {
      const execution = await halfFailed(world);
      world.engine.retry(world.store.pipelines()[0], execution, 'Test', 'ALL_ACTIONS');
      await settle();
      assert.deepEqual(world.running(), ['Unit', 'Load']);
    }),
  },
  {
    says: 'a stage that did not fail cannot be retried',
    link: RETRY_API,
    mutation: { file: ENGINE, from: 'if (!isOver(execution.status) || !isOver(stage?.status)) {', to: 'if (!isOver(execution.status)) {' },
    holds: withPipelines(async (world) => {
      const pipeline = world.pipeline(TWO_STAGES);
      const execution = await world.start(pipeline);
      await world.end('Make');
      await world.fail('Ship');
      assert.equal(refusal(() => world.engine.retry(pipeline, execution, 'Build', 'ALL_ACTIONS')), 'StageNotRetryableException');
    }),
  },
  {
    says: 'a failed stage that another execution has entered since cannot be retried',
    link: HOW,
    mutation: { file: ENGINE, from: 'if (later && ', to: 'if (false && ' },
    holds: withPipelines(async (world) => {
      const pipeline = world.pipeline(TWO_STAGES);
      const execution = await world.start(pipeline);
      await world.fail('Make');
      await world.start(pipeline);
      assert.equal(refusal(() => world.engine.retry(pipeline, execution, 'Build', 'ALL_ACTIONS')), 'NotLatestPipelineExecutionException');
    }),
  },
  {
    says: 'a stopped execution can be retried',
    link: STOPPING,
    mutation: { file: ENGINE, from: "=> status === 'Failed' || status === 'Stopped';", to: "=> status === 'Failed';" },
    holds: withPipelines(async (world) => {
      const pipeline = world.pipeline(TWO_STAGES);
      const execution = await world.start(pipeline);
      world.engine.stop(execution, true, '');
      await settle();
      assert.equal(refusal(() => world.engine.retry(pipeline, execution, 'Build', 'FAILED_ACTIONS')), 'accepted');
    }),
  },
  {
    says: 'a stage whose failure asks for RETRY is tried once more by itself',
    link: 'https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_FailureConditions.html',
    mutation: { file: ENGINE, from: "onFailure?.result === 'RETRY' && stage.attempt === 1", to: 'false' },
    holds: withPipelines(async (world) => {
      const pipeline = world.pipeline(TWO_STAGES);
      Object.assign(pipeline.declaration.stages[0], { onFailure: { result: 'RETRY' } });
      const execution = await world.start(pipeline);
      await world.fail('Make');
      await world.fail('Make');
      assert.deepEqual([world.begun, execution.status], [['Make', 'Make'], 'Failed']);
    }),
  },
];

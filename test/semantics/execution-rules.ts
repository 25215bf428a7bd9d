import assert from 'node:assert/strict';
import { BuildWorld } from './build-world';
import { halfFailed, PAIR, settle, stagesOf, TWO_STAGES, withPipelines } from './pipeline-world';
import { codePipelineGuide, Rule } from './rule';
import { ActionRun } from '../../src/sandbox/codepipeline/action-provider';
import { ApprovalProvider } from '../../src/sandbox/codepipeline/approval-provider';
import { BuildProvider } from '../../src/sandbox/codepipeline/build-provider';
import { openDoor } from '../sandbox/support/context';

const HOW = codePipelineGuide('concepts-how-it-works.html');
const STOPPING = codePipelineGuide('concepts-how-it-works.html#concepts-how-it-works-stopping');
const RUN_ORDER = codePipelineGuide('action-requirements.html');
const VARIABLES = codePipelineGuide('reference-variables.html');
const EVENTS = codePipelineGuide('detect-state-changes-cloudwatch-events.html');
const BUILD_ACTION = codePipelineGuide('action-reference-CodeBuild.html');

const ENGINE = 'codepipeline/pipeline-engine.ts';
const GATE = 'codepipeline/stage-gate.ts';

/** Runs one CodeBuild action over a real build engine. */
async function buildAction(test: (world: BuildWorld, run: (more: Partial<ActionRun>) => ReturnType<BuildProvider['run']>) => Promise<void>): Promise<void> {
  const world = new BuildWorld();
  try {
    const provider = new BuildProvider(world.engine, openDoor, 'Build');
    const execution = { pipelineName: 'cicd', artifactRevisions: [] };
    await test(world, (more) => provider.run({
      execution, action: {}, configuration: { ProjectName: 'suite' }, inputs: [], outputs: [], credentials: {}, signal: new AbortController().signal, changed: () => undefined, ...more,
    } as unknown as ActionRun));
  } finally {
    await world.engine.stopAll();
    world.context.remove();
  }
}

/** Order, modes, states and variables of executions. */
export const EXECUTION_RULES: readonly Rule[] = [
  {
    says: 'actions of the same runOrder run at the same time',
    link: RUN_ORDER,
    mutation: { file: ENGINE, from: 'await Promise.all(actions.map((action) => this.runAction(action, place)));', to: 'for (const action of actions) await this.runAction(action, place);' },
    holds: withPipelines(async (world) => {
      await world.start(world.pipeline(PAIR));
      assert.deepEqual(world.running(), ['Unit', 'Load']);
    }),
  },
  {
    says: 'an action of a larger runOrder begins when all of the smaller ones have succeeded; numbers may be left out',
    link: RUN_ORDER,
    mutation: { file: 'codepipeline/run-order.ts', from: 'left - right', to: 'right - left' },
    holds: withPipelines(async (world) => {
      await world.start(world.pipeline([['Test', { name: 'Late', runOrder: 10 }, { name: 'Early', runOrder: 2 }]]));
      assert.deepEqual(world.running(), ['Early']);
      await world.end('Early');
      assert.deepEqual(world.running(), ['Late']);
    }),
  },
  {
    says: 'the runOrder of an action is 1 by default',
    link: RUN_ORDER,
    mutation: { file: 'codepipeline/run-order.ts', from: 'action.runOrder ?? 1', to: 'action.runOrder ?? 9' },
    holds: withPipelines(async (world) => {
      await world.start(world.pipeline([['Test', { name: 'Given', runOrder: 2 }, { name: 'Default' }]]));
      assert.deepEqual(world.running(), ['Default']);
    }),
  },
  {
    says: 'when an action fails, no action of a larger runOrder begins',
    link: HOW,
    mutation: { file: ENGINE, from: 'if (!succeeded || isStopping(execution)) {', to: 'if (isStopping(execution)) {' },
    holds: withPipelines(async (world) => {
      await world.start(world.pipeline([['Test', { name: 'Unit' }, { name: 'Later', runOrder: 2 }]]));
      await world.fail('Unit');
      assert.deepEqual(world.begun, ['Unit']);
    }),
  },
  {
    says: 'when a stage fails, the execution fails and enters no later stage',
    link: HOW,
    mutation: { file: ENGINE, from: "return this.finish(execution, 'Failed');", to: 'continue;' },
    holds: withPipelines(async (world) => {
      const execution = await world.start(world.pipeline(TWO_STAGES));
      await world.fail('Make');
      assert.deepEqual([execution.status, stagesOf(execution)], ['Failed', ['Build Failed']]);
    }),
  },
  {
    says: 'a stage succeeds, and the next is entered, when all of its actions have succeeded',
    link: HOW,
    mutation: { file: ENGINE, from: "succeeded = actions.every(({ status }) => status === 'Succeeded');", to: "succeeded = actions.some(({ status }) => status === 'Succeeded');" },
    holds: withPipelines(async (world) => {
      const execution = await world.start(world.pipeline([...PAIR, ['Deploy', { name: 'Ship' }]]));
      await world.fail('Unit');
      await world.end('Load');
      assert.deepEqual(stagesOf(execution), ['Test Failed']);
    }),
  },
  {
    says: 'a stage is locked while an execution is in it',
    link: HOW,
    mutation: { file: GATE, from: "if (mode === 'PARALLEL' || !this.holders.has(stage)) {", to: 'if (true) {' },
    holds: withPipelines(async (world) => {
      const pipeline = world.pipeline(TWO_STAGES, 'QUEUED');
      await world.start(pipeline);
      await world.start(pipeline);
      assert.deepEqual(world.running(), ['Make']);
    }),
  },
  {
    says: 'a failure releases the lock of the stage',
    link: HOW,
    mutation: { file: ENGINE, from: 'gate.leave(stage.name, execution.pipelineExecutionId);', to: '' },
    holds: withPipelines(async (world) => {
      const pipeline = world.pipeline(TWO_STAGES, 'QUEUED');
      await world.start(pipeline);
      await world.start(pipeline);
      await world.fail('Make');
      assert.deepEqual(world.running(), ['Make']);
    }),
  },
  {
    says: 'SUPERSEDED: an execution that waits before a locked stage is overtaken by a newer one and ends as Superseded',
    link: HOW,
    mutation: { file: GATE, from: "this.takeQueue(stage).forEach((waiting) => waiting.admit('superseded'));", to: '' },
    holds: withPipelines(async (world) => {
      const pipeline = world.pipeline(TWO_STAGES);
      const executions = [await world.start(pipeline), await world.start(pipeline), await world.start(pipeline)];
      assert.deepEqual(executions.map(({ status }) => status), ['InProgress', 'Superseded', 'InProgress']);
    }),
  },
  {
    says: 'QUEUED: executions that wait go on one by one in their order',
    link: HOW,
    mutation: { file: GATE, from: "if (mode === 'SUPERSEDED') {", to: 'if (true) {' },
    holds: withPipelines(async (world) => {
      const pipeline = world.pipeline(TWO_STAGES, 'QUEUED');
      const executions = [await world.start(pipeline), await world.start(pipeline), await world.start(pipeline)];
      await world.end('Make');
      assert.deepEqual(executions.map((execution) => [execution.status, execution.stages.length]), [['InProgress', 2], ['InProgress', 1], ['InProgress', 0]]);
    }),
  },
  {
    says: 'PARALLEL: executions do not wait for one another',
    link: HOW,
    mutation: { file: ENGINE, from: 'execution.pipelineExecutionId, execution.declaration.executionMode)', to: "execution.pipelineExecutionId, 'QUEUED')" },
    holds: withPipelines(async (world) => {
      const pipeline = world.pipeline(TWO_STAGES, 'PARALLEL');
      await world.start(pipeline);
      await world.start(pipeline);
      assert.deepEqual(world.running(), ['Make', 'Make']);
    }),
  },
  {
    says: 'the build of an abandoned action goes on',
    link: STOPPING,
    mutation: { file: 'codepipeline/build-provider.ts', from: 'if (isTimeout) {', to: 'if (true) {' },
    holds: () => buildAction(async (world, run) => {
      world.engine.saveProject(world.request({ phases: { build: { commands: ['sleep 0.5'] } } }).project);
      const abandon = new AbortController();
      const action = run({ signal: abandon.signal }).catch((error: { code: string }) => error.code);
      abandon.abort();
      assert.equal(await action, 'Abandoned');
      while (!world.engine.allBuilds()[0].buildComplete) await settle();
      assert.equal(world.engine.allBuilds()[0].buildStatus, 'SUCCEEDED');
    }),
  },
  {
    says: 'events name the states STARTED, STOPPING and STOPPED of a pipeline, ABANDONED of an action',
    link: EVENTS,
    mutation: { file: ENGINE, from: "this.emit({ kind: 'pipeline', state: 'STOPPING', execution });", to: '' },
    holds: withPipelines(async (world) => {
      const execution = await world.start(world.pipeline(TWO_STAGES));
      world.engine.stop(execution, true, '');
      await settle();
      assert.deepEqual([world.states('pipeline'), world.states('action')], [['STARTED', 'STOPPING', 'STOPPED'], ['STARTED', 'ABANDONED']]);
    }),
  },
  {
    says: 'events name the states STARTED, FAILED, RESUMED and SUCCEEDED of a stage',
    link: EVENTS,
    mutation: { file: ENGINE, from: "stage.attempt === 1 ? 'STARTED' : 'RESUMED'", to: "'STARTED'" },
    holds: withPipelines(async (world) => {
      const execution = await halfFailed(world);
      world.engine.retry(world.store.pipelines()[0], execution, 'Test', 'FAILED_ACTIONS');
      await settle();
      await world.end('Unit');
      assert.deepEqual(world.states('stage'), ['STARTED', 'FAILED', 'RESUMED', 'SUCCEEDED']);
    }),
  },
  {
    says: "an action's output variables are #{namespace.NAME} in the configuration of later actions",
    link: VARIABLES,
    mutation: { file: 'codepipeline/action-runner.ts', from: 'if (action.declaration.namespace) {', to: 'if (false) {' },
    holds: withPipelines(async (world) => {
      await world.start(world.pipeline([['Build', { name: 'Make', namespace: 'Built' }], ['Deploy', { name: 'Ship', configuration: { Image: 'x@#{Built.DIGEST}' } }]]));
      await world.end('Make', { outputVariables: { DIGEST: 'sha256:1' } });
      assert.deepEqual(world.configuration('Ship'), { Image: 'x@sha256:1' });
    }),
  },
  {
    says: '#{codepipeline.PipelineExecutionId} is the id of the execution',
    link: VARIABLES,
    mutation: { file: ENGINE, from: 'codepipeline: { PipelineExecutionId: pipelineExecutionId }', to: "codepipeline: { PipelineExecutionId: 'id' }" },
    holds: withPipelines(async (world) => {
      const { pipelineExecutionId } = await world.start(world.pipeline([['Build', { name: 'Make', configuration: { Id: '#{codepipeline.PipelineExecutionId}' } }]]));
      assert.deepEqual(world.configuration('Make'), { Id: pipelineExecutionId });
    }),
  },
  {
    says: 'a pipeline variable has the value given at the start, or else its default',
    link: codePipelineGuide('pipeline-variables.html'),
    mutation: { file: ENGINE, from: 'given.find(({ name }) => name === variable.name)?.value ?? variable.defaultValue', to: 'variable.defaultValue' },
    holds: withPipelines(async (world) => {
      const configuration = { Text: '#{variables.a} #{variables.b}' };
      const variables = [{ name: 'a', defaultValue: '1' }, { name: 'b', defaultValue: '2' }];
      await world.start(world.pipeline([['Build', { name: 'Make', configuration }]], 'SUPERSEDED', { variables }), [{ name: 'b', value: 'given' }]);
      assert.deepEqual(world.configuration('Make'), { Text: '1 given' });
    }),
  },
  {
    says: "the variables that a build exports are its action's output variables",
    link: BUILD_ACTION,
    mutation: { file: 'codepipeline/build-provider.ts', from: 'exportedEnvironmentVariables.map(({ name, value }) => [name, value])', to: 'exportedEnvironmentVariables.map(({ value, name }) => [value, name])' },
    holds: () => buildAction(async (world, run) => {
      world.engine.saveProject(world.request({ env: { 'exported-variables': ['A'] }, phases: { build: { commands: ['export A=1'] } } }).project);
      assert.deepEqual((await run({})).outputVariables, { A: '1' });
    }),
  },
  {
    says: "CODEBUILD_INITIATOR is codepipeline/NAME for a pipeline's build",
    link: 'https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html',
    mutation: { file: 'codepipeline/build-provider.ts', from: '`codepipeline/${execution.pipelineName}`', to: 'execution.pipelineName' },
    holds: () => buildAction(async (world, run) => {
      world.engine.saveProject(world.request({ phases: { build: { commands: ['echo $CODEBUILD_INITIATOR'] } } }).project);
      await run({});
      assert.deepEqual(world.lines(), ['codepipeline/cicd']);
    }),
  },
  {
    says: 'the buildspec is that of PrimarySource, which several inputs need',
    link: BUILD_ACTION,
    mutation: { file: 'codepipeline/build-provider.ts', from: 'const primary = configuration.PrimarySource ?? inputs[0]?.name;', to: 'const primary = inputs[0]?.name;' },
    holds: () => buildAction(async (world, run) => {
      const spec = (text: string) => ({ 'buildspec.yml': `version: 0.2\nphases: {build: {commands: [echo ${text}]}}` });
      const { project, sources } = world.request(undefined, { files: spec('first'), other: spec('primary') });
      world.engine.saveProject(project);
      const inputs = sources.map(({ location }) => location);
      assert.equal(await run({ inputs }).catch(({ code }: { code: string }) => code), 'ConfigurationError');
      await run({ inputs, configuration: { ProjectName: 'suite', PrimarySource: 'Other' } });
      assert.deepEqual(world.lines(), ['primary']);
    }),
  },
  {
    says: 'a rejected approval fails its action',
    link: codePipelineGuide('approvals.html'),
    mutation: { file: 'codepipeline/approval-provider.ts', from: "if (result.status === 'Rejected') {", to: 'if (false) {' },
    holds: async () => {
      const approvals = new ApprovalProvider();
      const run = { action: { actionName: 'Approve', token: '' }, signal: new AbortController().signal, changed: () => undefined } as unknown as ActionRun;
      const outcome = approvals.run(run).then(() => 'succeeded', ({ code }: { code: string }) => code);
      approvals.answer(String(run.action.token), 'Approve', { status: 'Rejected', summary: 'no' });
      assert.equal(await outcome, 'ApprovalRejected');
    },
  },
];

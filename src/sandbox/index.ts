export { createRepository } from './codepipeline/create-repository';
export type { BuildProgress } from './codebuild/build-progress';
export type { ActionProgress, ExecutionProgress, StageProgress } from './codepipeline/progress-view';
export { notVerifiedLocally } from './not-verified';
export { followExecution, renderChanges, renderSummary, watchExecution } from './progress';
export { hasCommand, run, tryRun } from './run-command';
export { runFront } from './run-front';
export { down, readSandbox, type Sandbox, sandboxEnvironment, up } from './sandbox';
export { Steps } from './steps';

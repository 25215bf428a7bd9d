export { createRepository } from './codepipeline/create-repository';
export type { ExecutionProgress } from './codepipeline/progress-view';
export { notVerifiedLocally } from './not-verified';
export { followExecution } from './progress';
export { run, tryRun } from './run-command';
export { runFront } from './run-front';
export { down, readSandbox, type Sandbox, sandboxEnvironment, up } from './sandbox';
export { Steps } from './steps';

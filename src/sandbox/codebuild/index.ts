export { BuildEngine, type RunningBuild } from './build-engine';
export { createCodeBuildPart } from './code-build-part';

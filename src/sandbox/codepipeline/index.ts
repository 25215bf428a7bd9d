export { type CodePipelinePart, createCodePipelinePart, type ProgressQuery } from './code-pipeline-part';
export { createRepository, type CreateRepositoryOptions } from './create-repository';
export type { ActionProgress, ExecutionProgress, StageProgress } from './progress-view';

export { CodePipelinePart, createCodePipelinePart, ProgressQuery } from './code-pipeline-part';
export { createRepository, CreateRepositoryOptions } from './create-repository';
export { ActionProgress, ExecutionProgress, StageProgress } from './progress-view';

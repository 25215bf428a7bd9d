export { createCodePipelinePart } from './code-pipeline-part';

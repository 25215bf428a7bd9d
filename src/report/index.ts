export { CloudAssembly, readCloudAssembly, ReadFile } from './cloud-assembly';
export { renderHtml } from './html/page';
export { renderMarkdown } from './markdown';
export * from './model';
export { makeReport } from './report';
export { UnreadableAssembly } from './unreadable-assembly';

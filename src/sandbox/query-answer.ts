import { randomUUID } from 'node:crypto';

/** The document that answers an action of the query protocol: lists become `member` elements. */
export function queryAnswer(namespace: string, action: string, result: object): string {
  const metadata = `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata>`;
  return `<${action}Response xmlns="${namespace}"><${action}Result>${elements(result)}</${action}Result>${metadata}</${action}Response>`;
}

function elements(value: object): string {
  return Object.entries(value).filter(([, content]) => content !== undefined && content !== null)
    .map(([name, content]) => `<${name}>${inner(content)}</${name}>`).join('');
}

function inner(value: unknown): string {
  if (Array.isArray(value)) {
    return value.map((item) => `<member>${inner(item)}</member>`).join('');
  }
  return typeof value === 'object' && value !== null ? elements(value) : escape(String(value));
}

function escape(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

import * as http from 'node:http';

/** Headers that belong to one connection, or that the sandbox has answered itself. */
const HOP_BY_HOP = ['connection', 'proxy-connection', 'keep-alive', 'expect', 'upgrade'];

/**
 * Sends the request on as it is and the answer back as it comes, without holding either in memory.
 *
 * @param body the request's body, where it was read already
 */
export function proxy(request: http.IncomingMessage, response: http.ServerResponse, target: URL, path: string, body?: string): void {
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !HOP_BY_HOP.includes(name)));
  const onward = http.request(
    { host: target.hostname, port: target.port || 80, method: request.method, path, headers },
    (answer) => {
      const answerHeaders = Object.fromEntries(Object.entries(answer.headers).filter(([name]) => !HOP_BY_HOP.includes(name)));
      response.writeHead(answer.statusCode ?? 502, answerHeaders);
      answer.pipe(response);
      answer.once('error', () => response.destroy());
    },
  );
  onward.once('error', (error) => {
    if (!response.headersSent) {
      response.writeHead(502, { 'content-type': 'text/plain' });
      response.end(`the sandbox could not reach ${target.origin}: ${error.message}\n`);
    } else {
      response.destroy();
    }
  });
  response.once('close', () => onward.destroy());
  const read = body ?? BODIES.get(request);
  if (read === undefined) {
    request.pipe(onward);
  } else {
    void Promise.resolve(read).then((bytes) => onward.end(bytes));
  }
}

/** Bodies that were read; whoever comes later finds them here. */
const BODIES = new WeakMap<http.IncomingMessage, Promise<Buffer>>();

/** The whole body of a request; it may be asked for more than once. */
export async function readBody(request: http.IncomingMessage): Promise<string> {
  const body = BODIES.get(request) ?? bytesOf(request);
  BODIES.set(request, body);
  return (await body).toString('utf8');
}

async function bytesOf(request: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

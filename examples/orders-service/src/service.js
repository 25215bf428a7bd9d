/** HTTP in and out: bodies, errors and log lines, so that routes know nothing of sockets. */
import { createServer } from 'node:http';
import { HttpError } from './http-error.js';
import { log } from './log.js';

const BODY_LIMIT_BYTES = 16 * 1024;
const REQUEST_TIMEOUT_MS = 15_000;
const DRAIN_TIMEOUT_MS = 20_000; // ECS kills the container after 30 s
const KEEP_ALIVE_TIMEOUT_MS = 65_000; // longer than a load balancer's 60 s, or it reuses a closed connection and answers 502

/** A server, not yet listening, that answers requests with `routes`. */
export function createService(routes) {
  const server = createServer(
    { requestTimeout: REQUEST_TIMEOUT_MS, keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS },
    async (request, response) => {
      const started = performance.now();
      const path = request.url.split('?')[0];
      const answer = await answerTo(routes, request, path);
      if (!server.listening) response.setHeader('connection', 'close');
      send(response, answer);
      logAnswer(request.method, path, answer.status, started);
    },
  );
  return server;
}

/** Takes no new connections and resolves when the requests under way are answered, or cut off at the deadline. */
export function drain(server) {
  return new Promise((resolve) => {
    server.close(resolve);
    setTimeout(() => server.closeAllConnections(), DRAIN_TIMEOUT_MS).unref();
  });
}

async function answerTo(routes, request, path) {
  try {
    return await routes({ method: request.method, path, readBody: () => readJson(request) });
  } catch (error) {
    if (error instanceof HttpError) return error.answer();
    log('error', 'request failed', { method: request.method, path, error: error.stack });
    return new HttpError(500, 'internal_error', 'something went wrong on our side').answer();
  }
}

async function readJson(request) {
  const text = await readText(request);
  try {
    return JSON.parse(text);
  } catch {
    throw new HttpError(400, 'invalid_json', 'the body is not valid JSON');
  }
}

/** Reads to the end even when the body is too large (without keeping it): a client still sending would miss the answer. */
async function readText(request) {
  const chunks = [];
  let size = 0;
  try {
    for await (const chunk of request) {
      size += chunk.length;
      if (size <= BODY_LIMIT_BYTES) chunks.push(chunk);
    }
  } catch {
    throw new HttpError(400, 'incomplete_body', 'the connection was closed before the body was complete');
  }
  if (size > BODY_LIMIT_BYTES) {
    throw new HttpError(413, 'body_too_large', `the body has more than ${BODY_LIMIT_BYTES} bytes`);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function send(response, { status, headers, body }) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(`${JSON.stringify(body)}\n`);
}

/** A good health check is not worth a line every few seconds; a bad one is. */
function logAnswer(method, path, status, started) {
  if (path === '/health' && status === 200) return;
  const milliseconds = Math.round(performance.now() - started);
  log(status < 500 ? 'info' : 'error', `${method} ${path} ${status}`, { method, path, status, milliseconds });
}

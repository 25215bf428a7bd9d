import { ClientRequest, IncomingMessage, request, ServerResponse } from 'node:http';
import { Endpoint } from './target-groups';

/** How long a target may take to accept a connection. @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html */
const CONNECT_TIMEOUT_MS = 10_000;
/** Headers that belong to one connection; the body's encoding is the next connection's own business too, but for a body of unknown length. */
const OF_ONE_CONNECTION = ['connection', 'proxy-connection', 'keep-alive', 'upgrade'];

/** Where a request goes, and how long both sides may be silent. */
export interface Destination {
  readonly endpoint: Endpoint;
  readonly url: URL;
  readonly idleTimeoutMs: number;
}

/**
 * Sends the request on to one target, once, and the answer back, each as it comes. A load balancer does not try a second target: what
 * the first one has done of the request nobody knows. Ends when the client has its answer, or is gone.
 *
 * 502 where the target refuses or breaks the connection, 504 where it is silent.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html#load-balancer-http-error-codes
 */
export async function sendOn(destination: Destination, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const { endpoint: { host, port }, url } = destination;
  const onward = request({
    host, port, path: `${url.pathname}${url.search}`, method: incoming.method, headers: onwardHeaders(incoming, url), agent: false,
  });
  const ended = new Promise<void>((resolve) => response.once('close', resolve));
  const fail = (status: number) => {
    onward.destroy();
    failWith(status, incoming, response);
  };
  watchSilence(onward, destination.idleTimeoutMs, () => fail(504));
  onward.once('response', (answered) => passBack(answered, response));
  onward.on('error', () => fail(502));
  response.once('close', () => onward.destroy());
  incoming.pipe(onward);
  return ended;
}

function passBack(answered: IncomingMessage, response: ServerResponse): void {
  response.writeHead(answered.statusCode ?? 502, without(answered.headers, OF_ONE_CONNECTION));
  answered.pipe(response);
  // A target that breaks off must not look like one that has said everything.
  answered.once('aborted', () => response.destroy());
}

function failWith(status: number, incoming: IncomingMessage, response: ServerResponse): void {
  incoming.unpipe();
  incoming.resume();
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const title = status === 504 ? '504 Gateway Time-out' : '502 Bad Gateway';
  response.writeHead(status, { 'content-type': 'text/html' }).end(`<html><head><title>${title}</title></head></html>`);
}

function watchSilence(onward: ClientRequest, idleTimeoutMs: number, onSilence: () => void): void {
  onward.setTimeout(CONNECT_TIMEOUT_MS, onSilence);
  onward.once('socket', (socket) => socket.once('connect', () => onward.setTimeout(idleTimeoutMs)));
}

function onwardHeaders(incoming: IncomingMessage, url: URL): Record<string, string | string[] | undefined> {
  return {
    ...without(incoming.headers, OF_ONE_CONNECTION),
    'host': incoming.headers.host ?? url.host,
    'x-forwarded-for': incoming.socket.remoteAddress ?? '127.0.0.1',
    'x-forwarded-proto': 'http',
    'x-forwarded-port': url.port || '80',
    'connection': 'close',
  };
}

function without<T>(headers: Record<string, T>, names: string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
}

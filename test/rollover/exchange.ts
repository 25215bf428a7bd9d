import { Agent, ClientRequest, IncomingMessage, request } from 'node:http';

const TIMEOUT_MS = 20_000;
const ORDER = { customer: 'acme', lines: [{ sku: 'sku-1', quantity: 2, unitPrice: 150 }] };
const ORDER_TOTAL = 300;

/** Where the service is asked, and by which name. */
export interface Address {
  readonly port: number;
  readonly host: string;
}

/** How a request is made. */
export interface Way {
  readonly kind: 'kept connection' | 'new connection' | 'order' | 'slow order';
  /** Connections that are kept from one request to the next. */
  readonly agent?: Agent;
  /** Time between the first and the second half of the body. */
  readonly pauseMs?: number;
}

/** One request, and how it ended. */
export interface Exchange {
  readonly kind: Way['kind'];
  readonly startedAt: number;
  readonly endedAt: number;
  /** The commit that the service says it was built from; an order's answer does not say it. */
  readonly version?: string;
  /** What was wrong: refused, reset, a status, a body. */
  readonly problem?: string;
}

/** What came back: nothing is tried twice. */
interface Answer {
  readonly status?: number;
  readonly body: string;
}

/** Asks the service once, and never throws: what goes wrong is what is to be counted. */
export async function exchange(address: Address, way: Way): Promise<Exchange> {
  const startedAt = Date.now();
  const answer = await ask(address, way).catch((error: Error) => error.message);
  return { kind: way.kind, startedAt, endedAt: Date.now(), ...judged(way, answer) };
}

function judged({ kind }: Way, answer: Answer | string): Pick<Exchange, 'version' | 'problem'> {
  if (typeof answer === 'string') return { problem: answer };
  return kind === 'order' || kind === 'slow order' ? judgedOrder(answer) : judgedVersion(answer);
}

function judgedVersion({ status, body }: Answer): Pick<Exchange, 'version' | 'problem'> {
  const version = /"commit":"([0-9a-f]{40})"/.exec(body)?.[1];
  return status === 200 && version ? { version } : { problem: `${status} ${body.trim()}` };
}

function judgedOrder({ status, body }: Answer): Pick<Exchange, 'problem'> {
  return status === 201 && body.includes(`"total":${ORDER_TOTAL}`) ? {} : { problem: `${status} ${body.trim()}` };
}

function ask({ port, host }: Address, { kind, agent, pauseMs = 0 }: Way): Promise<Answer> {
  const body = kind === 'order' || kind === 'slow order' ? JSON.stringify(ORDER) : undefined;
  return new Promise((resolve, reject) => {
    const asked = request({
      host: '127.0.0.1',
      port,
      path: body ? '/orders' : '/version',
      method: body ? 'POST' : 'GET',
      headers: { host, ...(body ? { 'content-type': 'application/json', 'content-length': body.length } : {}) },
      agent: agent ?? false,
      timeout: TIMEOUT_MS,
    }, (response) => read(response).then(resolve, reject));
    asked.on('timeout', () => asked.destroy(new Error(`no answer in ${TIMEOUT_MS / 1000} s`)));
    asked.on('error', reject);
    send(asked, body ?? '', pauseMs);
  });
}

function send(asked: ClientRequest, body: string, pauseMs: number): void {
  if (pauseMs === 0) {
    asked.end(body);
    return;
  }
  asked.write(body.slice(0, body.length / 2));
  const pause = setTimeout(() => asked.end(body.slice(body.length / 2)), pauseMs);
  asked.once('close', () => clearTimeout(pause));
}

async function read(response: IncomingMessage): Promise<Answer> {
  let body = '';
  for await (const chunk of response.setEncoding('utf8') as AsyncIterable<string>) body += chunk;
  return { status: response.statusCode, body };
}

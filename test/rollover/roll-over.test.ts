import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Exchange } from './exchange';
import { judgeRollOver } from './roll-over';
import { Traffic } from './traffic';

const [OLDER, OLD, NEW] = ['a', 'b', 'c'].map((letter) => letter.repeat(40));
const DEPLOYMENT = { previous: OLD, current: NEW, endedAt: 3_000 };

function heard(version: string | undefined, startedAt: number, problem?: string): Exchange {
  return { kind: 'kept connection', startedAt, endedAt: startedAt + 10, version, problem };
}

const GOOD = [heard(OLD, 0), heard(OLD, 1_000), heard(NEW, 2_000), heard(OLD, 2_100), heard(undefined, 2_200), heard(NEW, 4_000)];

describe('a roll-over', () => {
  test('is good when the version before answers first, then both, then the new one only', () => {
    expect(judgeRollOver(GOOD, DEPLOYMENT)).toEqual({ requests: 6, failed: 0, longestGap: 1.8, versions: [OLD, NEW], problems: [] });
  });

  test('counts each request that failed, and says of each problem how often it was', () => {
    const exchanges = [...GOOD, heard(undefined, 2_500, '502'), heard(undefined, 2_600, '502'), heard(undefined, 2_700, 'read ECONNRESET')];
    expect(judgeRollOver(exchanges, DEPLOYMENT)).toMatchObject({
      failed: 3, problems: ['2 x kept connection: 502', '1 x kept connection: read ECONNRESET'],
    });
  });

  test('is silent as long as there is no good answer', () => {
    expect(judgeRollOver([heard(OLD, 0), heard(undefined, 500, '503'), heard(NEW, 2_000)], DEPLOYMENT).longestGap).toBe(2);
  });

  test.each([
    ['the version before answers after the end', [...GOOD, heard(OLD, 3_500)], /after the deployment had ended/],
    ['a version answers that is neither', [heard(OLD, 0), heard(OLDER, 100), heard(NEW, 200)], /neither the version before nor the new one/],
    ['the new version never answers', [heard(OLD, 0)], /heard bbbbbbb where bbbbbbb ccccccc was to come/],
    ['the new version answers first', [heard(NEW, 0), heard(OLD, 100)], /heard ccccccc bbbbbbb where/],
    ['nobody asks', [], /heard nothing/],
  ])('has failed when %s', (_, exchanges, problem) => {
    const { failed, problems } = judgeRollOver(exchanges, DEPLOYMENT);
    expect(failed).toBeGreaterThan(0);
    expect(problems.join()).toMatch(problem);
  });
});

describe('the traffic', () => {
  let server: Server;

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  test('asks in all its ways, and finds no fault with a service that is well', async () => {
    const exchanges = await during(1_500, wellBehaved);
    expect(new Set(exchanges.map(({ kind }) => kind))).toEqual(new Set(['kept connection', 'new connection', 'order', 'slow order']));
    expect(exchanges.filter(({ problem }) => problem)).toEqual([]);
    expect(exchanges.length).toBeGreaterThan(15);
  }, 20_000);

  test.each<[string, (request: IncomingMessage, response: ServerResponse) => void, RegExp]>([
    ['breaks the connection', (request) => request.socket.destroy(), /socket hang up|ECONNRESET/],
    ['answers with an error', (_, response) => response.writeHead(503).end('no'), /503 no/],
    ['answers something else', (_, response) => response.end('hello'), /200 hello/],
    ['breaks off its answer', (request, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('{');
      setTimeout(() => request.socket.destroy(), 10);
    }, /aborted/],
  ])('counts every request to a service that %s', async (_, handler, problem) => {
    const exchanges = await during(600, handler);
    expect(exchanges.length).toBeGreaterThan(5);
    exchanges.forEach((one) => expect(one.problem).toMatch(problem));
  }, 20_000);

  test('counts the requests to nobody', async () => {
    const exchanges = await during(600, wellBehaved, (port) => { server.close(); server.closeAllConnections(); return port; });
    expect(exchanges.length).toBeGreaterThan(5);
    exchanges.forEach((one) => expect(one.problem).toMatch(/ECONNREFUSED/));
  }, 20_000);

  async function during(
    milliseconds: number, handler: (request: IncomingMessage, response: ServerResponse) => void, before = (port: number) => port,
  ): Promise<Exchange[]> {
    server = createServer(handler);
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    const traffic = new Traffic({ port: before((server.address() as AddressInfo).port), host: 'orders' }).start();
    await new Promise((resolve) => { setTimeout(resolve, milliseconds); });
    await traffic.stop();
    return traffic.take();
  }
});

function wellBehaved(request: IncomingMessage, response: ServerResponse): void {
  request.resume().on('end', () => {
    const [status, body] = request.method === 'POST' ? [201, { total: 300 }] : [200, { commit: NEW }];
    response.writeHead(status).end(JSON.stringify(body));
  });
}

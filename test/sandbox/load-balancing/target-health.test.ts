import { createServer, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BalancedWorld } from './balanced-world';
import { HealthCheckSettings } from '../../../src/sandbox/load-balancing/model';
import { httpProbe, Lease, matchesStatus } from '../../../src/sandbox/load-balancing/target-health';

const TARGET = { id: '172.17.0.2', port: 8080 };
const ENDPOINT = { host: '127.0.0.1', port: 1 };

async function registered() {
  const world = await new BalancedWorld().build();
  world.health.register(world.targetGroupArn, TARGET, ENDPOINT);
  return { world, state: () => world.health.health(world.targetGroupArn, TARGET)?.state };
}

/** A target with two requests in flight, on its way out. */
async function busy() {
  const { world, state } = await registered();
  await world.pass(1);
  const leases = [1, 2].map(() => world.health.lease(world.targetGroupArn) as Lease);
  const drain = { ended: false };
  void world.health.deregister(world.targetGroupArn, TARGET).then(() => { drain.ended = true; });
  return { world, state, leases, drain };
}

async function settle(): Promise<void> {
  await new Promise((resolve) => { setImmediate(resolve); });
}

describe('a target', () => {
  test('is healthy after the first check that it passes', async () => {
    const { world, state } = await registered();
    expect(state()).toBe('initial');
    await world.pass(1);
    expect(state()).toBe('healthy');
    expect(world.health.endpoints(world.targetGroupArn)).toEqual([ENDPOINT]);
  });

  test('is unhealthy after as many failures as the group says, and healthy again after as many passes', async () => {
    const { world, state } = await registered();
    await world.pass(1);
    world.problems[1] = 'Health checks failed with these codes: [500]';
    await world.pass(10);
    expect(state()).toBe('healthy');
    await world.pass(10);
    expect(state()).toBe('unhealthy');
    delete world.problems[1];
    await world.pass(20);
    expect(state()).toBe('unhealthy');
    await world.pass(10);
    expect(state()).toBe('healthy');
  });

  test('is let go at once when it has no requests in flight', async () => {
    const { world, state } = await registered();
    await world.pass(1);
    const drained = world.health.deregister(world.targetGroupArn, TARGET);
    expect(state()).toBe('draining');
    await drained;
    await world.pass(1);
    expect(state()).toBeUndefined();
  });

  test('gets no new requests while it drains, and is let go when the last one in flight has been answered', async () => {
    const { world, drain, leases } = await busy();
    expect(world.health.lease(world.targetGroupArn)).toBeUndefined();
    leases[0].end();
    await world.pass(5);
    expect(drain.ended).toBe(false);
    leases[1].end();
    await settle();
    expect(drain.ended).toBe(true);
  });

  test('is let go after the group\'s delay even with a request in flight', async () => {
    const { world, state, drain } = await busy();
    await world.pass(29);
    expect([drain.ended, state()]).toEqual([false, 'draining']);
    await world.pass(2);
    expect([drain.ended, state()]).toEqual([true, undefined]);
  });

  test('is waited for no longer when the sandbox stops', async () => {
    const { world, drain } = await busy();
    world.health.stop();
    await settle();
    expect(drain.ended).toBe(true);
    await world.health.deregister(world.targetGroupArn, TARGET);
  });

  test('is asked although it is unhealthy when all are, and not while one is healthy', async () => {
    const { world } = await registered();
    world.health.register(world.targetGroupArn, { id: '172.17.0.3', port: 8080 }, { host: '127.0.0.1', port: 2 });
    Object.assign(world.problems, { 1: 'sick', 2: 'sick' });
    await world.pass(1);
    expect(world.health.endpoints(world.targetGroupArn)).toEqual([]);
    await world.pass(20);
    expect(world.health.endpoints(world.targetGroupArn).map(({ port }) => port)).toEqual([1, 2]);
    delete world.problems[2];
    await world.pass(30);
    expect(world.health.endpoints(world.targetGroupArn).map(({ port }) => port)).toEqual([2]);
  });

  test('starts anew when its address is registered again while it drains', async () => {
    const { world, state } = await registered();
    await world.pass(1);
    expect(world.health.register(world.targetGroupArn, TARGET, ENDPOINT)).toBe(false);
    void world.health.deregister(world.targetGroupArn, TARGET);
    expect(world.health.register(world.targetGroupArn, TARGET, ENDPOINT)).toBe(true);
    expect(state()).toBe('initial');
  });

  test('is unused while no listener sends requests to its group', async () => {
    const { world } = await registered();
    const lonely = await world.targetGroup('lonely');
    world.health.register(lonely, TARGET, ENDPOINT);
    expect(world.health.health(lonely, TARGET)?.state).toBe('unused');
    expect([world.health.isAttached(lonely), world.health.isAttached(world.targetGroupArn)]).toEqual([false, true]);
  });
});

test.each([['200', 200, true], ['200', 201, false], ['200-299', 204, true], ['200,302', 302, true], ['200-299,401', 400, false]])(
  'the matcher %s and the status %i: %s', (matcher, status, matches) => {
    expect(matchesStatus(matcher, status)).toBe(matches);
  });

describe('the probe', () => {
  let server: Server;
  let port: number;
  const settings = { path: '/health', matcher: '200', timeoutSeconds: 0.2 } as HealthCheckSettings;

  beforeAll(async () => {
    server = createServer((incoming, response) => {
      if (incoming.url === '/slow') {
        return;
      }
      response.writeHead(incoming.url === '/health' ? 200 : 500).end();
    });
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    port = (server.address() as AddressInfo).port;
  });

  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  test.each([
    ['passes', '/health', undefined], ['says the status', '/other', 'Health checks failed with these codes: [500]'], ['says a timeout', '/slow', 'Request timed out'],
  ])('%s', async (_, path, problem) => {
    expect(await httpProbe({ host: '127.0.0.1', port }, { ...settings, path })).toBe(problem);
  });

  test('fails when nobody listens', async () => {
    expect(await httpProbe({ host: '127.0.0.1', port: 1 }, settings)).toBe('Health checks failed');
  });
});

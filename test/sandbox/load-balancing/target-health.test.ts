import { createServer, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BalancedWorld } from './balanced-world';
import { HealthCheckSettings } from '../../../src/sandbox/load-balancing/model';
import { httpProbe, matchesStatus } from '../../../src/sandbox/load-balancing/target-health';

const TARGET = { id: '172.17.0.2', port: 8080 };
const ENDPOINT = { host: '127.0.0.1', port: 1 };

async function registered() {
  const world = await new BalancedWorld().build();
  world.health.register(world.targetGroupArn, TARGET, ENDPOINT);
  return { world, state: () => world.health.health(world.targetGroupArn, TARGET)?.state };
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
    expect(world.health.endpoints(world.targetGroupArn)).toEqual([]);
    delete world.problems[1];
    await world.pass(20);
    expect(state()).toBe('unhealthy');
    await world.pass(10);
    expect(state()).toBe('healthy');
  });

  test('is drained for the group\'s delay, and gone then', async () => {
    const { world, state } = await registered();
    await world.pass(1);
    expect(world.health.deregister(world.targetGroupArn, TARGET)).toBe(30_000);
    expect(state()).toBe('draining');
    expect(world.health.endpoints(world.targetGroupArn)).toEqual([]);
    await world.pass(31);
    expect(state()).toBeUndefined();
  });

  test('starts anew when its address is registered again while it drains', async () => {
    const { world, state } = await registered();
    await world.pass(1);
    expect(world.health.register(world.targetGroupArn, TARGET, ENDPOINT)).toBe(false);
    world.health.deregister(world.targetGroupArn, TARGET);
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

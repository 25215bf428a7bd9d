import { FakeRuntime } from './fake-runtime';
import { FakeClock } from './fake-world';
import { ContainerHealthChecks } from '../../../src/sandbox/ecs/container-health-checks';
import { TaskDefinitionRecord, TaskRecord } from '../../../src/sandbox/ecs/model';

const CLOCK_START = 1_700_000_000;

function world(check: object) {
  const clock = new FakeClock();
  const runtime = new FakeRuntime();
  const results: boolean[] = [];
  const exec = jest.spyOn(runtime, 'exec').mockImplementation(async () => results.shift() ?? true);
  const checks = new ContainerHealthChecks(runtime, clock);
  const container = { name: 'app', image: 'i', essential: true, checked: true, runtimeId: 'id', lastStatus: 'RUNNING', healthStatus: 'UNKNOWN' };
  const task = { id: 't', lastStatus: 'RUNNING', desiredStatus: 'RUNNING', startedAt: CLOCK_START, containers: [container] } as unknown as TaskRecord;
  const definition = { containerDefinitions: [{ name: 'app', image: 'i', healthCheck: { command: ['CMD', 'check'], ...check } }] } as unknown as TaskDefinitionRecord;
  const pass = async (seconds: number) => {
    for (let second = 0; second < seconds; second += 1) {
      clock.milliseconds += 1000;
      checks.tick([task], () => definition);
      await new Promise((resolve) => { setImmediate(resolve); });
    }
  };
  return { results, exec, container, pass };
}

test('the command runs inside the container at its interval, with its timeout', async () => {
  const { exec, pass } = world({ interval: 10, timeout: 3 });
  await pass(21);
  expect(exec.mock.calls).toEqual([['id', ['check'], 3000], ['id', ['check'], 3000], ['id', ['check'], 3000]]);
});

test('a pass makes the container healthy, and retries failures in a row make it unhealthy', async () => {
  const { results, container, pass } = world({ interval: 5, retries: 2 });
  results.push(true, false, true, false, false);
  await pass(1);
  expect(container.healthStatus).toBe('HEALTHY');
  await pass(15);
  expect(container.healthStatus).toBe('HEALTHY');
  await pass(5);
  expect(container.healthStatus).toBe('UNHEALTHY');
});

test('failures in the start period do not count', async () => {
  const { results, container, pass } = world({ interval: 5, retries: 1, startPeriod: 12 });
  results.push(false, false, false, false);
  await pass(11);
  expect(container.healthStatus).toBe('UNKNOWN');
  await pass(5);
  expect(container.healthStatus).toBe('UNHEALTHY');
});

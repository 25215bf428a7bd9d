import { containerLine, isFailed, tryContainerToBlame, tryMostTelling } from '../../../src/runtime/deploy/failed-tasks';
import { aStoppedTask } from '../support/fake-cluster';

describe('failed tasks', () => {
  test.each([
    ['EssentialContainerExited', 'Essential container in task exited', true],
    ['TaskFailedToStart', 'CannotPullContainerError: not found', true],
    ['ServiceSchedulerInitiated', 'Task failed container health checks', true],
    ['ServiceSchedulerInitiated', 'Scaling activity initiated by (deployment ecs-svc/1)', false],
    ['SpotInterruption', 'Your Spot Task was interrupted.', false],
    ['TerminationNotice', 'notice', false],
    ['UserInitiated', 'stopped by hand', false],
    ['ServiceSchedulerInitiated', 'no Scaling activity initiated by anyone', true],
    [undefined, undefined, true],
  ])('a task stopped with %s, %s speaks against its revision: %s', (stopCode, stoppedReason, expected) => {
    expect(isFailed(aStoppedTask({ stopCode, stoppedReason }))).toBe(expected);
  });

  test('the newest task with an error tells most', () => {
    const first = aStoppedTask({ taskArn: 'first', stoppedAt: 10 });
    const second = aStoppedTask({ taskArn: 'second', stoppedAt: undefined, stoppingAt: 20 });
    const clean = aStoppedTask({ taskArn: 'clean', stoppedAt: 30, containers: [{ name: 'app', exitCode: 0 }] });
    const without = aStoppedTask({ taskArn: 'without', stoppedAt: 40, containers: undefined });
    expect(tryMostTelling([first, clean, second, without])?.taskArn).toBe('second');
    expect(tryMostTelling([clean, without])?.taskArn).toBe('without');
    expect(tryMostTelling([without, clean])?.taskArn).toBe('without');
    const half = aStoppedTask({ taskArn: 'half', stoppedAt: 5, containers: [{ name: 'sidecar', exitCode: 0 }, { name: 'app', exitCode: 137 }] });
    expect(tryMostTelling([clean, half])?.taskArn).toBe('half');
    expect(tryMostTelling([])).toBeUndefined();
  });

  test('the container with an error is to blame, then one with a reason, an unhealthy one, the first', () => {
    const plain = { name: 'plain', exitCode: 0 };
    const unhealthy = { name: 'unhealthy', healthStatus: 'UNHEALTHY' };
    const reason = { name: 'reason', reason: 'OutOfMemory' };
    const error = { name: 'error', exitCode: 137 };
    const blamed = (...containers: Array<{ name: string }>) => tryContainerToBlame(aStoppedTask({ containers }))?.name;
    expect(blamed(plain, unhealthy, reason, error)).toBe('error');
    expect(blamed(plain, unhealthy, reason)).toBe('reason');
    expect(blamed(plain, unhealthy)).toBe('unhealthy');
    expect(blamed(plain, { name: 'other' })).toBe('plain');
    expect(tryContainerToBlame(aStoppedTask({ containers: undefined }))).toBeUndefined();
  });

  test.each([
    [{ name: 'app', exitCode: 0 }, 'container app: exit code 0'],
    [{ name: 'app', exitCode: 137, reason: 'OutOfMemoryError', healthStatus: 'UNHEALTHY' }, 'container app: exit code 137, OutOfMemoryError, health check UNHEALTHY'],
    [{ name: 'app', healthStatus: 'HEALTHY' }, 'container app: no exit code'],
  ])('a container is described by %j', (container, line) => expect(containerLine(container)).toBe(line));
});

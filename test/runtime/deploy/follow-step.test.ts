import { FollowState, followStep, startFollowing } from '../../../src/runtime/deploy/follow-step';

const limits = { deploymentTimeoutSeconds: 100, rollbackTimeoutSeconds: 50, maxStoppedTasks: 3 };
const deploying: FollowState = { phase: 'deploying', deadline: 100_000, cause: '' };
const rolling: FollowState = { phase: 'rolling-back', deadline: 100_000, cause: 'the cause' };
const seen = (status: string, given: object = {}) => ({ now: 40_000, status, failedTasks: 0, ...given });

describe('followStep', () => {
  test('a deployment has its own deadline from the start', () => {
    expect(startFollowing(1_000, limits)).toEqual({ phase: 'deploying', deadline: 101_000, cause: '' });
  });

  test.each(['PENDING', 'IN_PROGRESS', 'SOMETHING_NEW'])('waits at %s', (status) => {
    expect(followStep(deploying, seen(status), limits)).toEqual({ action: 'wait', state: deploying });
  });

  test('succeeds only at SUCCESSFUL', () => {
    expect(followStep(deploying, seen('SUCCESSFUL'), limits)).toEqual({ action: 'end', end: 'succeeded', state: deploying });
  });

  test.each(['STOP_REQUESTED', 'ROLLBACK_REQUESTED', 'ROLLBACK_IN_PROGRESS'])('knows at %s that the deployment has failed, and gives the rollback its own time', (status) => {
    expect(followStep(deploying, seen(status, { statusReason: 'circuit breaker' }), limits))
      .toEqual({ action: 'wait', state: { phase: 'rolling-back', deadline: 90_000, cause: `ECS gave the deployment up (${status}): circuit breaker` } });
    expect(followStep(rolling, seen(status), limits)).toEqual({ action: 'wait', state: rolling });
  });

  test.each([['ROLLBACK_SUCCESSFUL', 'rolled-back'], ['ROLLBACK_FAILED', 'not-rolled-back'], ['STOPPED', 'not-rolled-back']])('ends at %s as %s', (status, end) => {
    expect(followStep(deploying, seen(status), limits))
      .toEqual({ action: 'end', end, state: { phase: 'rolling-back', deadline: 90_000, cause: `ECS gave the deployment up (${status})` } });
    expect(followStep(rolling, seen(status, { statusReason: 'other' }), limits)).toEqual({ action: 'end', end, state: rolling });
  });

  test('stops the deployment at its deadline, not before', () => {
    expect(followStep(deploying, seen('IN_PROGRESS', { now: 99_999 }), limits).action).toBe('wait');
    expect(followStep(deploying, seen('IN_PROGRESS', { now: 100_000 }), limits))
      .toEqual({ action: 'stop', state: { phase: 'rolling-back', deadline: 150_000, cause: 'the deployment did not become stable within 100 seconds' } });
  });

  test('stops the deployment when too many tasks failed, not before', () => {
    expect(followStep(deploying, seen('IN_PROGRESS', { failedTasks: 2 }), limits).action).toBe('wait');
    expect(followStep(deploying, seen('PENDING', { failedTasks: 3 }), limits))
      .toEqual({ action: 'stop', state: { phase: 'rolling-back', deadline: 90_000, cause: '3 tasks of the new revision failed; the deployment is stopped at 3' } });
  });

  test('takes SUCCESSFUL at its deadline, and even with failed tasks', () => {
    expect(followStep(deploying, seen('SUCCESSFUL', { now: 200_000, failedTasks: 9 }), limits)).toMatchObject({ end: 'succeeded' });
  });

  test('waits for the rollback until its deadline, whatever the tasks do', () => {
    expect(followStep(rolling, seen('ROLLBACK_IN_PROGRESS', { now: 99_999, failedTasks: 9 }), limits)).toEqual({ action: 'wait', state: rolling });
    expect(followStep(rolling, seen('IN_PROGRESS', { now: 100_000 }), limits)).toEqual({ action: 'end', end: 'rollback-overdue', state: rolling });
  });

  test('never turns green again once there is a cause to roll back', () => {
    expect(followStep(rolling, seen('SUCCESSFUL'), limits)).toEqual({ action: 'end', end: 'not-rolled-back', state: rolling });
  });
});

import { planRollingStep } from '../../../src/sandbox/ecs/rolling-plan';

const EMPTY = { desiredCount: 1, minimumHealthyPercent: 100, maximumPercent: 200, newAlive: 0, newSteady: 0, oldHealthy: 0, oldUnhealthy: 0 };

test.each([
  ['starts all tasks of a new service', { desiredCount: 3 }, { start: 3, stopNew: 0, stopOldHealthy: 0 }],
  ['starts new tasks beside the old ones', { desiredCount: 2, oldHealthy: 2 }, { start: 2, stopNew: 0, stopOldHealthy: 0 }],
  ['rounds the upper limit down', { desiredCount: 3, maximumPercent: 150, oldHealthy: 3 }, { start: 1, stopNew: 0, stopOldHealthy: 0 }],
  ['rounds the lower limit up', { desiredCount: 3, minimumHealthyPercent: 50, maximumPercent: 100, oldHealthy: 3 }, { start: 0, stopNew: 0, stopOldHealthy: 1 }],
  ['leaves the old task until the new one is steady', { oldHealthy: 1, newAlive: 1 }, { start: 0, stopNew: 0, stopOldHealthy: 0 }],
  ['leaves it even when the lower limit is zero', { minimumHealthyPercent: 0, oldHealthy: 1, newAlive: 1 }, { start: 0, stopNew: 0, stopOldHealthy: 0 }],
  ['stops the old task once the new one is steady', { oldHealthy: 1, newAlive: 1, newSteady: 1 }, { start: 0, stopNew: 0, stopOldHealthy: 1 }],
  ['makes room first where there is none', { minimumHealthyPercent: 0, maximumPercent: 100, oldHealthy: 1 }, { start: 0, stopNew: 0, stopOldHealthy: 1 }],
  ['stops what is too many', { desiredCount: 1, newAlive: 3, newSteady: 3 }, { start: 0, stopNew: 2, stopOldHealthy: 0 }],
  ['stops everything at zero', { desiredCount: 0, newAlive: 1, oldHealthy: 2 }, { start: 0, stopNew: 1, stopOldHealthy: 2 }],
])('%s', (_, situation, plan) => {
  expect(planRollingStep({ ...EMPTY, ...situation })).toEqual(plan);
});

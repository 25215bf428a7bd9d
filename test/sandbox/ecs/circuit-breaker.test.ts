import { breakerTrips, failureThreshold, restartDelay } from '../../../src/sandbox/ecs/circuit-breaker';

test.each([[0, 3], [1, 3], [6, 3], [7, 4], [25, 13], [400, 200], [800, 200]])('with %i desired tasks %i may fail', (desired, threshold) => {
  expect(failureThreshold(desired)).toBe(threshold);
});

test('the breaker trips at the threshold, and never when it is off', () => {
  const on = { deploymentCircuitBreaker: { enable: true, rollback: true } };
  expect(breakerTrips(on, 2, 1)).toBe(false);
  expect(breakerTrips(on, 3, 1)).toBe(true);
  expect(breakerTrips({ deploymentCircuitBreaker: { enable: false, rollback: false } }, 99, 1)).toBe(false);
  expect(breakerTrips({}, 99, 1)).toBe(false);
});

test('the wait between starts grows to five seconds', () => {
  expect([1, 3, 5, 50].map(restartDelay)).toEqual([1000, 3000, 5000, 5000]);
});

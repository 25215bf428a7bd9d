import { effectiveHealthCheck, observe, UNCHECKED } from '../../../src/sandbox/ecs/health-state';

const THRESHOLDS = { healthyAfter: 3, unhealthyAfter: 2 };

function series(results: string) {
  return [...results].reduce((state, result) => observe(state, result === '+', THRESHOLDS), UNCHECKED).status;
}

test.each([
  ['', 'UNKNOWN'], ['+', 'HEALTHY'], ['-', 'UNKNOWN'], ['--', 'UNHEALTHY'], ['-+', 'HEALTHY'], ['+-', 'HEALTHY'], ['+--', 'UNHEALTHY'],
  ['--+', 'UNHEALTHY'], ['--++', 'UNHEALTHY'], ['--+++', 'HEALTHY'], ['--++-+++', 'HEALTHY'],
])('after the checks "%s" the state is %s', (results, status) => {
  expect(series(results)).toBe(status);
});

test('a health check has the defaults of ECS', () => {
  expect(effectiveHealthCheck({ command: ['CMD-SHELL', 'curl -f http://localhost || exit 1'] })).toEqual({
    command: ['/bin/sh', '-c', 'curl -f http://localhost || exit 1'],
    intervalMs: 30_000,
    timeoutMs: 5_000,
    startPeriodMs: 0,
    thresholds: { healthyAfter: 1, unhealthyAfter: 3 },
  });
  expect(effectiveHealthCheck({ command: ['CMD', 'node', 'check.js'], interval: 5, timeout: 2, retries: 2, startPeriod: 7 })).toEqual({
    command: ['node', 'check.js'], intervalMs: 5_000, timeoutMs: 2_000, startPeriodMs: 7_000, thresholds: { healthyAfter: 1, unhealthyAfter: 2 },
  });
});

test('there is nothing to check without a check or with NONE', () => {
  expect(effectiveHealthCheck(undefined)).toBeUndefined();
  expect(effectiveHealthCheck({ command: ['NONE'] })).toBeUndefined();
});

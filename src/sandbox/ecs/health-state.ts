import { ContainerHealthCheck } from './model';

/** How many checks in a row passed and failed. */
export interface HealthState {
  readonly passed: number;
  readonly failed: number;
  readonly status: 'HEALTHY' | 'UNHEALTHY' | 'UNKNOWN';
}

/** Where every check starts. */
export const UNCHECKED: HealthState = { passed: 0, failed: 0, status: 'UNKNOWN' };

/** How a series of checks is judged. */
export interface HealthThresholds {
  /** Passes in a row that make healthy out of unhealthy; out of unknown one is enough. */
  readonly healthyAfter: number;
  /** Failures in a row that make unhealthy. */
  readonly unhealthyAfter: number;
}

/**
 * The state after one more check.
 *
 * A first pass is enough for a target that was never judged, as the load balancer documents.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 */
export function observe(state: HealthState, passed: boolean, thresholds: HealthThresholds): HealthState {
  if (passed) {
    const count = state.passed + 1;
    const healthy = state.status !== 'UNHEALTHY' || count >= thresholds.healthyAfter;
    return { passed: count, failed: 0, status: healthy ? 'HEALTHY' : 'UNHEALTHY' };
  }
  const count = state.failed + 1;
  return { passed: 0, failed: count, status: count >= thresholds.unhealthyAfter ? 'UNHEALTHY' : state.status };
}

/** A container health check with ECS's defaults filled in; absent when there is nothing to run. */
export interface EffectiveHealthCheck {
  readonly command: string[];
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly startPeriodMs: number;
  readonly thresholds: HealthThresholds;
}

/**
 * The check that a container definition asks for: interval 30, timeout 5, 3 retries, no start period unless given.
 *
 * A HEALTHCHECK of the image itself is not looked at, as on ECS.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html
 */
export function effectiveHealthCheck(check: ContainerHealthCheck | undefined): EffectiveHealthCheck | undefined {
  if (check === undefined || check.command[0] === 'NONE') {
    return undefined;
  }
  const { interval = 30, timeout = 5, retries = 3, startPeriod = 0 } = check;
  return {
    command: checkCommand(check.command),
    intervalMs: interval * 1000,
    timeoutMs: timeout * 1000,
    startPeriodMs: startPeriod * 1000,
    thresholds: { healthyAfter: 1, unhealthyAfter: retries },
  };
}

function checkCommand([kind, ...rest]: string[]): string[] {
  if (kind === 'CMD-SHELL') {
    return ['/bin/sh', '-c', rest.join(' ')];
  }
  return kind === 'CMD' ? rest : [kind, ...rest];
}

import { DeploymentConfiguration } from './model';

const MINIMUM_THRESHOLD = 3;
const MAXIMUM_THRESHOLD = 200;

/**
 * How many tasks may fail one after the other before the deployment counts as failed.
 *
 * Half the desired count, at least 3 and at most 200.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
 */
export function failureThreshold(desiredCount: number): number {
  return Math.min(MAXIMUM_THRESHOLD, Math.max(MINIMUM_THRESHOLD, Math.ceil(desiredCount * 0.5)));
}

/** Whether the circuit breaker ends the deployment now. */
export function breakerTrips(configuration: DeploymentConfiguration, failedTasks: number, desiredCount: number): boolean {
  return configuration.deploymentCircuitBreaker?.enable === true && failedTasks >= failureThreshold(desiredCount);
}

/** Milliseconds to wait before the next start after some failures in a row, so that a crashing service does not spin. */
export function restartDelay(failedTasks: number): number {
  return Math.min(failedTasks, 5) * 1000;
}

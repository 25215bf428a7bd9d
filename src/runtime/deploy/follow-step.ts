/** When a deployment is given up. */
export interface FollowLimits {
  readonly deploymentTimeoutSeconds: number;
  readonly rollbackTimeoutSeconds: number;
  readonly maxStoppedTasks: number;
}

/** What one look at a service deployment shows. */
export interface Observation {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The service deployment's status. */
  readonly status: string;
  /** What ECS says about it, e.g. why it rolls back. */
  readonly statusReason?: string;
  /** Failed tasks of the new revision so far. */
  readonly failedTasks: number;
}

/** What is known of a deployment between two looks. */
export interface FollowState {
  readonly phase: 'deploying' | 'rolling-back';
  /** When this phase has to be over, in milliseconds since the epoch. */
  readonly deadline: number;
  /** Why it rolls back; empty while it deploys. */
  readonly cause: string;
}

/** How a followed deployment ended. */
export type FollowEnd = 'succeeded' | 'rolled-back' | 'not-rolled-back' | 'rollback-overdue';

/** What to do after a look. */
export type FollowStep =
  | { readonly action: 'wait'; readonly state: FollowState }
  | { readonly action: 'stop'; readonly state: FollowState }
  | { readonly action: 'end'; readonly state: FollowState; readonly end: FollowEnd };

const ENDED_BADLY: Readonly<Record<string, FollowEnd>> = {
  ROLLBACK_SUCCESSFUL: 'rolled-back',
  ROLLBACK_FAILED: 'not-rolled-back',
  STOPPED: 'not-rolled-back',
};
const TURNING_BACK: readonly string[] = ['STOP_REQUESTED', 'ROLLBACK_REQUESTED', 'ROLLBACK_IN_PROGRESS'];

/** The state in which a deployment begins. */
export function startFollowing(now: number, limits: FollowLimits): FollowState {
  return { phase: 'deploying', deadline: now + limits.deploymentTimeoutSeconds * 1000, cause: '' };
}

/**
 * Decides what one look at a service deployment means.
 *
 * Red means red: once there is a cause to roll back, nothing leads to `succeeded` any more. ECS may go on for hours
 * without its circuit breaker tripping (it counts only some failures), so failed tasks and time are counted here too.
 * A status that is not known is waited for like IN_PROGRESS, until the deadline.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-deployment.html
 */
export function followStep(state: FollowState, seen: Observation, limits: FollowLimits): FollowStep {
  const badEnd = ENDED_BADLY[seen.status];
  if (badEnd) { return { action: 'end', end: badEnd, state: turnedBack(state, seen, limits) }; }
  if (seen.status === 'SUCCESSFUL') { return { action: 'end', end: state.phase === 'deploying' ? 'succeeded' : 'not-rolled-back', state }; }
  if (state.phase === 'rolling-back') { return waitForRollback(state, seen); }
  if (TURNING_BACK.includes(seen.status)) { return { action: 'wait', state: turnedBack(state, seen, limits) }; }
  return waitForDeployment(state, seen, limits);
}

function waitForRollback(state: FollowState, seen: Observation): FollowStep {
  return seen.now >= state.deadline ? { action: 'end', end: 'rollback-overdue', state } : { action: 'wait', state };
}

function waitForDeployment(state: FollowState, seen: Observation, limits: FollowLimits): FollowStep {
  if (seen.failedTasks >= limits.maxStoppedTasks) {
    return { action: 'stop', state: rollingBack(seen, limits, `${seen.failedTasks} tasks of the new revision failed; the deployment is stopped at ${limits.maxStoppedTasks}`) };
  }
  if (seen.now >= state.deadline) {
    return { action: 'stop', state: rollingBack(seen, limits, `the deployment did not become stable within ${limits.deploymentTimeoutSeconds} seconds`) };
  }
  return { action: 'wait', state };
}

function turnedBack(state: FollowState, seen: Observation, limits: FollowLimits): FollowState {
  if (state.phase === 'rolling-back') { return state; }
  return rollingBack(seen, limits, `ECS gave the deployment up (${seen.status})${seen.statusReason ? `: ${seen.statusReason}` : ''}`);
}

function rollingBack(seen: Observation, limits: FollowLimits, cause: string): FollowState {
  return { phase: 'rolling-back', deadline: seen.now + limits.rollbackTimeoutSeconds * 1000, cause };
}

/** What a service's tasks look like at one moment. */
export interface RollingSituation {
  readonly desiredCount: number;
  readonly minimumHealthyPercent: number;
  readonly maximumPercent: number;
  /** Tasks of the primary deployment that shall run. */
  readonly newAlive: number;
  /** Those of them that have been healthy for the whole stability window. */
  readonly newSteady: number;
  /** Tasks of other deployments that shall run and are healthy. */
  readonly oldHealthy: number;
  /** Tasks of other deployments that shall run and are not healthy. */
  readonly oldUnhealthy: number;
}

/** What to do next. */
export interface RollingPlan {
  /** Tasks of the primary deployment to start. */
  readonly start: number;
  /** Tasks of the primary deployment that are too many. */
  readonly stopNew: number;
  /** Healthy tasks of other deployments to stop; the unhealthy ones always go. */
  readonly stopOldHealthy: number;
}

/**
 * The next step of a rolling update.
 *
 * The lower limit rounds up and the upper limit rounds down, as AWS documents. Where the upper limit leaves room to start new tasks first,
 * an old task goes only once a new one has proved itself, even if the lower limit would allow less: nothing is lost by waiting.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
 */
export function planRollingStep(situation: RollingSituation): RollingPlan {
  const { desiredCount, newAlive, newSteady, oldHealthy, oldUnhealthy } = situation;
  const lower = Math.ceil((desiredCount * situation.minimumHealthyPercent) / 100);
  const upper = Math.floor((desiredCount * situation.maximumPercent) / 100);
  const room = upper - newAlive - oldHealthy - oldUnhealthy;
  const keep = upper > desiredCount ? desiredCount : lower;
  return {
    start: Math.max(0, Math.min(desiredCount - newAlive, room)),
    stopNew: Math.max(0, newAlive - desiredCount),
    stopOldHealthy: Math.max(0, Math.min(oldHealthy, newSteady + oldHealthy - keep)),
  };
}

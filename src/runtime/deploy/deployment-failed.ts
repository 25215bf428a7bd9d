/** A deployment that did not happen or was taken back; the failure block of the log shows all of it. */
export class DeploymentFailed extends Error {
  constructor(
    /** Why, in one sentence. */
    public readonly reason: string,
    /** What to do, in one sentence. */
    public readonly advice: string,
    /** Which revision serves now, evidence of the failed task, log lines. */
    public readonly details: readonly string[] = [],
  ) {
    super(reason);
    this.name = 'DeploymentFailed';
  }
}

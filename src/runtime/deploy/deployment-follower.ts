import { ServiceDeployment } from './ecs-model';
import { EcsService } from './ecs-service';
import { isFailed } from './failed-tasks';
import { FollowEnd, FollowLimits, FollowState, FollowStep, followStep, startFollowing } from './follow-step';
import { isAwsError, messageOf, timeOf } from '../ports/aws';
import { Clock } from '../ports/clock';
import { Log } from '../ports/log';

const LOOK_EVERY_MILLISECONDS = 5_000;
/** A deployment that is followed is somebody's wait, and its failure is news: two small calls a look are far below ECS's limits. */
const FOLLOW_EVERY_MILLISECONDS = 2_000;
const APPEARS_WITHIN_MILLISECONDS = 60_000;
const LIST_BACK_MILLISECONDS = 3_600_000;
const ENDED: readonly string[] = ['SUCCESSFUL', 'STOPPED', 'ROLLBACK_SUCCESSFUL', 'ROLLBACK_FAILED'];

/** How a deployment ended, and why when it did not succeed. */
export interface FollowResult {
  readonly end: FollowEnd;
  readonly cause: string;
}

/** Finds the service deployment that a change of the service starts, and looks at it until it has ended. */
export class DeploymentFollower {
  constructor(private readonly service: EcsService, private readonly clock: Clock, private readonly log: Log) {}

  /**
   * Changes the service and returns the ARN of the service deployment that this starts.
   *
   * UpdateService does not return that ARN, so it is the first one that was not in the list before.
   */
  public async change(change: { taskDefinition: string; desiredCount?: number }): Promise<string> {
    const since = this.clock.now() - LIST_BACK_MILLISECONDS;
    const before = (await this.service.deploymentsSince(since)).map(({ serviceDeploymentArn }) => serviceDeploymentArn);
    await this.service.update(change);
    const deadline = this.clock.now() + APPEARS_WITHIN_MILLISECONDS;
    for (;;) {
      const started = (await this.service.deploymentsSince(since)).filter(({ serviceDeploymentArn }) => !before.includes(serviceDeploymentArn));
      const first = started.sort((left, right) => timeOf(left.createdAt) - timeOf(right.createdAt))[0];
      if (first) { return first.serviceDeploymentArn; }
      if (this.clock.now() >= deadline) { throw new Error('ECS accepted the change but listed no service deployment for it within 60 seconds'); }
      await this.clock.sleep(LOOK_EVERY_MILLISECONDS);
    }
  }

  /** Waits until no service deployment is under way; false when one still is at the end of the time. */
  public async waitUntilIdle(timeoutSeconds: number): Promise<boolean> {
    const deadline = this.clock.now() + timeoutSeconds * 1000;
    for (;;) {
      const listed = await this.service.deploymentsSince(this.clock.now() - 24 * LIST_BACK_MILLISECONDS);
      const running = listed.find(({ status }) => !ENDED.includes(status));
      if (!running) { return true; }
      if (this.clock.now() >= deadline) { return false; }
      this.log.step(`another deployment is under way (${running.status}, ${running.serviceDeploymentArn}), waiting`);
      await this.clock.sleep(LOOK_EVERY_MILLISECONDS);
    }
  }

  /**
   * Follows a deployment of a new revision to its end, and stops it with a rollback when it should not go on.
   *
   * @param onTurningBack called once, as soon as it is clear that the deployment has failed
   */
  public async follow(arn: string, revision: string, limits: FollowLimits, onTurningBack: (cause: string) => Promise<void>): Promise<FollowResult> {
    let state = startFollowing(this.clock.now(), limits);
    let told = '';
    for (;;) {
      const { step, line } = await this.look(arn, revision, state, limits);
      if (line !== told) { this.log.step(line); }
      told = line;
      if (step.action === 'stop' && !await this.rollBack(arn, step.state.cause)) { return { end: 'not-rolled-back', cause: step.state.cause }; }
      if (state.phase === 'deploying' && step.state.phase === 'rolling-back') { await onTurningBack(step.state.cause); }
      if (step.action === 'end') { return { end: step.end, cause: step.state.cause }; }
      state = step.state;
      await this.clock.sleep(FOLLOW_EVERY_MILLISECONDS);
    }
  }

  /** Follows a deployment that puts an older revision back; true when it succeeded in time. */
  public async followRestoration(arn: string, timeoutSeconds: number): Promise<boolean> {
    const deadline = this.clock.now() + timeoutSeconds * 1000;
    for (;;) {
      const { status } = await this.service.describeDeployment(arn);
      if (ENDED.includes(status)) { return status === 'SUCCESSFUL'; }
      if (this.clock.now() >= deadline) { return false; }
      await this.clock.sleep(LOOK_EVERY_MILLISECONDS);
    }
  }

  private async look(arn: string, revision: string, state: FollowState, limits: FollowLimits): Promise<{ step: FollowStep; line: string }> {
    const [deployment, stopped] = await Promise.all([
      this.service.describeDeployment(arn),
      state.phase === 'deploying' ? this.service.tasksOf(revision, 'STOPPED') : [],
    ]);
    const failedTasks = stopped.filter(isFailed).length;
    const observation = { now: this.clock.now(), status: deployment.status, statusReason: reasonOf(deployment), failedTasks };
    return { step: followStep(state, observation, limits), line: progressLine(deployment, failedTasks) };
  }

  /** False when ECS refuses the rollback; a deployment that has just ended by itself is looked at once more. */
  private async rollBack(arn: string, cause: string): Promise<boolean> {
    this.log.step(`stopping the deployment with a rollback: ${cause}`);
    try {
      await this.service.rollBackDeployment(arn);
      return true;
    } catch (error) {
      this.log.step(`ECS did not stop the deployment: ${messageOf(error)}`);
      return isAwsError(error, 'ConflictException');
    }
  }
}

function reasonOf({ rollback, statusReason }: ServiceDeployment): string | undefined {
  return rollback?.reason ?? statusReason;
}

function progressLine({ status, lifecycleStage, targetServiceRevision = {} }: ServiceDeployment, failedTasks: number): string {
  const { runningTaskCount = 0, requestedTaskCount = 0 } = targetServiceRevision;
  const stage = lifecycleStage ? ` (${lifecycleStage})` : '';
  return `deployment ${status}${stage}: ${runningTaskCount} of ${requestedTaskCount} tasks run, ${failedTasks} failed`;
}

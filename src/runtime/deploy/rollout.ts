import { DeploySettings } from './deploy-settings';
import { DeploymentFailed } from './deployment-failed';
import { DeploymentFollower, FollowResult } from './deployment-follower';
import { Diagnosis } from './diagnosis';
import { EcsService } from './ecs-service';
import { RunningImage } from './running-image';
import { RevisionInput } from './task-definition';
import { messageOf } from '../ports/aws';
import { Log } from '../ports/log';

const SETTLE_SECONDS = 60;
const ADVICE = 'mend what the task says below, push again; the stage can be retried when the cause was outside the application';

/** From which revision to which, and what the service has to return to when it fails. */
export interface RolloutPlan {
  readonly previous: string;
  readonly revision: string;
  readonly definition: RevisionInput;
  /** True when the service stood at 0: it is given a count now and set back to 0 on failure. */
  readonly first: boolean;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

/** Puts one revision into service, or takes it back completely. */
export class Rollout {
  private evidence: string[] = [];

  constructor(
    private readonly plan: RolloutPlan,
    private readonly settings: DeploySettings,
    private readonly service: EcsService,
    private readonly follower: DeploymentFollower,
    private readonly running: RunningImage,
    private readonly diagnosis: Diagnosis,
    private readonly log: Log,
  ) {}

  public get revision(): string {
    return this.plan.revision;
  }

  /** @throws DeploymentFailed after the previous revision was put back, or with the news that it was not */
  public async run(): Promise<void> {
    const result = await this.deploy();
    if (result.end !== 'succeeded') { await this.fail(result.cause || 'the deployment was given up', result); }
  }

  /** Takes a revision back that ECS itself thinks is fine. */
  public async takeBack(reason: string): Promise<never> {
    return this.fail(reason, { end: 'not-rolled-back', cause: reason });
  }

  private async deploy(): Promise<FollowResult> {
    const { revision, first } = this.plan;
    try {
      const arn = await this.follower.change({ taskDefinition: revision, ...(first ? { desiredCount: this.settings.desiredCount } : {}) });
      this.log.step(`service deployment ${arn}`);
      return await this.follower.follow(arn, revision, this.settings, (cause) => this.turnBack(cause));
    } catch (error) {
      return { end: 'not-rolled-back', cause: `the deployment could not be followed: ${messageOf(error)}` };
    }
  }

  /** Says at once why, before the rollback has ended. */
  private async turnBack(cause: string): Promise<void> {
    this.log.step(`the deployment has failed: ${cause}`);
    if (this.plan.first) { await this.setToZero(); }
    await this.explain();
  }

  private async fail(reason: string, { end }: FollowResult): Promise<never> {
    if (this.evidence.length === 0) { await this.explain(); }
    const news = await this.serviceNews(end);
    throw new DeploymentFailed(reason, ADVICE, [news, ...this.evidence]);
  }

  private async explain(): Promise<void> {
    const { revision, definition, since } = this.plan;
    this.evidence = await this.diagnosis.explain({ arn: revision, definition, since });
    this.evidence.forEach((line) => this.log.plain(`  ${line}`));
  }

  /** Makes sure that the service is off the failed revision, and says on which it is. Never throws. */
  private async serviceNews(end: FollowResult['end']): Promise<string> {
    const { serviceName, rollbackTimeoutSeconds } = this.settings;
    try {
      if (end === 'rollback-overdue') { return `the rollback has not ended within ${rollbackTimeoutSeconds} seconds: look at service ${serviceName} now`; }
      const problem = await this.restore();
      if (problem) { return problem; }
      await this.deregister();
      return this.plan.first ? `service ${serviceName} is back at 0 tasks` : `service ${serviceName} is on ${(await this.service.describe()).taskDefinition} again`;
    } catch (error) {
      return `THE ROLLBACK FAILED, look at service ${serviceName} now: ${messageOf(error)}`;
    }
  }

  /** Returns what keeps the service from being on the previous revision, or undefined. */
  private async restore(): Promise<string | undefined> {
    const { taskDefinition, desiredCount } = await this.service.describe();
    const { previous, revision, first } = this.plan;
    if (taskDefinition === revision) { return this.putBack(); }
    if (taskDefinition !== previous) { return `another change took over: the service is on ${taskDefinition}, which this run leaves alone`; }
    if (!first) { return this.tryUnstable(); }
    if (desiredCount > 0) { await this.service.update({ desiredCount: 0 }); }
    return undefined;
  }

  private async putBack(): Promise<string | undefined> {
    const { previous, first } = this.plan;
    this.log.step(`putting ${previous} back`);
    const arn = await this.follower.change({ taskDefinition: previous, ...(first ? { desiredCount: 0 } : {}) });
    const done = await this.follower.followRestoration(arn, this.settings.rollbackTimeoutSeconds);
    return done ? undefined : `THE ROLLBACK FAILED: ${previous} is not stable again, look at service ${this.settings.serviceName} now (${arn})`;
  }

  /** ECS may say that it is back on the previous revision although its tasks do not come up. */
  private async tryUnstable(): Promise<string | undefined> {
    const { previous } = this.plan;
    const problem = await this.running.tryProblem({ revision: previous, images: [], imageDigest: '' }, SETTLE_SECONDS);
    return problem && `THE ROLLBACK FAILED: of ${previous} ${problem}, look at service ${this.settings.serviceName} now`;
  }

  private async setToZero(): Promise<void> {
    try {
      await this.service.update({ desiredCount: 0 });
    } catch (error) {
      this.log.step(`the service could not be set back to 0 yet: ${messageOf(error)}`);
    }
  }

  private async deregister(): Promise<void> {
    try {
      await this.service.deregister(this.plan.revision);
      this.log.step(`deregistered ${this.plan.revision}`);
    } catch (error) {
      this.log.step(`${this.plan.revision} could not be deregistered: ${messageOf(error)}`);
    }
  }
}

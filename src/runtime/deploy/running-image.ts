import { Task } from './ecs-model';
import { EcsService } from './ecs-service';
import { ImageDefinition } from './image-definitions';
import { ImageTags } from './image-tags';
import { Clock } from '../ports/clock';
import { Log } from '../ports/log';

const LOOK_EVERY_MILLISECONDS = 5_000;

/** What has to run. */
export interface ExpectedTasks {
  readonly revision: string;
  readonly images: readonly ImageDefinition[];
  readonly imageDigest: string;
}

/** Looks at the tasks themselves: enough of the revision run, and each container's image has the digest. */
export class RunningImage {
  constructor(private readonly service: EcsService, private readonly tags: ImageTags, private readonly clock: Clock, private readonly log: Log) {}

  /** Looks until the tasks are as expected or the time is over; returns what is wrong, or undefined. */
  public async tryProblem(expected: ExpectedTasks, timeoutSeconds: number): Promise<string | undefined> {
    const deadline = this.clock.now() + timeoutSeconds * 1000;
    for (;;) {
      const problem = await this.look(expected);
      if (problem === undefined || this.clock.now() >= deadline) { return problem; }
      this.log.step(`${problem}, waiting`);
      await this.clock.sleep(LOOK_EVERY_MILLISECONDS);
    }
  }

  private async look(expected: ExpectedTasks): Promise<string | undefined> {
    const [{ desiredCount, taskDefinition }, tasks] = await Promise.all([this.service.describe(), this.service.tasksOf(expected.revision, 'RUNNING')]);
    if (taskDefinition !== expected.revision) { return `the service was changed meanwhile: it is on ${taskDefinition}, not on ${expected.revision}`; }
    const running = tasks.filter(({ lastStatus }) => lastStatus === 'RUNNING');
    if (running.length < desiredCount) { return `${running.length} of ${desiredCount} tasks run`; }
    return this.wrongImage(running, expected);
  }

  /** ECS does not report a digest for every image; of a multi-platform image it may report the platform's. */
  private async wrongImage(running: readonly Task[], { images, imageDigest }: ExpectedTasks): Promise<string | undefined> {
    const named = new Set(images.map(({ name }) => name));
    const containers = running.flatMap((task) => task.containers ?? []).filter(({ name }) => named.has(name));
    for (const digest of new Set(containers.map((container) => container.imageDigest))) {
      if (digest !== undefined && digest !== imageDigest && !await this.tags.isPlatformOf(digest, imageDigest)) {
        return `a task runs ${digest} instead of ${imageDigest}`;
      }
    }
    return undefined;
  }
}

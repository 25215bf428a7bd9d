import { Task } from './ecs-model';
import { EcsService } from './ecs-service';
import { containerLine, isFailed, tryContainerToBlame, tryMostTelling } from './failed-tasks';
import { readLogTail, tryLogStream } from './log-tail';
import { TaskDefinition } from './task-definition';
import { Aws, messageOf, timeOf } from '../ports/aws';
import { Clock } from '../ports/clock';

const EVENTS = 3;

/** The revision that failed. */
export interface FailedRevision {
  readonly arn: string;
  readonly definition: TaskDefinition;
  /** When its deployment began, in milliseconds since the epoch. */
  readonly since: number;
}

/** Finds out why tasks of a revision do not stay up, from what ECS and the container's log say. */
export class Diagnosis {
  constructor(private readonly service: EcsService, private readonly aws: Aws, private readonly clock: Clock) {}

  /** The lines for the log; says so when something could not be read. Never throws, since it must not hide the failure it explains. */
  public async explain(revision: FailedRevision): Promise<string[]> {
    try {
      const stopped = (await this.service.tasksOf(revision.arn, 'STOPPED')).filter(isFailed);
      const task = tryMostTelling(stopped) ?? (await this.service.tasksOf(revision.arn, 'RUNNING'))[0];
      const aboutTask = task ? await this.aboutTask(task, revision.definition) : ['no task of the new revision was started'];
      return [...aboutTask, ...await this.events(revision.since)];
    } catch (error) {
      return [`(the tasks could not be read: ${messageOf(error)})`];
    }
  }

  private async aboutTask(task: Task, definition: TaskDefinition): Promise<string[]> {
    const id = task.taskArn.slice(task.taskArn.lastIndexOf('/') + 1);
    const headline = task.stoppedReason ? `task ${id} stopped: ${task.stoppedReason}` : `task ${id} is ${task.lastStatus}`;
    const container = tryContainerToBlame(task);
    const containers = (task.containers ?? []).map((each) => `  ${containerLine(each)}`);
    return [headline, ...containers, ...container ? await this.logLines(definition, container.name, task.taskArn) : []];
  }

  private async logLines(definition: TaskDefinition, container: string, taskArn: string): Promise<string[]> {
    const stream = tryLogStream(definition, container, taskArn);
    if (!stream) { return [`  container ${container} does not log to CloudWatch Logs with a stream prefix, so its last lines are not known here`]; }
    const lines = await readLogTail(this.aws, this.clock, stream);
    return [`  last log lines of container ${container}:`, ...lines.map((line) => `    | ${line}`)];
  }

  private async events(since: number): Promise<string[]> {
    const { events = [] } = await this.service.describe();
    const recent = events.filter(({ createdAt, message }) => message && timeOf(createdAt) >= since).slice(0, EVENTS);
    return recent.map(({ message }) => `ECS says: ${message}`);
  }
}

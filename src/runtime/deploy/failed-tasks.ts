import { Task, TaskContainer } from './ecs-model';
import { timeOf } from '../ports/aws';

/** Codes of tasks that were stopped for reasons that say nothing about the revision. */
const NOT_ITS_FAULT: readonly string[] = ['SpotInterruption', 'TerminationNotice', 'UserInitiated'];

/**
 * Whether a stopped task speaks against its revision.
 *
 * The scheduler also stops tasks to scale in or to roll back, always with "Scaling activity initiated by ..."; a
 * task that fails its health checks is stopped by the scheduler too, but with another reason.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
 */
export function isFailed(task: Task): boolean {
  return !NOT_ITS_FAULT.includes(task.stopCode ?? '') && !/^Scaling activity initiated by/.test(task.stoppedReason ?? '');
}

/** The task that tells most: the newest one with a container that ended with an error, otherwise the newest. */
export function tryMostTelling(tasks: readonly Task[]): Task | undefined {
  const newestFirst = [...tasks].sort((left, right) => stopTime(right) - stopTime(left));
  return newestFirst.find((task) => task.containers?.some(endedWithError)) ?? newestFirst[0];
}

/** The container to blame: the one that ended with an error, otherwise one with a reason, an unhealthy one, the first. */
export function tryContainerToBlame(task: Task): TaskContainer | undefined {
  const containers = task.containers ?? [];
  return containers.find(endedWithError)
    ?? containers.find(({ reason }) => reason)
    ?? containers.find(({ healthStatus }) => healthStatus === 'UNHEALTHY')
    ?? containers[0];
}

/** One line on a container of a task that failed. */
export function containerLine({ name, exitCode, reason, healthStatus }: TaskContainer): string {
  const facts = [
    exitCode === undefined ? 'no exit code' : `exit code ${exitCode}`,
    ...(reason ? [reason] : []),
    ...(healthStatus === 'UNHEALTHY' ? ['health check UNHEALTHY'] : []),
  ];
  return `container ${name}: ${facts.join(', ')}`;
}

function endedWithError({ exitCode }: TaskContainer): boolean {
  return exitCode !== undefined && exitCode !== 0;
}

function stopTime(task: Task): number {
  return timeOf(task.stoppedAt ?? task.stoppingAt);
}

import { ServiceRecord, TaskRecord } from './model';
import { TargetGroups } from '../load-balancing/target-groups';

/** How a running task stands. */
export interface TaskVerdict {
  readonly health: 'starting' | 'healthy' | 'unhealthy';
  /** Worded as ECS words a stopped task's reason; only for an unhealthy one. */
  readonly reason?: string;
  /** The event that goes with it. */
  readonly event?: string;
}

const HEALTHY: TaskVerdict = { health: 'healthy' };
const STARTING: TaskVerdict = { health: 'starting' };

/** What all checks together say about a task: the container's own first, then each target group's. */
export function judgeTask(task: TaskRecord, service: ServiceRecord, targets: TargetGroups, nowMs: number): TaskVerdict {
  if (task.lastStatus !== 'RUNNING') {
    return STARTING;
  }
  const checks = [judgeContainers(task), ...judgeTargets(task, service, targets, nowMs)];
  return checks.find((check) => check.health === 'unhealthy') ?? checks.find((check) => check.health === 'starting') ?? HEALTHY;
}

/** The task's health as DescribeTasks shows it: only essential containers with a check count. */
export function taskHealthStatus(task: TaskRecord): 'HEALTHY' | 'UNHEALTHY' | 'UNKNOWN' {
  const states = task.containers.filter((container) => container.essential && container.checked).map((container) => container.healthStatus);
  if (states.includes('UNHEALTHY')) {
    return 'UNHEALTHY';
  }
  return states.length > 0 && states.every((state) => state === 'HEALTHY') ? 'HEALTHY' : 'UNKNOWN';
}

function judgeContainers(task: TaskRecord): TaskVerdict {
  const essential = task.containers.filter((container) => container.essential && container.checked);
  if (essential.some((container) => container.healthStatus === 'UNHEALTHY')) {
    return { health: 'unhealthy', reason: 'Task failed container health checks' };
  }
  return essential.every((container) => container.healthStatus === 'HEALTHY') ? HEALTHY : STARTING;
}

function judgeTargets(task: TaskRecord, service: ServiceRecord, targets: TargetGroups, nowMs: number): TaskVerdict[] {
  const inGrace = nowMs - (task.startedAt ?? 0) * 1000 < (service.healthCheckGracePeriodSeconds ?? 0) * 1000;
  return service.settings.loadBalancers.map(({ targetGroupArn, containerPort }) => {
    const health = targets.health(targetGroupArn, { id: String(task.address), port: containerPort });
    if (health?.state === 'healthy') {
      return HEALTHY;
    }
    if (health?.state !== 'unhealthy' || inGrace) {
      return STARTING;
    }
    return {
      health: 'unhealthy',
      reason: `Task failed ELB health checks in (target-group ${targetGroupArn})`,
      event: `(service ${service.serviceName}) (port ${containerPort}) is unhealthy in (target-group ${targetGroupArn}) due to (reason ${health.description ?? 'Health checks failed'})`,
    };
  });
}

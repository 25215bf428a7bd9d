import { Clock } from './clock';
import { ContainerRuntime } from './container-runtime';
import { EffectiveHealthCheck, effectiveHealthCheck, HealthState, observe, UNCHECKED } from './health-state';
import { ContainerRecord, TaskDefinitionRecord, TaskRecord } from './model';

/** The sandbox looks for the first time sooner than after a whole interval. */
const FIRST_CHECK_MS = 1000;

/** The checks of one container. */
interface CheckedContainer {
  state: HealthState;
  nextAt: number;
  busy: boolean;
}

/** Runs the health checks of task definitions inside the containers. */
export class ContainerHealthChecks {
  private readonly checked = new Map<string, CheckedContainer>();

  constructor(private readonly runtime: ContainerRuntime, private readonly clock: Clock) {}

  /** Starts the checks that are due; their results land in the containers' records. */
  tick(tasks: TaskRecord[], definitionOf: (task: TaskRecord) => TaskDefinitionRecord): void {
    for (const task of tasks.filter((candidate) => candidate.lastStatus === 'RUNNING' && candidate.desiredStatus === 'RUNNING')) {
      for (const container of task.containers.filter((candidate) => candidate.checked && candidate.lastStatus === 'RUNNING')) {
        const definition = definitionOf(task).containerDefinitions.find((candidate) => candidate.name === container.name);
        const check = effectiveHealthCheck(definition?.healthCheck);
        if (check) {
          this.runWhenDue(task, container, check);
        }
      }
    }
  }

  private runWhenDue(task: TaskRecord, container: ContainerRecord, check: EffectiveHealthCheck): void {
    const id = String(container.runtimeId);
    const startedMs = (task.startedAt ?? 0) * 1000;
    const entry = this.checked.get(id) ?? {
      state: { ...UNCHECKED, status: container.healthStatus }, nextAt: startedMs + Math.min(check.intervalMs, FIRST_CHECK_MS), busy: false,
    };
    this.checked.set(id, entry);
    if (entry.busy || this.clock.now() < entry.nextAt) {
      return;
    }
    entry.busy = true;
    entry.nextAt = this.clock.now() + check.intervalMs;
    this.runtime.exec(id, check.command, check.timeoutMs).then((passed) => {
      const inStartPeriod = this.clock.now() - startedMs < check.startPeriodMs;
      // A failure in the start period does not count towards the retries.
      entry.state = !passed && inStartPeriod ? entry.state : observe(entry.state, passed, check.thresholds);
      container.healthStatus = entry.state.status;
    }).catch(() => undefined).finally(() => { entry.busy = false; });
  }
}

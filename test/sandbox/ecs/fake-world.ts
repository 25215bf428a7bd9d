import { JsonObject } from '../../../src/sandbox/aws-json';
import { Clock } from '../../../src/sandbox/ecs/clock';
import { EcsStore } from '../../../src/sandbox/ecs/ecs-store';
import { ServiceRecord, ServiceRevisionRecord, TaskDefinitionRecord, TaskRecord } from '../../../src/sandbox/ecs/model';
import { ServiceScheduler } from '../../../src/sandbox/ecs/service-scheduler';
import { createService, ServicesContext, updateService } from '../../../src/sandbox/ecs/services';
import { registerTaskDefinition } from '../../../src/sandbox/ecs/task-definitions';
import { StopCause, TaskControl } from '../../../src/sandbox/ecs/task-runner';
import { Endpoint, Target, TargetGroups, TargetState } from '../../../src/sandbox/load-balancing/target-groups';
import { SandboxState } from '../../../src/sandbox/state';

export const PLACE = { region: 'us-east-1', accountId: '123456789012' };
export const TARGET_GROUP = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/cicd-tg-test/0123456789abcdef';

/** Time that passes only when the test says so. */
export class FakeClock implements Clock {
  milliseconds = 1_700_000_000_000;

  now(): number {
    return this.milliseconds;
  }

  async sleep(milliseconds: number): Promise<void> {
    this.milliseconds += milliseconds;
  }
}

/** How the containers of a task definition behave, by image. */
export interface Behaviour {
  /** The task ends before it runs. */
  readonly startError?: string;
  /** The container exits that long after its start. */
  readonly exitsAfterMs?: number;
  /** The target never passes a health check. */
  readonly unhealthy?: boolean;
}

/** A state that lives in memory only. */
export function memoryState(): SandboxState {
  const values = new Map<string, string>();
  return {
    folder: '/nowhere',
    read: (name: string, fallback: unknown) => (values.has(name) ? JSON.parse(String(values.get(name))) : fallback),
    write: (name: string, value: unknown) => { values.set(name, JSON.stringify(value)); },
    remove: (name: string) => { values.delete(name); },
  } as unknown as SandboxState;
}

/** Services, scheduler and targets over a fake engine and a fake clock. */
export class FakeWorld implements TaskControl, TargetGroups {
  readonly clock = new FakeClock();
  readonly store = new EcsStore(memoryState());
  readonly log: string[] = [];
  readonly behaviours: Record<string, Behaviour> = {};
  readonly targetStates = new Map<string, { state: TargetState; since: number }>();
  readonly context: ServicesContext = {
    store: this.store, place: PLACE, targets: this, now: () => this.clock.now() / 1000, log: (line) => { this.log.push(line); },
  };
  /** The most tasks that were not stopped at the same time, and the fewest healthy ones since `watch` was called. */
  watched = { mostAlive: 0, fewestHealthy: Infinity };
  private addresses = 0;
  private readonly scheduler = new ServiceScheduler({
    store: this.store,
    tasks: this,
    targets: this,
    clock: this.clock,
    place: PLACE,
    stabilityWindowMs: 10_000,
    log: (line) => { this.log.push(line); },
  });

  constructor() {
    this.store.clusters.push({
      clusterArn: 'arn:aws:ecs:us-east-1:123456789012:cluster/main',
      clusterName: 'main',
      status: 'ACTIVE',
      settings: [],
      capacityProviders: [],
      defaultCapacityProviderStrategy: [],
      tags: [],
    });
  }

  register(targetGroupArn: string, target: Target, _endpoint?: Endpoint): boolean {
    const isNew = !this.targetStates.has(target.id);
    if (isNew) {
      this.targetStates.set(target.id, { state: 'initial', since: this.clock.now() });
    }
    return isNew && targetGroupArn === TARGET_GROUP;
  }

  isAttached(targetGroupArn: string): boolean {
    return targetGroupArn === TARGET_GROUP;
  }

  async deregister(_targetGroupArn: string, target: Target): Promise<void> {
    this.targetStates.delete(target.id);
  }

  health(_targetGroupArn: string, target: Target): { readonly state: TargetState } | undefined {
    return this.targetStates.get(target.id);
  }

  launch(task: TaskRecord, definition: TaskDefinitionRecord, revision: ServiceRevisionRecord): void {
    const behaviour = this.behaviourOf(definition);
    if (behaviour.startError) {
      this.stop(task, { code: 'TaskFailedToStart', reason: behaviour.startError, failed: true });
      return;
    }
    revision.containerImages.forEach((entry) => { entry.imageDigest ??= `sha256:digest-of-${entry.image}`; });
    task.lastStatus = 'RUNNING';
    task.startedAt = this.clock.now() / 1000;
    this.addresses += 1;
    task.address = `172.17.0.${this.addresses}`;
  }

  stop(task: TaskRecord, cause: StopCause): void {
    Object.assign(task, {
      desiredStatus: 'STOPPED',
      lastStatus: 'STOPPED',
      stopCode: cause.code,
      stoppedReason: cause.reason,
      failed: cause.failed,
      stoppedAt: this.clock.now() / 1000,
    });
  }

  /** Lets time pass in steps of half a second, a look and a step of the scheduler each. */
  pass(seconds: number): void {
    for (let step = 0; step < seconds * 2; step += 1) {
      this.clock.milliseconds += 500;
      this.moveContainers();
      this.scheduler.tick();
      this.watch();
    }
  }

  registerRevision(image: string): string {
    return registerTaskDefinition(this.store, PLACE, {
      family: 'web',
      networkMode: 'awsvpc',
      cpu: '256',
      memory: '512',
      requiresCompatibilities: ['FARGATE'],
      containerDefinitions: [{ name: 'app', image, portMappings: [{ containerPort: 8080 }] }],
    }, this.clock.now() / 1000).taskDefinitionArn;
  }

  create(image: string, more: JsonObject = {}): ServiceRecord {
    return createService(this.context, {
      cluster: 'main',
      serviceName: 'web',
      taskDefinition: this.registerRevision(image),
      desiredCount: 1,
      loadBalancers: [{ targetGroupArn: TARGET_GROUP, containerName: 'app', containerPort: 8080 }],
      deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true }, minimumHealthyPercent: 100, maximumPercent: 200 },
      ...more,
    });
  }

  deploy(image: string, more: JsonObject = {}): ServiceRecord {
    return updateService(this.context, { cluster: 'main', service: 'web', taskDefinition: this.registerRevision(image), ...more });
  }

  /** Images of the tasks that shall run. */
  runningImages(): string[] {
    return this.store.tasks.filter((task) => task.desiredStatus === 'RUNNING').map((task) => task.containers[0].image).sort();
  }

  resetWatch(): void {
    this.watched = { mostAlive: 0, fewestHealthy: Infinity };
  }

  private watch(): void {
    const alive = this.store.tasks.filter((task) => task.desiredStatus === 'RUNNING');
    const healthy = alive.filter((task) => this.targetStates.get(String(task.address))?.state === 'healthy');
    this.watched = {
      mostAlive: Math.max(this.watched.mostAlive, alive.length), fewestHealthy: Math.min(this.watched.fewestHealthy, healthy.length),
    };
  }

  private moveContainers(): void {
    for (const task of this.store.tasks.filter((candidate) => candidate.desiredStatus === 'RUNNING' && candidate.lastStatus === 'RUNNING')) {
      const behaviour = this.behaviourOf(this.store.taskDefinition(task.taskDefinitionArn));
      const age = this.clock.now() - Number(task.startedAt) * 1000;
      if (behaviour.exitsAfterMs !== undefined && age >= behaviour.exitsAfterMs) {
        task.containers[0].exitCode = 1;
        this.stop(task, { code: 'EssentialContainerExited', reason: 'Essential container in task exited', failed: true });
      }
      const target = this.targetStates.get(String(task.address));
      if (target && age >= 2000) {
        target.state = behaviour.unhealthy ? 'unhealthy' : 'healthy';
      }
    }
  }

  private behaviourOf(definition: TaskDefinitionRecord): Behaviour {
    return this.behaviours[definition.containerDefinitions[0].image] ?? {};
  }
}

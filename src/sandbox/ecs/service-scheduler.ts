import { breakerTrips, restartDelay } from './circuit-breaker';
import { Clock } from './clock';
import { addEvent, completeDeployment, currentServiceDeployment, obeyStopRequest, primaryOf, revisionOf, tripBreaker } from './deployment-life';
import { EcsStore } from './ecs-store';
import { DeploymentRecord, ServiceRecord, TaskDefinitionRecord, TaskRecord } from './model';
import { ecsArn, newTaskId, Place } from './names';
import { planRollingStep } from './rolling-plan';
import { TaskControl } from './task-runner';
import { judgeTask } from './task-verdict';
import { TargetGroups } from '../load-balancing/target-groups';

const SCALING = 'Scaling activity initiated by';

/** What the scheduler stands on. */
export interface SchedulerOptions {
  readonly store: EcsStore;
  readonly tasks: TaskControl;
  readonly targets: TargetGroups;
  readonly clock: Clock;
  readonly place: Place;
  /** How long a task must stay healthy before it counts. */
  readonly stabilityWindowMs: number;
  log(line: string): void;
}

/** Brings every service's tasks towards what the service asks for, one step a tick. */
export class ServiceScheduler {
  constructor(private readonly options: SchedulerOptions) {}

  /** One step for every service. */
  tick(): void {
    for (const service of this.options.store.services.filter((candidate) => candidate.status !== 'INACTIVE')) {
      this.tickService(service);
    }
    this.options.store.forgetOldTasks(this.seconds());
  }

  private tickService(service: ServiceRecord): void {
    const alive = this.aliveTasks(service);
    alive.forEach((task) => this.judge(service, task));
    this.countFailures(service);
    this.resetAfterSteadyTask(service);
    obeyStopRequest(service, this.seconds());
    const primary = primaryOf(service);
    if (primary.rolloutState === 'IN_PROGRESS' && breakerTrips(service.deploymentConfiguration, primary.failedTasks, service.desiredCount)) {
      tripBreaker(service, this.seconds());
    }
    this.roll(service);
    this.finish(service);
  }

  private judge(service: ServiceRecord, task: TaskRecord): void {
    if (task.lastStatus === 'RUNNING') {
      this.register(service, task);
    }
    const verdict = judgeTask(task, service, this.options.targets, this.options.clock.now());
    if (verdict.health === 'healthy') {
      task.healthySince ??= this.options.clock.now();
    } else if (verdict.health === 'unhealthy') {
      if (verdict.event) {
        addEvent(service, this.seconds(), verdict.event.replace(`(service ${service.serviceName})`, ''));
      }
      task.healthySince = undefined;
      this.stop(service, task, String(verdict.reason), true);
    }
  }

  private countFailures(service: ServiceRecord): void {
    for (const task of this.options.store.tasksOf(service).filter((candidate) => candidate.failed && !candidate.counted)) {
      task.counted = true;
      void this.deregister(service, task);
      const deployment = service.deployments.find((candidate) => candidate.id === task.deploymentId);
      if (deployment) {
        deployment.failedTasks += deployment.rolloutState === 'COMPLETED' ? 0 : 1;
        deployment.notBefore = this.options.clock.now() + restartDelay(Math.max(1, deployment.failedTasks));
        this.noteFailureCount(service, deployment);
      }
      this.options.log(`ecs: ${service.serviceName}: task ${task.id} failed: ${task.stoppedReason}`);
    }
  }

  /** Documented: once a task of the deployment is healthy the count of failures starts anew. */
  private resetAfterSteadyTask(service: ServiceRecord): void {
    const primary = primaryOf(service);
    if (primary.failedTasks > 0 && this.aliveTasks(service).some((task) => task.deploymentId === primary.id && this.isSteady(task))) {
      primary.failedTasks = 0;
      this.noteFailureCount(service, primary);
    }
  }

  private noteFailureCount(service: ServiceRecord, deployment: DeploymentRecord): void {
    const underWay = currentServiceDeployment(service);
    if (underWay?.deploymentId === deployment.id && !underWay.rollback) {
      underWay.circuitBreaker.failureCount = deployment.failedTasks;
    }
  }

  private roll(service: ServiceRecord): void {
    const primary = primaryOf(service);
    const alive = this.aliveTasks(service);
    const mine = alive.filter((task) => task.deploymentId === primary.id);
    const others = alive.filter((task) => task.deploymentId !== primary.id);
    const healthy = others.filter((task) => task.healthySince !== undefined);
    const plan = planRollingStep({
      desiredCount: service.desiredCount,
      minimumHealthyPercent: service.deploymentConfiguration.minimumHealthyPercent ?? 100,
      maximumPercent: service.deploymentConfiguration.maximumPercent ?? 200,
      newAlive: mine.length,
      newSteady: mine.filter((task) => this.isSteady(task)).length,
      oldHealthy: healthy.length,
      oldUnhealthy: others.length - healthy.length,
    });
    const reason = `${SCALING} (deployment ${primary.id})`;
    mine.sort(leastUsefulFirst).slice(0, plan.stopNew).forEach((task) => this.stop(service, task, reason));
    if (primary.rolloutState === 'FAILED' && service.desiredCount > 0) {
      // A failed deployment launches no new tasks, and what serves keeps serving.
      return;
    }
    others.filter((task) => task.healthySince === undefined).forEach((task) => this.stop(service, task, reason));
    healthy.sort((a, b) => this.stopOrder(service, a) - this.stopOrder(service, b))
      .slice(0, plan.stopOldHealthy).forEach((task) => this.stop(service, task, reason));
    this.start(service, primary, plan.start);
  }

  /** Tasks of a failed deployment go first. */
  private stopOrder(service: ServiceRecord, task: TaskRecord): number {
    return service.deployments.find((candidate) => candidate.id === task.deploymentId)?.rolloutState === 'FAILED' ? 0 : 1;
  }

  private start(service: ServiceRecord, deployment: DeploymentRecord, count: number): void {
    if (count === 0 || this.options.clock.now() < (deployment.notBefore ?? 0)) {
      return;
    }
    const { store, tasks } = this.options;
    const definition = store.taskDefinition(deployment.taskDefinition);
    const started = Array.from({ length: count }, () => this.newTask(service, deployment, definition));
    store.tasks.push(...started);
    addEvent(service, this.seconds(), ` has started ${count} tasks: ${started.map((task) => `(task ${task.id})`).join(' ')}.`);
    started.forEach((task) => tasks.launch(task, definition, revisionOf(service, deployment.serviceRevisionArn)));
  }

  private newTask(service: ServiceRecord, deployment: DeploymentRecord, definition: TaskDefinitionRecord): TaskRecord {
    const id = newTaskId();
    const cluster = service.clusterArn.slice(service.clusterArn.lastIndexOf('/') + 1);
    return {
      id,
      taskArn: ecsArn(this.options.place, `task/${cluster}/${id}`),
      clusterArn: service.clusterArn,
      serviceArn: service.serviceArn,
      serviceName: service.serviceName,
      deploymentId: deployment.id,
      taskDefinitionArn: definition.taskDefinitionArn,
      createdAt: this.seconds(),
      desiredStatus: 'RUNNING',
      lastStatus: 'PROVISIONING',
      tags: service.extras.propagateTags === 'SERVICE' ? service.tags : [],
      volumes: ((definition.volumes as Array<{ name: string }> | undefined) ?? []).map((volume) => volume.name),
      containers: definition.containerDefinitions.map((container) => ({
        name: container.name,
        image: container.image,
        essential: container.essential !== false,
        checked: container.healthCheck !== undefined && container.healthCheck.command[0] !== 'NONE',
        lastStatus: 'PENDING',
        healthStatus: 'UNKNOWN',
      })),
    };
  }

  private finish(service: ServiceRecord): void {
    const primary = primaryOf(service);
    const alive = this.aliveTasks(service);
    const unstopped = this.options.store.tasksOf(service).filter((task) => task.lastStatus !== 'STOPPED');
    service.deployments = service.deployments.filter((deployment) => (
      deployment === primary || unstopped.some((task) => task.deploymentId === deployment.id)));
    if (service.status === 'DRAINING') {
      service.status = unstopped.length === 0 ? 'INACTIVE' : 'DRAINING';
      return;
    }
    const steady = alive.filter((task) => task.deploymentId === primary.id && this.isSteady(task)).length;
    if (primary.rolloutState === 'IN_PROGRESS' && service.deployments.length === 1 && alive.length === service.desiredCount
      && steady === service.desiredCount) {
      completeDeployment(service, this.seconds());
    }
  }

  private register(service: ServiceRecord, task: TaskRecord): void {
    for (const { targetGroupArn, containerPort } of service.settings.loadBalancers) {
      const endpoint = { host: '127.0.0.1', port: task.loopbackPorts?.[String(containerPort)] ?? containerPort };
      if (this.options.targets.register(targetGroupArn, { id: String(task.address), port: containerPort }, endpoint)) {
        addEvent(service, this.seconds(), ` registered 1 targets in (target-group ${targetGroupArn})`);
      }
    }
  }

  /** Out of every target group at once; ends when each has let the requests in flight finish. */
  private async deregister(service: ServiceRecord, task: TaskRecord): Promise<void> {
    await Promise.all(service.settings.loadBalancers.map(({ targetGroupArn, containerPort }) => (
      this.options.targets.deregister(targetGroupArn, { id: String(task.address), port: containerPort }))));
  }

  private stop(service: ServiceRecord, task: TaskRecord, reason: string, failed: boolean = false): void {
    const drained = service.settings.loadBalancers.length > 0 ? this.deregister(service, task) : undefined;
    addEvent(service, this.seconds(), ` has stopped 1 running tasks: (task ${task.id}).`);
    this.options.tasks.stop(task, { code: 'ServiceSchedulerInitiated', reason, failed, drained });
  }

  private isSteady(task: TaskRecord): boolean {
    return task.healthySince !== undefined && this.options.clock.now() - task.healthySince >= this.options.stabilityWindowMs;
  }

  private aliveTasks(service: ServiceRecord): TaskRecord[] {
    return this.options.store.tasksOf(service).filter((task) => task.desiredStatus === 'RUNNING');
  }

  private seconds(): number {
    return this.options.clock.now() / 1000;
  }
}

function leastUsefulFirst(a: TaskRecord, b: TaskRecord): number {
  return (b.healthySince ?? Infinity) - (a.healthySince ?? Infinity) || b.createdAt - a.createdAt;
}

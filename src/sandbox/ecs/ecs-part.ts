import { Operation, SandboxService } from '../aws-json';
import { TargetGroups } from '../load-balancing/target-groups';
import { SandboxContext, SandboxPart } from '../part';
import { sandboxId } from '../sandbox-label';
import { SYSTEM_CLOCK } from './clock';
import { ContainerHealthChecks } from './container-health-checks';
import { ContainerRuntime } from './container-runtime';
import { DockerRuntime } from './docker-runtime';
import { ClusterProvisioner, ServiceProvisioner, TaskDefinitionProvisioner } from './ecs-provisioner';
import { EcsStore } from './ecs-store';
import { EcrImageResolver } from './image-resolver';
import { ServiceRecord, TaskDefinitionRecord, TaskRecord } from './model';
import { clusterOperations, serviceOperations, tagOperations, taskDefinitionOperations, taskOperations } from './operations';
import { serviceDeploymentOperations } from './service-deployment-operations';
import { ServiceScheduler } from './service-scheduler';
import { ServicesContext } from './services';
import { TaskRunner } from './task-runner';

/** How quick the sandbox's ECS is. */
export interface EcsOptions {
  /**
   * How long a task must stay healthy before it counts.
   *
   * @default 10000
   */
  readonly stabilityWindowMs?: number;
  /**
   * The longest time that a container gets to end by itself, whatever the task definition says.
   *
   * @default 10
   */
  readonly maximumStopSeconds?: number;
  /**
   * How long a service may take to become steady before the stack operation fails.
   *
   * @default 840000
   */
  readonly stabilizationTimeoutMs?: number;
  /**
   * Time between two looks at the containers.
   *
   * @default 500
   */
  readonly tickMs?: number;
  /**
   * @default - the Docker engine of the sandbox
   */
  readonly runtime?: ContainerRuntime;
}

/** The sandbox's ECS: its API on the records, and a scheduler that makes the containers follow. */
export function createEcsPart(context: SandboxContext, targets: TargetGroups, options: EcsOptions = {}): SandboxPart {
  const store = new EcsStore(context.state);
  const services: ServicesContext = {
    store, targets, place: context, now: () => SYSTEM_CLOCK.now() / 1000, log: (line) => context.log(line),
  };
  const loop = new EcsLoop(context, store, targets, options);
  return {
    name: 'ecs',
    services: [ecsService(services)],
    provisioners: [
      new ClusterProvisioner(services),
      new TaskDefinitionProvisioner(services),
      new ServiceProvisioner({
        services,
        clock: SYSTEM_CLOCK,
        stabilizationTimeoutMs: options.stabilizationTimeoutMs ?? 840_000,
        lastFailure: (service) => lastFailure(store, service),
      }),
    ],
    start: async () => loop.start(),
    stop: async () => loop.stop(),
    status: () => ({
      services: store.services.filter((service) => service.status !== 'INACTIVE').map((service) => ({
        name: service.serviceName,
        desired: service.desiredCount,
        running: store.tasksOf(service).filter((task) => task.lastStatus === 'RUNNING').length,
        taskDefinition: service.taskDefinition,
        rollout: service.deployments[0]?.rolloutState,
      })),
    }),
  };
}

/** The API; every answered call is kept in the state. */
export function ecsService(context: ServicesContext): SandboxService {
  const operations = {
    ...clusterOperations(context),
    ...taskDefinitionOperations(context),
    ...serviceOperations(context),
    ...taskOperations(context),
    ...serviceDeploymentOperations(context.store),
    ...tagOperations(context),
  };
  const kept = Object.entries(operations).map(([name, operation]): [string, Operation] => [name, async (input, caller) => {
    const answer = await operation(input, caller);
    context.store.save();
    return answer;
  }]);
  return { name: 'ecs', targetPrefix: 'AmazonEC2ContainerServiceV20141113', operations: Object.fromEntries(kept) };
}

/** Why the last failed task of a service ended, in one line. */
function lastFailure(store: EcsStore, service: ServiceRecord): string {
  const failed = store.tasksOf(service).filter((task) => task.failed).at(-1);
  const exit = failed?.containers.find((container) => container.exitCode !== undefined);
  return failed ? `Last stopped task ${failed.id}: ${failed.stoppedReason}${exit ? `, container ${exit.name} exit code ${exit.exitCode}` : ''}` : '';
}

/** The loop that looks at the containers and lets the scheduler act. */
class EcsLoop {
  private readonly runner: TaskRunner;
  private readonly checks: ContainerHealthChecks;
  private readonly scheduler: ServiceScheduler;
  private running = false;
  private ended: Promise<void> = Promise.resolve();

  constructor(
    private readonly context: SandboxContext, private readonly store: EcsStore, targets: TargetGroups, private readonly options: EcsOptions,
  ) {
    const runtime = options.runtime ?? new DockerRuntime(context.dockerHost ?? '');
    const log = (line: string) => context.log(line);
    this.runner = new TaskRunner({
      runtime,
      emulator: context.emulator,
      images: new EcrImageResolver(context.emulator),
      clock: SYSTEM_CLOCK,
      sandboxId: sandboxId(context.state.folder),
      stateFolder: context.state.folder,
      region: context.region,
      registryHost: new URL(context.emulatorUrl).host,
      maximumStopSeconds: options.maximumStopSeconds ?? 10,
      log,
    });
    this.checks = new ContainerHealthChecks(runtime, SYSTEM_CLOCK);
    this.scheduler = new ServiceScheduler({
      store,
      targets,
      log,
      tasks: this.runner,
      clock: SYSTEM_CLOCK,
      place: context,
      stabilityWindowMs: options.stabilityWindowMs ?? 10_000,
    });
  }

  async start(): Promise<void> {
    if (this.context.dockerHost === undefined && this.options.runtime === undefined) {
      this.context.log('ecs: there is no container engine, so services stay without tasks');
      return;
    }
    await this.runner.adopt(this.store.tasks, (task) => this.definitionOf(task));
    this.running = true;
    this.ended = this.loop();
  }

  async stop(): Promise<void> {
    if (this.running) {
      this.running = false;
      await this.ended;
      await this.runner.shutdown(this.store.tasks);
    }
    this.store.save();
  }

  private async loop(): Promise<void> {
    while (this.running) {
      try {
        await this.runner.poll(this.store.tasks);
        this.checks.tick(this.store.tasks, (task) => this.definitionOf(task));
        this.scheduler.tick();
        this.store.save();
      } catch (error) {
        this.context.log(`ecs: ${(error as Error).stack ?? String(error)}`);
      }
      await SYSTEM_CLOCK.sleep(this.options.tickMs ?? 500);
    }
  }

  private definitionOf(task: TaskRecord): TaskDefinitionRecord {
    return this.store.taskDefinition(task.taskDefinitionArn);
  }
}

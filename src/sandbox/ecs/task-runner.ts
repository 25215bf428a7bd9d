import { Credentials, EmulatorClient } from '../emulator-client';
import { Clock } from './clock';
import { containerEnvironment } from './container-environment';
import { ContainerRuntime, ContainerState } from './container-runtime';
import { ImageResolver } from './image-resolver';
import { LogForwarder, logTarget, openLogStream } from './log-forwarder';
import { ContainerDefinition, ContainerRecord, ServiceRevisionRecord, TaskDefinitionRecord, TaskRecord } from './model';
import { containerSpec, engineImage, ignoredFields, startOrder, TASK_LABEL, volumeName } from './task-spec';
import { SANDBOX_LABEL } from '../sandbox-label';

const LOG_GRACE_MS = 5000;

/** Why a task ends. */
export interface StopCause {
  /** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html#ECS-Type-Task-stopCode */
  readonly code: 'TaskFailedToStart' | 'EssentialContainerExited' | 'UserInitiated' | 'ServiceSchedulerInitiated';
  readonly reason: string;
  /** Counts against the deployment. */
  readonly failed?: boolean;
  /** When the load balancers have let go of the task; it is told to stop only then. @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/load-balancer-connection-draining.html */
  readonly drained?: Promise<void>;
}

/** What the scheduler asks of the one who runs tasks. Both go on in the background and write into the task's record. */
export interface TaskControl {
  launch(task: TaskRecord, definition: TaskDefinitionRecord, revision: ServiceRevisionRecord): void;
  stop(task: TaskRecord, cause: StopCause): void;
}

/** What the runner stands on. */
export interface TaskRunnerOptions {
  readonly runtime: ContainerRuntime;
  readonly emulator: EmulatorClient;
  readonly images: ImageResolver;
  readonly clock: Clock;
  /** Short and unlike that of another sandbox; in the names of the containers. */
  readonly sandboxId: string;
  readonly stateFolder: string;
  readonly region: string;
  /** HOST:PORT of the registry. */
  readonly registryHost: string;
  /** The longest time a container gets to end by itself. */
  readonly maximumStopSeconds: number;
  log(line: string): void;
}

/** Runs tasks as containers of an engine. */
export class TaskRunner implements TaskControl {
  private readonly launching = new Map<string, Promise<void>>();
  private readonly stopping = new Map<string, Promise<void>>();
  private readonly resolving = new Map<string, Promise<void>>();
  private readonly forwarders = new Map<string, LogForwarder>();
  private readonly toldIgnored = new Set<string>();

  constructor(private readonly options: TaskRunnerOptions) {}

  launch(task: TaskRecord, definition: TaskDefinitionRecord, revision: ServiceRevisionRecord): void {
    this.tellIgnored(definition);
    const launched = this.startTask(task, definition, revision).catch((error: Error) => {
      this.stop(task, { code: 'TaskFailedToStart', reason: error.message, failed: true });
    }).finally(() => this.launching.delete(task.id));
    this.launching.set(task.id, launched);
  }

  stop(task: TaskRecord, cause: StopCause): void {
    if (task.desiredStatus === 'STOPPED') {
      return;
    }
    task.desiredStatus = 'STOPPED';
    task.stopCode = cause.code;
    task.stoppedReason = cause.reason;
    task.failed = cause.failed;
    task.stoppingAt = this.seconds();
    task.lastStatus = cause.drained ? 'DEACTIVATING' : 'STOPPING';
    const stopped = this.tearDown(task, cause.drained).catch((error: Error) => {
      this.options.log(`ecs: task ${task.id} did not stop cleanly: ${error.message}`);
    }).finally(() => this.stopping.delete(task.id));
    this.stopping.set(task.id, stopped);
  }

  /** Looks which containers have ended; a task without its essential container ends too. */
  async poll(tasks: TaskRecord[]): Promise<void> {
    const running = tasks.filter((task) => task.desiredStatus === 'RUNNING' && task.lastStatus === 'RUNNING');
    const states = await this.options.runtime.inspect(running.flatMap((task) => runtimeIds(task)));
    for (const task of running.filter((candidate) => candidate.desiredStatus === 'RUNNING')) {
      for (const container of task.containers) {
        noteExit(container, states.get(String(container.runtimeId)));
      }
      if (task.containers.some((container) => container.essential && container.lastStatus === 'STOPPED')) {
        this.stop(task, { code: 'EssentialContainerExited', reason: 'Essential container in task exited', failed: true });
      }
    }
  }

  /** Takes up the tasks of an earlier process of the sandbox: those that still run go on, the others end without counting as failed. */
  async adopt(tasks: TaskRecord[], definitionOf: (task: TaskRecord) => TaskDefinitionRecord): Promise<void> {
    const alive = tasks.filter((task) => task.lastStatus !== 'STOPPED');
    const states = await this.options.runtime.inspect(alive.flatMap((task) => runtimeIds(task)));
    for (const task of alive) {
      const complete = task.containers.every((container) => states.get(String(container.runtimeId))?.running);
      if (complete && task.desiredStatus === 'RUNNING') {
        this.noteAddress(task, states.get(String(networkOwner(task, definitionOf(task)).runtimeId)));
        const credentials = await this.credentials(definitionOf(task), task);
        this.followLogs(task, definitionOf(task), credentials);
      } else {
        task.desiredStatus = 'RUNNING';
        this.stop(task, { code: 'ServiceSchedulerInitiated', reason: 'The sandbox was stopped while the task ran' });
      }
    }
    await this.removeStrangers(tasks);
  }

  /** Stops following and removes every container of this sandbox. */
  async shutdown(tasks: TaskRecord[]): Promise<void> {
    this.forwarders.forEach((forwarder) => forwarder.close());
    this.forwarders.clear();
    await Promise.all(this.launching.values());
    const ids = await this.options.runtime.list(`${SANDBOX_LABEL}=${this.options.stateFolder}`, TASK_LABEL);
    await Promise.all(ids.map(async (id) => this.options.runtime.remove(id)));
    await Promise.all(this.stopping.values());
    await Promise.all(tasks.filter((task) => task.lastStatus !== 'STOPPED').map(async (task) => this.removeVolumes(task)));
    this.options.log(`ecs: removed ${ids.length} containers of ${tasks.length} tasks`);
  }

  private async startTask(task: TaskRecord, definition: TaskDefinitionRecord, revision: ServiceRevisionRecord): Promise<void> {
    task.lastStatus = 'PENDING';
    const credentials = await this.credentials(definition, task);
    await this.resolveImages(revision, definition, credentials);
    await this.pullImages(task, definition, revision);
    for (const container of startOrder(definition.containerDefinitions)) {
      await this.startContainer(task, definition, container, revision, credentials);
    }
    const states = await this.options.runtime.inspect(runtimeIds(task));
    this.noteAddress(task, states.get(String(networkOwner(task, definition).runtimeId)));
    this.followLogs(task, definition, credentials);
    if (task.desiredStatus === 'RUNNING') {
      task.lastStatus = 'RUNNING';
      task.startedAt = this.seconds();
    }
  }

  /** A tag is resolved once for a revision; all its tasks run the same image even when the tag moves. */
  private async resolveImages(
    revision: ServiceRevisionRecord, definition: TaskDefinitionRecord, credentials: Credentials | undefined,
  ): Promise<void> {
    const key = revision.serviceRevisionArn;
    const resolving = this.resolving.get(key) ?? (async () => {
      const resolved = await Promise.all(definition.containerDefinitions.map(async ({ name, image }) => {
        const known = revision.containerImages.find((entry) => entry.containerName === name)?.imageDigest;
        return { containerName: name, image, imageDigest: known ?? await this.options.images.resolve(image, credentials) };
      }));
      revision.containerImages = resolved;
    })().finally(() => this.resolving.delete(key));
    this.resolving.set(key, resolving);
    await resolving;
  }

  private async pullImages(task: TaskRecord, definition: TaskDefinitionRecord, revision: ServiceRevisionRecord): Promise<void> {
    task.pullStartedAt = this.seconds();
    for (const container of definition.containerDefinitions) {
      const digest = digestOf(revision, container.name);
      const image = engineImage(container.image, digest, this.options.registryHost);
      await this.options.runtime.pull(image).catch((error: Error) => {
        throw new Error(`CannotPullContainerError: pull of ${container.image} failed: ${error.message}`);
      });
      containerOf(task, container.name).imageDigest = digest;
    }
    task.pullStoppedAt = this.seconds();
  }

  private async startContainer(
    task: TaskRecord, definition: TaskDefinitionRecord, container: ContainerDefinition, revision: ServiceRevisionRecord, credentials?: Credentials,
  ): Promise<void> {
    const { runtime, emulator, sandboxId, stateFolder, registryHost, region } = this.options;
    const environment = await containerEnvironment(container, emulator, region, credentials);
    const target = logTarget(container, task.id);
    if (target) {
      await openLogStream(target, emulator, credentials);
    }
    const record = containerOf(task, container.name);
    record.runtimeId = await runtime.start(containerSpec({
      sandboxId,
      stateFolder,
      registryHost,
      task,
      definition,
      container,
      environment,
      digest: digestOf(revision, container.name),
      networkOf: task.containers.find((candidate) => candidate.runtimeId)?.runtimeId,
    })).catch((error: Error) => {
      record.reason = `CannotStartContainerError: ${error.message}`;
      throw new Error(record.reason);
    });
    record.lastStatus = 'RUNNING';
  }

  private followLogs(task: TaskRecord, definition: TaskDefinitionRecord, credentials: Credentials | undefined): void {
    for (const container of definition.containerDefinitions) {
      const target = logTarget(container, task.id);
      const record = containerOf(task, container.name);
      if (target && record.runtimeId) {
        const { runtime, emulator } = this.options;
        this.forwarders.set(record.runtimeId, new LogForwarder({
          runtime, emulator, credentials, container: record, target, log: (line) => this.options.log(line),
        }));
      }
    }
  }

  private async tearDown(task: TaskRecord, drained?: Promise<void>): Promise<void> {
    await this.launching.get(task.id);
    await drained;
    task.lastStatus = 'STOPPING';
    const { runtime, maximumStopSeconds } = this.options;
    const ids = runtimeIds(task);
    await Promise.all(ids.map(async (id) => runtime.stop(id, maximumStopSeconds)));
    const states = await runtime.inspect(ids);
    task.containers.forEach((container) => noteExit(container, states.get(String(container.runtimeId))));
    await Promise.race([Promise.all(ids.map(async (id) => this.forwarders.get(id)?.done)), this.options.clock.sleep(LOG_GRACE_MS)]);
    await this.removeContainers(task, ids);
    task.lastStatus = 'STOPPED';
    task.stoppedAt = this.seconds();
  }

  private async removeContainers(task: TaskRecord, ids: string[]): Promise<void> {
    for (const id of ids) {
      this.forwarders.get(id)?.close();
      this.forwarders.delete(id);
      await this.options.runtime.remove(id);
    }
    await this.removeVolumes(task);
  }

  private async removeVolumes(task: TaskRecord): Promise<void> {
    for (const volume of task.volumes ?? []) {
      await this.options.runtime.removeVolume(volumeName(this.options.sandboxId, task, volume));
    }
  }

  private async removeStrangers(tasks: TaskRecord[]): Promise<void> {
    const known = new Set(tasks.flatMap((task) => runtimeIds(task)));
    const ids = await this.options.runtime.list(`${SANDBOX_LABEL}=${this.options.stateFolder}`, TASK_LABEL);
    await Promise.all(ids.filter((id) => !known.has(id)).map(async (id) => this.options.runtime.remove(id)));
  }

  private async credentials(definition: TaskDefinitionRecord, task: TaskRecord): Promise<Credentials | undefined> {
    const role = definition.executionRoleArn;
    return role === undefined ? undefined : this.options.emulator.assumeRole(role, `ecs-${task.id}`, { taskId: task.id }).catch((error: Error) => {
      throw new Error(`ECS was unable to assume the role '${role}' that was provided for this task: ${error.message}`);
    });
  }

  private noteAddress(task: TaskRecord, state: ContainerState | undefined): void {
    task.address = state?.address ?? task.address;
    task.loopbackPorts = state?.loopbackPorts ?? task.loopbackPorts;
  }

  private tellIgnored(definition: TaskDefinitionRecord): void {
    const ignored = ignoredFields(definition);
    if (ignored.length > 0 && !this.toldIgnored.has(definition.taskDefinitionArn)) {
      this.toldIgnored.add(definition.taskDefinitionArn);
      this.options.log(`ecs: ${definition.family}:${definition.revision}: the sandbox ignores ${ignored.join(', ')}`);
    }
  }

  private seconds(): number {
    return this.options.clock.now() / 1000;
  }
}

function runtimeIds(task: TaskRecord): string[] {
  return task.containers.flatMap((container) => (container.runtimeId ? [container.runtimeId] : []));
}

function networkOwner(task: TaskRecord, definition: TaskDefinitionRecord): ContainerRecord {
  return containerOf(task, startOrder(definition.containerDefinitions)[0].name);
}

function containerOf(task: TaskRecord, name: string): ContainerRecord {
  const found = task.containers.find((container) => container.name === name);
  if (!found) {
    throw new Error(`task ${task.id} has no container ${JSON.stringify(name)}`);
  }
  return found;
}

function digestOf(revision: ServiceRevisionRecord, name: string): string | undefined {
  return revision.containerImages.find((entry) => entry.containerName === name)?.imageDigest;
}

function noteExit(container: ContainerRecord, state: ContainerState | undefined): void {
  if (container.lastStatus === 'STOPPED' || state?.running) {
    return;
  }
  container.lastStatus = 'STOPPED';
  container.exitCode = state?.exitCode;
  if (state?.outOfMemory) {
    container.reason = 'OutOfMemoryError: Container killed due to memory usage';
  }
}

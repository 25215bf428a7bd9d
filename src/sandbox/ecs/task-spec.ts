import { ContainerSpec } from './container-runtime';
import { localImage, tryParseEcrImage } from './image-reference';
import { ContainerDefinition, TaskDefinitionRecord, TaskRecord } from './model';
import { SANDBOX_LABEL } from '../sandbox-label';

/** The label with the ARN of a container's task. */
export const TASK_LABEL = 'com.amazonaws.ecs.task-arn';

/** What a container of a task is made from. */
export interface SpecInput {
  readonly sandboxId: string;
  readonly stateFolder: string;
  readonly registryHost: string;
  readonly task: TaskRecord;
  readonly definition: TaskDefinitionRecord;
  readonly container: ContainerDefinition;
  readonly digest?: string;
  readonly environment: Record<string, string>;
  /** Id of the container that holds the task's network; absent for the first one. */
  readonly networkOf?: string;
}

/** The container as the engine shall start it. */
export function containerSpec(input: SpecInput): ContainerSpec {
  const { container, task } = input;
  return {
    name: `cicd-${input.sandboxId}-${task.id.slice(0, 12)}-${container.name}`,
    image: engineImage(container.image, input.digest, input.registryHost),
    labels: { ...container.dockerLabels, [SANDBOX_LABEL]: input.stateFolder, [TASK_LABEL]: task.taskArn },
    environment: input.environment,
    command: container.command,
    entryPoint: container.entryPoint,
    user: container.user,
    workingDirectory: container.workingDirectory,
    readonlyRootFilesystem: container.readonlyRootFilesystem === true,
    init: (container.linuxParameters as { initProcessEnabled?: boolean } | undefined)?.initProcessEnabled === true,
    ports: publishedPorts(input.definition),
    mounts: (container.mountPoints ?? []).map((mount) => ({
      volume: volumeName(input.sandboxId, task, mount.sourceVolume), path: mount.containerPath, readOnly: mount.readOnly === true,
    })),
    networkOf: input.networkOf,
  };
}

/** The name under which the engine pulls an image. */
export function engineImage(image: string, digest: string | undefined, registryHost: string): string {
  const parsed = tryParseEcrImage(image);
  return parsed && digest ? localImage(parsed, digest, registryHost) : image;
}

/** The engine's volume for a volume of a task. */
export function volumeName(sandboxId: string, task: TaskRecord, volume: string): string {
  return `cicd-${sandboxId}-${task.id.slice(0, 12)}-${volume}`;
}

/** The containers of a task in an order in which each comes after those that it depends on. */
export function startOrder(containers: ContainerDefinition[]): ContainerDefinition[] {
  const ordered: ContainerDefinition[] = [];
  const visit = (container: ContainerDefinition, path: string[]): void => {
    if (ordered.includes(container) || path.includes(container.name)) {
      return;
    }
    for (const { containerName } of container.dependsOn ?? []) {
      const needed = containers.find((candidate) => candidate.name === containerName);
      if (needed) {
        visit(needed, [...path, container.name]);
      }
    }
    ordered.push(container);
  };
  containers.forEach((container) => visit(container, []));
  return ordered;
}

/** All containers share one network, so the first one publishes the ports of all. */
function publishedPorts(definition: TaskDefinitionRecord): number[] {
  const mappings = definition.containerDefinitions.flatMap((container) => container.portMappings ?? []);
  return [...new Set(mappings.map((mapping) => Number(mapping.containerPort)))];
}

/** Fields of a container definition that the sandbox keeps but does not act on. */
export function ignoredFields(definition: TaskDefinitionRecord): string[] {
  const names = ['ulimits', 'systemControls', 'firelensConfiguration', 'resourceRequirements', 'repositoryCredentials', 'extraHosts', 'volumesFrom', 'environmentFiles', 'restartPolicy'];
  const ignored = definition.containerDefinitions.flatMap((container) => names.filter((name) => isFilled(container[name])));
  const linux = definition.containerDefinitions.some((container) => (
    Object.keys((container.linuxParameters as object | undefined) ?? {}).some((name) => name !== 'initProcessEnabled')));
  const conditions = definition.containerDefinitions.some((container) => container.dependsOn?.some((entry) => entry.condition !== 'START'));
  return [...new Set([...ignored, ...(linux ? ['linuxParameters'] : []), ...(conditions ? ['dependsOn conditions other than START'] : [])])];
}

function isFilled(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined;
}

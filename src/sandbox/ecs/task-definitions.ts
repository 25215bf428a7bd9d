import { AwsError, JsonObject } from '../aws-json';
import { EcsStore } from './ecs-store';
import { ContainerDefinition, EcsTag, TaskDefinitionRecord } from './model';
import { ecsArn, Place } from './names';

const FAMILY = /^[A-Za-z0-9_-]{1,255}$/;

/** Registers a revision: always a new one, with every field as it came. @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html */
export function registerTaskDefinition(store: EcsStore, place: Place, input: JsonObject, nowSeconds: number): TaskDefinitionRecord {
  const family = input.family;
  if (typeof family !== 'string' || !FAMILY.test(family)) {
    throw new AwsError('ClientException', `Family contains invalid characters or is missing: ${JSON.stringify(family)}.`);
  }
  const containers = validContainers(input.containerDefinitions);
  validateFargate(input);
  const revision = 1 + Math.max(0, ...store.taskDefinitions.filter((known) => known.family === family).map((known) => known.revision));
  const record: TaskDefinitionRecord = {
    volumes: [],
    placementConstraints: [],
    ...input,
    family,
    revision,
    taskDefinitionArn: ecsArn(place, `task-definition/${family}:${revision}`),
    status: 'ACTIVE',
    compatibilities: input.networkMode === 'awsvpc' ? ['EC2', 'FARGATE'] : ['EC2'],
    registeredAt: nowSeconds,
    containerDefinitions: containers,
  };
  store.taskDefinitions.push(record);
  return record;
}

/** The revision as DescribeTaskDefinition gives it; tags stand beside it. */
export function presentTaskDefinition(record: TaskDefinitionRecord): JsonObject {
  const { tags: _tags, ...shown } = record;
  return shown;
}

/** The revision's tags. */
export function taskDefinitionTags(record: TaskDefinitionRecord): EcsTag[] {
  return (record.tags as EcsTag[] | undefined) ?? [];
}

function validContainers(value: unknown): ContainerDefinition[] {
  const containers = Array.isArray(value) ? value as ContainerDefinition[] : [];
  if (containers.length === 0) {
    throw new AwsError('ClientException', 'Container list cannot be empty.');
  }
  for (const container of containers) {
    if (!container.name || !container.image) {
      throw new AwsError('ClientException', 'Container.name and Container.image should not be null or empty.');
    }
  }
  if (new Set(containers.map((container) => container.name)).size !== containers.length) {
    throw new AwsError('ClientException', 'Container names must be unique.');
  }
  return containers.map((container) => ({
    cpu: 0, portMappings: [], essential: true, environment: [], mountPoints: [], volumesFrom: [], systemControls: [], ...container,
  }));
}

function validateFargate(input: JsonObject): void {
  const fargate = Array.isArray(input.requiresCompatibilities) && input.requiresCompatibilities.includes('FARGATE');
  if (fargate && input.networkMode !== 'awsvpc') {
    throw new AwsError('ClientException', 'Fargate only supports network mode ‘awsvpc’.');
  }
  if (fargate && (!input.cpu || !input.memory)) {
    throw new AwsError('ClientException', `Fargate requires task definition to have ${input.cpu ? 'memory' : 'cpu'} at the task level.`);
  }
}

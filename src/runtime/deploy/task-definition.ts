import { ImageDefinition } from './image-definitions';
import { SettingsError } from '../settings-reader';

/** A container of a task definition; fields that the deployer does not look at are kept as they are. */
export interface ContainerDefinition {
  readonly name: string;
  readonly image: string;
  readonly logConfiguration?: { readonly logDriver?: string; readonly options?: Readonly<Record<string, string>> };
  readonly [field: string]: unknown;
}

/** A task definition; fields that the deployer does not look at are kept as they are. */
export interface TaskDefinition {
  readonly family: string;
  readonly containerDefinitions: readonly ContainerDefinition[];
  readonly [field: string]: unknown;
}

/** A tag of an ECS resource. */
export interface Tag {
  readonly key: string;
  readonly value?: string;
}

/** What RegisterTaskDefinition takes. */
export interface RevisionInput extends TaskDefinition {
  readonly tags?: readonly Tag[];
}

/**
 * Fields that DescribeTaskDefinition adds and RegisterTaskDefinition does not take. Everything else is kept,
 * known or not, so that a new field of ECS (as `versionConsistency` once was) is never lost.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskDefinition.html
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
 */
const READ_ONLY: readonly string[] = [
  'taskDefinitionArn', 'revision', 'status', 'requiresAttributes', 'compatibilities', 'registeredAt', 'registeredBy', 'deregisteredAt', 'deleteRequestedAt',
];

/**
 * The revision that follows `current`: the same in every field but the images.
 *
 * Tags of AWS itself (`aws:...`) cannot be set by anyone else and are left out; so is an empty list, which ECS refuses.
 *
 * @throws SettingsError when a container that gets an image does not exist
 */
export function nextRevision(current: TaskDefinition, currentTags: readonly Tag[], images: readonly ImageDefinition[]): RevisionInput {
  refuseUnknownContainers(current, images);
  const tags = currentTags.filter(({ key }) => !key.startsWith('aws:'));
  const kept = Object.fromEntries(Object.entries(current).filter(([field]) => !READ_ONLY.includes(field))) as TaskDefinition;
  return {
    ...kept,
    containerDefinitions: current.containerDefinitions.map((container) => withImage(container, images)),
    ...(tags.length > 0 ? { tags } : {}),
  };
}

/** Whether every named container already has exactly its image. */
export function hasImages(definition: TaskDefinition, images: readonly ImageDefinition[]): boolean {
  const imageOf = (name: string) => definition.containerDefinitions.find((container) => container.name === name)?.image;
  return images.every(({ name, imageUri }) => imageOf(name) === imageUri);
}

function refuseUnknownContainers(current: TaskDefinition, images: readonly ImageDefinition[]): void {
  const names = current.containerDefinitions.map(({ name }) => name);
  const problems = images.filter(({ name }) => !names.includes(name))
    .map(({ name }) => `task definition ${current.family} has no container ${JSON.stringify(name)}: it has ${names.join(', ')}`);
  if (problems.length > 0) { throw new SettingsError(problems); }
}

function withImage(container: ContainerDefinition, images: readonly ImageDefinition[]): ContainerDefinition {
  const image = images.find(({ name }) => name === container.name);
  return image ? { ...container, image: image.imageUri } : container;
}

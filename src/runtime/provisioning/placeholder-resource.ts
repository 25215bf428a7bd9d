import { Properties, ResourceKind, textProperty } from './custom-resource';
import { ImageRegistry, pushUnlessTagged } from './image-push';
import { Architecture, placeholderImage } from './placeholder/placeholder-image';
import { PROGRAMS } from './placeholder/programs';
import { whenAllowed } from './when-allowed';

/** The tag that the service's task definition names. */
const TAG = 'live';

/**
 * `Custom::PlaceholderImage`: lets the service come up before its first image exists.
 *
 * An image that is there is never touched, so nothing of the pipeline's work is undone by an update or a removal.
 */
export class PlaceholderResource implements ResourceKind {
  constructor(private readonly registry: ImageRegistry) {}

  physicalId(properties: Properties): string {
    return `${textProperty(properties, 'RepositoryName')}:${TAG}`;
  }

  async create(properties: Properties, signal: AbortSignal): Promise<string> {
    const repository = textProperty(properties, 'RepositoryName');
    const image = placeholderImage(portOf(properties), architectureOf(properties));
    const pushed = await whenAllowed(() => pushUnlessTagged(this.registry, repository, TAG, image), signal);
    return pushed ? `${repository}:${TAG} is now ${image.digest}` : `${repository}:${TAG} exists and is left as it is`;
  }

  /** Another repository begins without an image too. */
  async update(properties: Properties, oldProperties: Properties, signal: AbortSignal): Promise<string> {
    if (properties.RepositoryName !== oldProperties.RepositoryName) return this.create(properties, signal);
    return `${this.physicalId(properties)} is left as it is`;
  }

  async delete(): Promise<string> {
    return 'images go with their repository';
  }
}

function portOf(properties: Properties): number {
  const text = textProperty(properties, 'Port');
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65535) throw new Error(`'Port' must be 1 to 65535, got ${JSON.stringify(text)}: give the port of the container`);
  return port;
}

function architectureOf(properties: Properties): Architecture {
  const text = textProperty(properties, 'Architecture');
  if (Object.hasOwn(PROGRAMS, text)) return text as Architecture;
  throw new Error(`'Architecture' must be ${Object.keys(PROGRAMS).join(' or ')}, got ${JSON.stringify(text)}: there is no placeholder program for others`);
}

import { Catalogue, Resource } from './catalogue';
import { encryptionOf } from './encryption';
import { render } from './expression';
import { ResourceReport, Retention, Tag } from './model';
import { retentionOf } from './retention';
import { at, isObject, Json } from './template';

/** The construct of a pipeline of ours, with what it is called. */
export interface PipelinePlace {
  readonly name: string;
  /** Below the stack. */
  readonly path: string;
}

/** Every resource of the stack, in the template's order. */
export function resourcesOf(catalogue: Catalogue, places: PipelinePlace[]): ResourceReport[] {
  return catalogue.all.map((resource) => ({
    id: resource.id,
    path: resource.path,
    name: resource.name,
    type: resource.type,
    pipeline: ownerOf(resource, places),
    encryption: encryptionOf(resource),
    retention: whatStays(resource),
    tags: tagsOf(resource.properties.Tags),
  }));
}

function ownerOf({ path }: Resource, places: PipelinePlace[]): string | undefined {
  return places.find((place) => path === place.path || path.startsWith(`${place.path}/`))?.name;
}

const AFTER_DELETION: { readonly [policy: string]: Retention['afterDeletion'] | undefined } = { Retain: 'kept', RetainExceptOnCreate: 'kept', Snapshot: 'snapshot' };

function whatStays(resource: Resource): Retention {
  return { afterDeletion: AFTER_DELETION[resource.deletionPolicy ?? ''] ?? 'removed', content: retentionOf(resource) };
}

/** A list of keys and values, or with some types an object. */
function tagsOf(tags: Json | undefined): Tag[] {
  if (isObject(tags)) return Object.entries(tags).map(([key, value]) => ({ key, value: render(value) }));
  return Array.isArray(tags) ? tags.map((tag) => ({ key: render(at(tag, 'Key')), value: render(at(tag, 'Value')) })) : [];
}

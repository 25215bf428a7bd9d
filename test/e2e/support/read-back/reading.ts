import { ApiReader } from './api-reader';
import { Json } from './json';
import { DeployedResource } from './template-resolver';

/** Asks the service what it has, and answers it under the names that the template uses. */
export type Reading = (api: ApiReader, resource: DeployedResource) => Promise<unknown>;

/** Tags as templates have them, out of a list or a map, however the service spells them. */
export function tagList(tags: unknown): Json[] {
  if (!Array.isArray(tags)) return Object.entries(tags as Json).map(([Key, Value]) => ({ Key, Value }));
  return (tags as Json[]).map((tag) => ({ Key: tag.Key ?? tag.key ?? tag.TagKey, Value: tag.Value ?? tag.value ?? tag.TagValue }));
}

/** A value of a template: anything that JSON can say. */
export type Json = string | number | boolean | null | Json[] | { readonly [name: string]: Json };

export type JsonObject = { readonly [name: string]: Json };

export interface Template {
  readonly Resources?: { readonly [id: string]: TemplateResource };
}

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: JsonObject;
  readonly Metadata?: JsonObject;
  readonly DependsOn?: Json;
  readonly DeletionPolicy?: string;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object, or an empty one: what a template leaves out is no error here. */
export function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

/** A list; one thing is a list of one, as in policies. */
export function listOf(value: Json | undefined): Json[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** Walks down objects: `at(properties, 'Source', 'BuildSpec')`. */
export function at(value: Json | undefined, ...names: string[]): Json | undefined {
  return names.reduce<Json | undefined>((inner, name) => objectOf(inner)[name], value);
}

/** JSON of JSON, as in an environment variable; undefined where it is none. */
export function tryParse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

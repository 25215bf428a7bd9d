import { JsonObject } from './aws-json';

/** How property names and values are carried over. */
export interface CamelCaseOptions {
  /** Properties (as the template spells them) whose own content is the user's and stays as it is, for example `Configuration`. */
  readonly opaque?: string[];
  /** Names that the API does not merely spell with a small first letter, for example `BuildSpec` to `buildspec`. */
  readonly renamed?: Record<string, string>;
}

/** CloudFormation's property names (PascalCase) as the service's API spells them (camelCase), all the way down. */
export function toCamelCase(value: unknown, options: CamelCaseOptions = {}): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => toCamelCase(item, options));
  }
  if (value === null || typeof value !== 'object') {
    return value;
  }
  const entries = Object.entries(value as JsonObject);
  return Object.fromEntries(entries.map(([key, content]) => [camelKey(key, options), camelContent(key, content, options)]));
}

function camelKey(key: string, options: CamelCaseOptions): string {
  return options.renamed?.[key] ?? key.charAt(0).toLowerCase() + key.slice(1);
}

function camelContent(key: string, content: unknown, options: CamelCaseOptions): unknown {
  return options.opaque?.includes(key) ? content : toCamelCase(content, options);
}

/** CloudFormation gives numbers as numbers or as strings. */
export function toNumber(value: unknown, fallback: number): number {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : fallback;
}

/** CloudFormation gives booleans as booleans or as strings. */
export function toBoolean(value: unknown, fallback: boolean): boolean {
  return typeof value === 'boolean' ? value : typeof value === 'string' ? value.toLowerCase() === 'true' : fallback;
}

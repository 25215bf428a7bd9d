import { JsonObject } from '../aws-json';

/** A filter of a version 1 webhook. */
export interface WebhookFilter {
  /** For example `$.ref`. */
  readonly jsonPath: string;
  /** May name a value of the target action's configuration in braces: `refs/heads/{Branch}`. */
  readonly matchEquals?: string;
}

/**
 * Does the payload pass all filters.
 *
 * Of JSONPath the sandbox reads dotted names and list positions (`$.commits[0].id`), which is what GitHub filters use; anything else
 * is an error.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_WebhookFilterRule.html
 */
export function matchesWebhook(payload: JsonObject, filters: WebhookFilter[], configuration: Record<string, string>): boolean {
  return filters.every((filter) => {
    const value = valueAt(payload, filter.jsonPath);
    return value !== undefined && (filter.matchEquals === undefined || String(value) === fillIn(filter.matchEquals, configuration));
  });
}

function fillIn(text: string, configuration: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => configuration[name] ?? whole);
}

function valueAt(payload: JsonObject, jsonPath: string): unknown {
  if (!/^\$(\.[A-Za-z_][\w-]*|\[\d+\])*$/.test(jsonPath)) {
    throw new Error(`the sandbox reads JSON paths of names and positions only, got ${JSON.stringify(jsonPath)}; use for example '$.ref'`);
  }
  const steps = jsonPath.match(/[A-Za-z_][\w-]*|\d+/g) ?? [];
  return steps.reduce<unknown>((value, step) => (value !== null && typeof value === 'object' ? (value as JsonObject)[step] : undefined), payload);
}

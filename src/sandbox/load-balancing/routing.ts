import { LoadBalancingStore } from './load-balancing-store';
import { ActionRecord, ConditionRecord, ListenerRecord } from './model';

/** What a rule looks at. */
export interface RequestFacts {
  readonly host: string;
  /** Path without the query. */
  readonly path: string;
  readonly query: string;
  readonly method: string;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly sourceAddress: string;
}

/** The action for a request: that of the first rule all of whose conditions hold, or the listener's own. */
export function routeRequest(store: LoadBalancingStore, listener: ListenerRecord, facts: RequestFacts): ActionRecord | undefined {
  const rule = store.rulesOf(listener.ListenerArn).find((candidate) => candidate.Conditions.every((condition) => holds(condition, facts)));
  const actions = rule?.Actions ?? listener.DefaultActions;
  // Authentication actions come before the one that answers.
  return actions.find((action) => ['forward', 'redirect', 'fixed-response'].includes(action.Type));
}

/** Whether a condition holds; one that the sandbox does not know never does. @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html#rule-condition-types */
export function holds(condition: ConditionRecord, facts: RequestFacts): boolean {
  const values = valuesOf(condition);
  switch (condition.Field) {
    case 'host-header': return values.some((pattern) => wildcard(pattern, 'i').test(facts.host));
    case 'path-pattern': return values.some((pattern) => wildcard(pattern).test(facts.path));
    case 'http-request-method': return values.includes(facts.method);
    case 'http-header': return headerHolds(condition, values, facts);
    case 'query-string': return queryHolds(condition, facts);
    default: return false;
  }
}

/** `*` stands for any characters and `?` for one. */
function wildcard(pattern: string, flags: string = ''): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.');
  return new RegExp(`^${escaped}$`, flags);
}

function valuesOf(condition: ConditionRecord): string[] {
  const configs = ['HostHeaderConfig', 'PathPatternConfig', 'HttpHeaderConfig', 'HttpRequestMethodConfig'];
  const config = configs.map((name) => condition[name] as { Values?: string[] } | undefined).find((entry) => entry !== undefined);
  return config?.Values ?? condition.Values ?? [];
}

function headerHolds(condition: ConditionRecord, values: string[], facts: RequestFacts): boolean {
  const name = (condition.HttpHeaderConfig as { HttpHeaderName?: string } | undefined)?.HttpHeaderName ?? '';
  const given = [facts.headers[name.toLowerCase()] ?? []].flat();
  return given.some((value) => values.some((pattern) => wildcard(pattern, 'i').test(value)));
}

function queryHolds(condition: ConditionRecord, facts: RequestFacts): boolean {
  const pairs = (condition.QueryStringConfig as { Values?: Array<{ Key?: string; Value: string }> } | undefined)?.Values ?? [];
  const given = [...new URLSearchParams(facts.query)];
  return pairs.some((pair) => given.some(([name, value]) => (
    (pair.Key === undefined || wildcard(pair.Key, 'i').test(name)) && wildcard(pair.Value, 'i').test(value))));
}

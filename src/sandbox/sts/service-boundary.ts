import { textList, wildcardPattern } from './conditions';
import { JsonObject, SignedCall } from '../aws-json';

/** Services whose name in a signature is not their prefix in IAM's actions. */
const PREFIXES: Readonly<Record<string, string>> = { monitoring: 'cloudwatch', tagging: 'tag', email: 'ses' };

type Call = Pick<SignedCall, 'service' | 'operation'>;

/** The action of a call as IAM names it; `*` stands for an operation that only the body tells. */
export function actionOf({ service, operation }: Call): string {
  return `${PREFIXES[service] ?? service}:${operation ?? '*'}`;
}

/**
 * Whether some statement might allow the call: of the action, or of any action of its service where the operation is not known.
 *
 * Resources, conditions and denials are not looked at, so what these policies allow is never taken for forbidden.
 */
export function mayBeAllowed(policies: readonly JsonObject[], call: Call): boolean {
  return policies.flatMap(({ Statement }) => [Statement].flat() as JsonObject[])
    .filter(({ Effect }) => Effect === 'Allow')
    .some((statement) => statement.NotAction !== undefined || textList(statement.Action).some((pattern) => mayMatch(pattern, call)));
}

function mayMatch(pattern: string, call: Call): boolean {
  const action = actionOf(call);
  return call.operation === undefined
    ? wildcardPattern(pattern.split(':')[0], 'i').test(action.split(':')[0])
    : wildcardPattern(pattern, 'i').test(action);
}

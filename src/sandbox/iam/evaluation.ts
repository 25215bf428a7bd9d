import { JsonObject } from '../aws-json';
import { ApiCall } from './api-call';
import { judgeConditions, textList, wildcardPattern } from '../sts/conditions';

/** A policy of a role, with its name. */
export interface NamedPolicy {
  readonly name: string;
  readonly document: JsonObject;
}

/** A statement with what it is called in a record: `POLICY/SID`, or `POLICY[INDEX]`. */
export interface NamedStatement {
  readonly name: string;
  readonly statement: JsonObject;
}

/** What the policies say to a call. */
export interface Judgement {
  readonly allowed: boolean;
  /** The statement that decided. */
  readonly statement?: string;
  readonly reason: string;
}

/** Every statement of the policies. */
export function statementsOf(policies: readonly NamedPolicy[]): NamedStatement[] {
  return policies.flatMap(({ name, document }) => ([document.Statement].flat() as JsonObject[]).map((statement, index) => ({
    name: typeof statement.Sid === 'string' && statement.Sid !== '' ? `${name}/${statement.Sid}` : `${name}[${index}]`,
    statement,
  })));
}

/**
 * Judges a call by identity policies: a statement that denies wins, then one that allows, and without either the call is refused.
 *
 * What the sandbox cannot evaluate (an operator that it does not know, policy variables) never allows, and denies where it might deny.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 */
export function judge(policies: readonly NamedPolicy[], call: ApiCall): Judgement {
  const statements = statementsOf(policies);
  const denying = statements.find(({ statement }) => statement.Effect === 'Deny' && denies(statement, call));
  if (denying) {
    return { allowed: false, statement: denying.name, reason: `with an explicit deny in an identity-based policy: ${denying.name}` };
  }
  const allowing = statements.find(({ statement }) => statement.Effect === 'Allow' && allows(statement, call));
  return allowing
    ? { allowed: true, statement: allowing.name, reason: call.unmapped ? 'by its action only: the sandbox does not know its resource' : 'by its action, resource and conditions' }
    : { allowed: false, reason: `because no identity-based policy allows the ${call.action} action` };
}

function allows(statement: JsonObject, call: ApiCall): boolean {
  return namesAction(statement, call.action) && (call.unmapped === true || (namesResource(statement, call.resource) && conditionsOf(statement, call) === 'met'));
}

function denies(statement: JsonObject, call: ApiCall): boolean {
  return namesAction(statement, call.action) && namesResource(statement, call.resource) && conditionsOf(statement, call) !== 'failed';
}

/** Whether a statement's Action or NotAction covers an action; of `SERVICE:*` one action of the service is enough. */
export function namesAction({ Action, NotAction }: JsonObject, action: string): boolean {
  const names = (element: unknown): boolean => textList(element).some((pattern) => matchesAction(pattern, action));
  return NotAction === undefined ? names(Action) : !names(NotAction);
}

function matchesAction(pattern: string, action: string): boolean {
  const [wanted, known] = action.endsWith(':*') && pattern !== '*' ? [`${pattern.split(':')[0]}:*`, action] : [pattern, action];
  return wildcardPattern(wanted, 'is').test(known);
}

function namesResource({ Resource, NotResource }: JsonObject, resource: string): boolean {
  const matches = (pattern: string): boolean => wildcardPattern(pattern, 's').test(resource);
  return NotResource === undefined ? textList(Resource).some(matches) : !textList(NotResource).some(matches);
}

function conditionsOf({ Condition = {} }: JsonObject, { context = {} }: ApiCall): 'met' | 'failed' | 'unknown' {
  return judgeConditions(Condition as Record<string, Record<string, unknown>>, context).kind;
}

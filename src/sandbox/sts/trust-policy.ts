import { ConditionContext, judgeConditions, textList, wildcardPattern } from './conditions';
import { JsonObject } from '../aws-json';

/** Who asks a role for what. */
export interface TrustRequest {
  /** For example `sts:AssumeRoleWithWebIdentity`. */
  readonly action: string;
  /** The names under which a Principal element may know the caller. */
  readonly principal: { readonly kind: 'Federated' | 'AWS'; readonly names: readonly string[] };
  readonly context: ConditionContext;
}

/** What a trust policy comes to, with the statements that decided; AWS tells nobody the reason. */
export interface TrustDecision {
  readonly allowed: boolean;
  readonly reason: string;
}

interface StatementVerdict {
  readonly effect: 'Allow' | 'Deny';
  readonly applies: boolean;
  readonly because: string;
}

/**
 * Evaluates a role's trust policy: a statement that denies wins, then one that allows, and without either the request is refused.
 *
 * What the sandbox cannot evaluate (NotPrincipal, an operator that it does not know, policy variables) never allows, and denies where it
 * might deny.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function evaluateTrust(policy: JsonObject, request: TrustRequest): TrustDecision {
  const statements = (Array.isArray(policy.Statement) ? policy.Statement : [policy.Statement]) as JsonObject[];
  const verdicts = statements.map((statement, index) => judgeStatement(statement, nameOf(statement, index), request));
  const denying = verdicts.find(({ effect, applies }) => effect === 'Deny' && applies);
  if (denying) {
    return { allowed: false, reason: `denied by ${denying.because}` };
  }
  const allowing = verdicts.find(({ effect, applies }) => effect === 'Allow' && applies);
  return allowing
    ? { allowed: true, reason: `allowed by ${allowing.because}` }
    : { allowed: false, reason: `nothing allows it: ${verdicts.map(({ because }) => because).join('; ')}` };
}

function judgeStatement(statement: JsonObject, name: string, request: TrustRequest): StatementVerdict {
  const effect = statement.Effect === 'Deny' ? 'Deny' : 'Allow';
  const answer = (applies: boolean, because: string): StatementVerdict => ({ effect, applies, because: `${name}: ${because}` });
  if (!actionMatches(statement, request.action)) {
    return answer(false, `its action is not ${request.action}`);
  }
  if (statement.NotPrincipal !== undefined) {
    return answer(effect === 'Deny', 'the sandbox does not evaluate NotPrincipal');
  }
  if (!principalMatches(statement.Principal, request.principal)) {
    return answer(false, `its principal is not ${request.principal.names.join(' or ')}`);
  }
  const { kind, because } = judgeConditions((statement.Condition ?? {}) as Record<string, Record<string, unknown>>, request.context);
  return answer(kind === 'met' || (kind === 'unknown' && effect === 'Deny'), because);
}

function actionMatches(statement: JsonObject, action: string): boolean {
  const named = (element: unknown): boolean => textList(element).some((pattern) => wildcardPattern(pattern, 'is').test(action));
  return statement.NotAction === undefined ? named(statement.Action) : !named(statement.NotAction);
}

/** `"*"` and `{"AWS": "*"}` are everyone; a federated principal has only its exact name. */
function principalMatches(principal: unknown, { kind, names }: TrustRequest['principal']): boolean {
  if (principal === '*') {
    return true;
  }
  const elements = (principal ?? {}) as JsonObject;
  return textList(elements.AWS).includes('*') || textList(elements[kind]).some((name) => names.includes(name));
}

function nameOf(statement: JsonObject, index: number): string {
  return typeof statement.Sid === 'string' && statement.Sid !== '' ? `statement ${statement.Sid}` : `statement ${index + 1}`;
}

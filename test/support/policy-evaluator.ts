/** A request as IAM sees it: one action on one resource, with what the service says about it. */
export interface IamRequest {
  readonly action: string;
  readonly resource: string;
  readonly context: { readonly [key: string]: string | string[] | undefined };
}

/** The part of a statement that the evaluator reads; every one is an Allow. */
export interface AllowStatement {
  readonly Effect: string;
  readonly Action: string[];
  readonly Resource: string | string[];
  readonly Condition?: { readonly [operator: string]: { readonly [key: string]: string | string[] } };
}

type Operator = (given: string | string[] | undefined, wanted: string[]) => boolean;

const OPERATORS: { readonly [name: string]: Operator } = {
  'StringEquals': (given, wanted) => typeof given === 'string' && wanted.includes(given),
  'StringEqualsIfExists': (given, wanted) => given === undefined || (typeof given === 'string' && wanted.includes(given)),
  'ForAnyValue:StringEquals': (given, wanted) => [given ?? []].flat().some((value) => wanted.includes(value)),
};

/**
 * Whether the statements allow the request, by the rules of
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html; what it does not know is an error.
 */
export function isAllowed(statements: readonly AllowStatement[], request: IamRequest): boolean {
  return statements.some((statement) => statementAllows(statement, request));
}

function statementAllows({ Effect, Action, Resource, Condition = {} }: AllowStatement, request: IamRequest): boolean {
  if (Effect !== 'Allow') throw new Error(`the evaluator reads Allow only, not ${Effect}`);
  return Action.some((action) => matches(action, request.action, 'i'))
    && [Resource].flat().some((resource) => matches(resource, request.resource))
    && Object.entries(Condition).every(([operator, keys]) => {
      return Object.entries(keys).every(([key, wanted]) => operatorOf(operator)(request.context[key], [wanted].flat()));
    });
}

function operatorOf(name: string): Operator {
  const operator = OPERATORS[name];
  if (!operator) throw new Error(`the evaluator does not know the operator ${name}`);
  return operator;
}

const PATTERNS = new Map<string, RegExp>();

/** `*` stands for any characters, `?` for one. */
function matches(pattern: string, text: string, flags = ''): boolean {
  const key = `${flags}:${pattern}`;
  const known = PATTERNS.get(key) ?? new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.')}$`, flags);
  PATTERNS.set(key, known);
  return known.test(text);
}

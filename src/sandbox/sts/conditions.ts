/** The values of a request's condition keys, by key in lower case; what is not there is absent. */
export type ConditionContext = Readonly<Record<string, readonly string[]>>;

/** What a Condition element comes to: met, failed, or unknown where the sandbox cannot tell; with the condition that decided. */
export interface ConditionVerdict {
  readonly kind: 'met' | 'failed' | 'unknown';
  readonly because: string;
}

interface Comparison {
  readonly negated: boolean;
  readonly matches: (actual: string, expected: string) => boolean;
}

const equals = (actual: string, expected: string): boolean => actual === expected;
const equalsIgnoringCase = (actual: string, expected: string): boolean => actual.toLowerCase() === expected.toLowerCase();

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const COMPARISONS: Readonly<Record<string, Comparison>> = {
  StringEquals: { negated: false, matches: equals },
  StringNotEquals: { negated: true, matches: equals },
  StringEqualsIgnoreCase: { negated: false, matches: equalsIgnoringCase },
  StringNotEqualsIgnoreCase: { negated: true, matches: equalsIgnoringCase },
  StringLike: { negated: false, matches: like },
  StringNotLike: { negated: true, matches: like },
  Bool: { negated: false, matches: equalsIgnoringCase },
  // Both ARN operators take wildcards.
  ArnEquals: { negated: false, matches: like },
  ArnLike: { negated: false, matches: like },
  ArnNotEquals: { negated: true, matches: like },
  ArnNotLike: { negated: true, matches: like },
};

/** Judges a Condition element: every operator and every key of it must hold. */
export function judgeConditions(block: Readonly<Record<string, Readonly<Record<string, unknown>>>>, context: ConditionContext): ConditionVerdict {
  const verdicts = Object.entries(block).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => judgeCondition(operator, key, textList(values), context[key.toLowerCase()])));
  return verdicts.find(({ kind }) => kind === 'failed') ?? verdicts.find(({ kind }) => kind === 'unknown') ?? { kind: 'met', because: 'every condition holds' };
}

function judgeCondition(operator: string, key: string, expected: string[], actual: readonly string[] | undefined): ConditionVerdict {
  const wanted = `${operator} ${key} ${JSON.stringify(expected)}`;
  const parsed = parseOperator(operator);
  const values = actual?.length ? actual : undefined;
  if (parsed.name === 'Null') {
    return verdict(expected.includes(String(values === undefined)), wanted, values);
  }
  const comparison = COMPARISONS[parsed.name];
  if (!comparison || expected.some((value) => value.includes('${'))) {
    return { kind: 'unknown', because: `${wanted}: the sandbox does not evaluate ${comparison ? 'policy variables' : `the operator ${parsed.name}`}` };
  }
  return verdict(values ? holdsFor(parsed, comparison, expected, values) : holdsWhenAbsent(parsed, comparison), wanted, values);
}

/** Of several wanted values one is enough; of a negated condition none may be it. */
function holdsFor({ setOperator }: Operator, { negated, matches }: Comparison, expected: string[], values: readonly string[]): boolean {
  const one = (value: string): boolean => negated !== expected.some((wanted) => matches(value, wanted));
  return setOperator === 'ForAnyValue' ? values.some(one) : values.every(one);
}

/**
 * An absent key fails a positive condition and meets a negated one; of nothing, all values match and not any one does.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
function holdsWhenAbsent({ setOperator, ifExists }: Operator, { negated }: Comparison): boolean {
  return ifExists || (setOperator === undefined ? negated : setOperator === 'ForAllValues');
}

interface Operator {
  readonly setOperator?: string;
  readonly name: string;
  readonly ifExists: boolean;
}

function parseOperator(operator: string): Operator {
  const [, setOperator, name, ifExists] = /^(?:(ForAnyValue|ForAllValues):)?(.*?)(IfExists)?$/.exec(operator) ?? [];
  return { setOperator, name: name ?? operator, ifExists: ifExists !== undefined };
}

function verdict(holds: boolean, wanted: string, values: readonly string[] | undefined): ConditionVerdict {
  const is = values === undefined ? 'the key is absent' : `it is ${JSON.stringify(values.length === 1 ? values[0] : values)}`;
  return { kind: holds ? 'met' : 'failed', because: `${wanted}: ${is}` };
}

/** `*` is any number of characters, `?` is one; everything else is itself. */
function like(actual: string, expected: string): boolean {
  return wildcardPattern(expected, 's').test(actual);
}

/** The pattern of a text with wildcards. */
export function wildcardPattern(text: string, flags: string): RegExp {
  const source = text.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.');
  return new RegExp(`^${source}$`, flags);
}

/** A policy writes one value or a list of them. */
export function textList(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((one) => one !== undefined).map(String);
}

/** The claims of one token. */
export interface Token {
  readonly [claim: string]: string | undefined;
}

type Conditions = { readonly [operator: string]: { readonly [key: string]: string | string[] } };

/**
 * Whether statements trust a token, judged as AWS does: one statement suffices; in it all operators and keys must hold, of a key's values one.
 *
 * A claim that the token does not carry matches nothing. An operator that is not known here is an error.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
 */
export function isTrusted(statements: readonly Conditions[], token: Token): boolean {
  return statements.some((conditions) => Object.entries(conditions).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) => [values].flat().some((value) => matches(operator, value, token[key.split(':').slice(1).join(':')])))));
}

function matches(operator: string, value: string, claim: string | undefined): boolean {
  if (operator !== 'StringEquals' && operator !== 'StringLike') throw new Error(`the judge does not know ${operator}`);
  if (claim === undefined) return false;
  return operator === 'StringEquals' ? claim === value : glob(value).test(claim);
}

function glob(value: string): RegExp {
  return new RegExp(`^${value.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.')}$`);
}

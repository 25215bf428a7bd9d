import { IConstruct } from 'constructs';

/** One broken rule: what was given, what is asked, and how to mend it. */
export interface BrokenRule {
  readonly prop: string;
  readonly rule: string;
  readonly value: unknown;
  readonly fix: string;
}

/**
 * The one error of this package: construct path, prop, rule, value, fix.
 *
 * Thrown before any resource exists, so that nothing is left half-made.
 */
export class InvalidPropError extends Error {
  constructor(scope: IConstruct | string, { prop, rule, value, fix }: BrokenRule) {
    super(`${placeOf(scope)}: '${prop}' ${rule}, got ${JSON.stringify(value)}: ${fix}`);
    this.name = 'InvalidPropError';
  }
}

/** Throws unless the rule holds; what is no construct gives its name. */
export function requireThat(scope: IConstruct | string, holds: boolean, broken: BrokenRule): void {
  if (!holds) throw new InvalidPropError(scope, broken);
}

function placeOf(scope: IConstruct | string): string {
  return typeof scope === 'string' ? scope : scope.node.path || scope.node.id;
}

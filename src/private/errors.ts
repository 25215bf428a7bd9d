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
  constructor(scope: IConstruct, { prop, rule, value, fix }: BrokenRule) {
    super(`${scope.node.path || scope.node.id}: '${prop}' ${rule}, got ${JSON.stringify(value)}: ${fix}`);
    this.name = 'InvalidPropError';
  }
}

/** Throws unless the rule holds. */
export function requireThat(scope: IConstruct, holds: boolean, broken: BrokenRule): void {
  if (!holds) throw new InvalidPropError(scope, broken);
}

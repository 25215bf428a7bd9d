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
  /** @param broken kept, for the command line tells it in words of its own */
  constructor(scope: IConstruct | string, readonly broken: BrokenRule) {
    const { prop, rule, value, fix } = broken;
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

import { IConstruct } from 'constructs';
import { requireThat } from '../../private/errors';
import { isKnown } from '../../private/tokens';

export interface WholeNumberRule {
  readonly prop: string;
  readonly from: number;
  readonly to?: number;
  readonly example: number;
}

/** Throws unless it is a whole number in the range; a token passes. */
export function requireWholeNumber(scope: IConstruct, value: number, { prop, from, to = Infinity, example }: WholeNumberRule): void {
  requireThat(scope, !isKnown(value) || (Number.isInteger(value) && value >= from && value <= to), {
    prop, rule: `must be a whole number from ${from}${to === Infinity ? '' : ` to ${to}`}`, value, fix: `for example ${example}`,
  });
}

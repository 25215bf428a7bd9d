import { Token } from 'aws-cdk-lib';

/** Whether the value is there and known at synthesis: only then can a rule be checked. */
export function isKnown<T>(value: T | undefined): value is T {
  return value !== undefined && !Token.isUnresolved(value);
}

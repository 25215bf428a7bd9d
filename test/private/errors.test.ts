import { InvalidPropError, requireThat } from '../../src/private/errors';
import { makeStack } from '../support/app';

const BROKEN = { prop: 'count', rule: 'must be a whole number', value: 1.5, fix: 'for example 2' };

test('says the construct path, the prop, the rule, the value as JSON and the fix', () => {
  const error = new InvalidPropError(makeStack(), { ...BROKEN, value: { id: 'a b' } });
  expect(error.message).toBe('Delivery: \'count\' must be a whole number, got {"id":"a b"}: for example 2');
  expect(error.name).toBe('InvalidPropError');
});

test('names the root, which has no path, by nothing more than its id', () => {
  expect(new InvalidPropError(makeStack().node.root, BROKEN).message).toBe(": 'count' must be a whole number, got 1.5: for example 2");
});

test('throws only when the rule does not hold', () => {
  expect(() => requireThat(makeStack(), true, BROKEN)).not.toThrow();
  expect(() => requireThat(makeStack(), false, BROKEN)).toThrow(InvalidPropError);
});

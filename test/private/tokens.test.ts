import { Aws, Lazy, Token } from 'aws-cdk-lib';
import { isKnown } from '../../src/private/tokens';

test.each([['', true], ['prod', true], [0, true], [false, true], [undefined, false]])('%p is known: %p', (value, known) => {
  expect(isKnown(value)).toBe(known);
});

test.each([
  ['a pseudo parameter', Aws.REGION],
  ['a text around a token', `cicd-${Aws.REGION}`],
  ['a number that is a token', Token.asNumber({ Ref: 'Count' })],
  ['a list that is a token', Lazy.list({ produce: () => [] })],
])('%s is not known at synthesis', (_what, value) => {
  expect(isKnown<unknown>(value)).toBe(false);
});

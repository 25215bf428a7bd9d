import { AssertionError } from 'node:assert';
import { fileOf, mutantModule, occurrences } from './mutants';
import { Rule } from './rule';
import { RULES } from './rules';

jest.setTimeout(30_000);

const NAMES = RULES.map(({ says }, index) => [says, index] as const);

describe('the sandbox keeps the rule', () => {
  test.each(NAMES)('%s', (_says, index) => RULES[index].holds());
});

/** A mutant must be noticed by the assertions of its row's test; that it cannot be loaded, or breaks something else, does not count. */
describe('a mutant is noticed of the rule', () => {
  test.each(NAMES)('%s', async (_says, index) => {
    const { mutation } = RULES[index];
    expect(occurrences(mutation)).toBe(1);
    expect(await outcome(index)).toBeInstanceOf(AssertionError);
  });
});

test('every rule has a text and an official page of its own', () => {
  expect(new Set(RULES.map(({ says }) => says)).size).toBe(RULES.length);
  expect(RULES.filter(({ link }) => !link.startsWith('https://docs.aws.amazon.com/'))).toEqual([]);
});

/** What the test of a rule says of its mutant: loads the engine anew, with the mutated module in place of its own. */
async function outcome(index: number): Promise<unknown> {
  const { mutation } = RULES[index];
  let thrown: unknown;
  await jest.isolateModulesAsync(async () => {
    jest.doMock(fileOf(mutation), () => mutantModule(mutation, (id) => jest.requireActual(id)));
    const { RULES: mutated } = jest.requireActual<{ RULES: readonly Rule[] }>('./rules');
    thrown = await Promise.resolve().then(() => mutated[index].holds()).catch((error: unknown) => error);
  });
  jest.dontMock(fileOf(mutation));
  return thrown;
}

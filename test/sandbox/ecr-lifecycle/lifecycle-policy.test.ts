import { expiries, isKnown, LifecycleRule, StoredImage } from '../../../src/sandbox/ecr-lifecycle/lifecycle-policy';

const DAY = 24 * 60 * 60;
const NOW = 100 * DAY;

/** Images by name: their tags, and how many days ago they were pushed. */
function images(contents: Record<string, [string[], number]>): StoredImage[] {
  return Object.entries(contents).map(([digest, [tags, days]]) => ({ digest, tags, pushedAt: NOW - days * DAY }));
}

function rule(rulePriority: number, selection: Partial<LifecycleRule['selection']>): LifecycleRule {
  return { rulePriority, selection: { tagStatus: 'tagged', countType: 'imageCountMoreThan', countNumber: 1, ...selection }, action: { type: 'expire' } };
}

function expired(rules: LifecycleRule[], stored: StoredImage[]): Record<string, number> {
  return Object.fromEntries(expiries(rules, stored, NOW).map(({ digest, rule: { rulePriority } }) => [digest, rulePriority]));
}

/** @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_examples.html */
describe('the examples of AWS', () => {
  const BETA_PROD = images({ A: [['beta-1', 'prod-1'], 10], B: [['beta-2', 'prod-2'], 9], C: [['beta-3'], 8] });
  const SEVERAL = images({
    A: [['alpha-1'], 12], B: [['beta-1'], 11], C: [['alpha-2', 'beta-2'], 10], D: [['alpha-3'], 4], E: [['beta-3'], 3], F: [['alpha-4', 'beta-4'], 2],
  });
  const NOT_EXCLUSIVE = images({ A: [['alpha-1', 'beta-1', 'gamma-1'], 10], B: [['alpha-2', 'beta-2'], 9], C: [['alpha-3', 'beta-3', 'gamma-2'], 8] });
  const UNTAGGED = images({ A: [[], 20], B: [[], 15], C: [[], 3], D: [['prod'], 30] });
  const AGE = { countType: 'sinceImagePushed', countUnit: 'days' };

  test.each<[string, LifecycleRule[], StoredImage[], Record<string, number>]>([
    ['image age', [rule(1, { tagPatternList: ['prod*'], ...AGE, countNumber: 14 })], images({ A: [['prod-1'], 15], B: [['prod-2'], 13], C: [['test'], 15] }), { A: 1 }],
    ['untagged images by age', [rule(1, { tagStatus: 'untagged', ...AGE, countNumber: 14 })], UNTAGGED, { A: 1, B: 1 }],
    ['image count', [rule(1, { tagStatus: 'untagged' })], UNTAGGED, { B: 1, A: 1 }],
    ['multiple rules, A', [rule(1, { tagPrefixList: ['prod'] }), rule(2, { tagPrefixList: ['beta'] })], BETA_PROD, { A: 1 }],
    ['multiple rules, B', [rule(1, { tagPrefixList: ['beta'] }), rule(2, { tagPrefixList: ['prod'] })], BETA_PROD, { B: 1, A: 1 }],
    ['the same with patterns', [rule(1, { tagPatternList: ['prod*'] }), rule(2, { tagPatternList: ['beta*'] })], BETA_PROD, { A: 1 }],
    ['multiple tags in a single rule, A', [rule(1, { tagPrefixList: ['alpha', 'beta'], ...AGE, countNumber: 5 })], SEVERAL, { C: 1 }],
    ['multiple tags in a single rule, B', [rule(1, { tagPrefixList: ['alpha', 'beta'] })], NOT_EXCLUSIVE, { B: 1, A: 1 }],
    ['all images', [rule(1, { tagStatus: 'any', countNumber: 2 })], UNTAGGED, { A: 1, D: 1 }],
  ])('%s', (_, rules, stored, result) => expect(expired(rules, stored)).toEqual(result));
});

test('rules are applied by their number, however they are listed', () => {
  const stored = images({ A: [['beta-1', 'prod-1'], 10], B: [['beta-2', 'prod-2'], 9] });
  expect(expired([rule(9, { tagPrefixList: ['beta'] }), rule(3, { tagPrefixList: ['prod'] })], stored)).toEqual({ A: 3 });
});

test('of two images that were pushed in the same second the first is the older one', () => {
  expect(expired([rule(1, { tagStatus: 'any' })], images({ first: [['a'], 1], second: [['b'], 1] }))).toEqual({ first: 1 });
});

test('an image that an index names is not expired', () => {
  const [child, ...others] = images({ child: [[], 30], index: [['v1'], 30] });
  const rules = [rule(1, { tagStatus: 'untagged', countType: 'sinceImagePushed', countNumber: 1 })];
  expect(expired(rules, [{ ...child, isReferenced: true }, ...others])).toEqual({});
  expect(expired(rules, [child, ...others])).toEqual({ child: 1 });
});

test.each([['live', 'live', true], ['live', 'live-2', false], ['live', 'Live', false], ['*.1', 'v2.1', true], ['*.1', 'v211', false], ['a*c*', 'abc', true]])(
  'the pattern %s and the tag %s: %s', (pattern, tag, matches) => {
    expect(expired([rule(1, { tagPatternList: [pattern], countNumber: 0 })], images({ A: [[tag], 1] }))).toEqual(matches ? { A: 1 } : {});
  });

test('a rule that is not known expires nothing, and still keeps others from its images', () => {
  const unknown = rule(1, { tagPrefixList: ['prod'], countType: 'sinceImagePulled' });
  expect(isKnown(unknown)).toBe(false);
  expect(expired([unknown, rule(2, { tagStatus: 'any', countNumber: 0 })], images({ A: [['prod'], 1], B: [['test'], 1] }))).toEqual({ B: 2 });
});

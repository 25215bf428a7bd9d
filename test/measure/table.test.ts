import { atMost, median, orInstead, textOf, verdictOf } from './table';

test('a figure within its goal is well, one beyond it is missed', () => {
  expect(verdictOf(atMost(0.9, 0.9))).toBe('ok');
  expect(verdictOf(atMost(0.91, 0.9))).toBe('missed');
  expect(verdictOf()).toBe('');
});

test('what is out of reach counts as missed only beyond the bound that is held instead', () => {
  expect(verdictOf(orInstead(atMost(1.2, 0.9), 1.2, 1.28))).toBe('missed, see below');
  expect(verdictOf(orInstead(atMost(1.3, 0.9), 1.3, 1.28))).toBe('missed');
});

test('says the goal, the verdict and the bound', () => {
  const text = textOf({ title: 'Template', columns: ['ours'], rows: [{ name: 'bytes', values: ['1.20'], goal: orInstead(atMost(1.2, 0.9), 1.2, 1.28) }] });
  expect(text).toMatch(/bytes +1\.20 +<= 0\.9 +missed, see below/);
  expect(text).toContain('bytes: goal <= 0.9, held instead: <= 1.28');
});

test('the median of an even count is the lower of the two in the middle', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2);
});

import { painter, wantsColours } from '../../../src/cli/terminal/paint';

test.each([
  [{}, true, true],
  [{}, false, false],
  [{ TERM: 'dumb' }, true, false],
  [{ NO_COLOR: '1' }, true, false],
  [{ NO_COLOR: '' }, true, true],
  [{ FORCE_COLOR: '1' }, false, true],
  [{ FORCE_COLOR: '0' }, true, false],
  [{ NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
])('%j with a terminal %s: colours %s', (environment, isTerminal, expected) => {
  expect(wantsColours(environment, isTerminal)).toBe(expected);
});

test('paints only where colours are wanted', () => {
  expect(painter(true)('red', 'no')).toBe('\u001b[31mno\u001b[39m');
  expect(painter(false)('red', 'no')).toBe('no');
});

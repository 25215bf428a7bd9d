import { LinePrinter } from '../../../src/cli/view/log-lines';
import { durationText, fitted } from '../../../src/cli/view/words';

test.each([[0, '0.0 s'], [420, '0.4 s'], [9_940, '9.9 s'], [12_400, '12 s'], [59_400, '59 s'], [185_000, '3 min 05 s'], [7_800_000, '2 h 10 min']])('%d ms is "%s"', (milliseconds, text) => {
  expect(durationText(milliseconds)).toBe(text);
});

test('what does not fit ends with an ellipsis', () => {
  expect(fitted('abcdef', 6)).toBe('abcdef');
  expect(fitted('abcdefg', 6)).toBe('abcde…');
  expect(fitted('abc', 0)).toBe('…');
});

test('each source of a log has a look of its own, and keeps it', () => {
  const lines: string[] = [];
  const printer = new LinePrinter((look, text) => `<${look}>${text}`, (line) => lines.push(line));
  printer.print({ time: 0, kind: 'build', source: 'Test/Unit', message: 'a' });
  printer.print({ time: 0, kind: 'service', source: 'service/0a1b', message: 'b' });
  printer.print({ time: 0, kind: 'stage', source: 'Test/Unit', message: 'c' });
  expect(lines).toEqual(['<cyan>Test/Unit              | a', '<magenta>service/0a1b           | b', '<cyan>Test/Unit              | <bold>c']);
});

import { Row } from './lane-run';
import { BREAKS } from '../../src/cli/demo/breaks';

const HEADINGS = ['', 'break', 'expected', 'got', 'shown', 'served before', 'served after', 'told', 'afterwards', 'seconds'];

/** The table as lines: what was expected of each break and what came, and below it whatever differs. */
export function toLines(rows: readonly Row[]): string[] {
  const cells = [HEADINGS, ...rows.map(cellsOf)];
  const widths = HEADINGS.map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  const problems = rows.flatMap(({ name, problems: found }) => found.map((problem) => `FAIL  ${name}: ${problem}`));
  return [...cells.map((row) => row.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd()), ...problems];
}

function cellsOf({ name, outcome, problems, seconds }: Row): string[] {
  const { stage, words, afterwards } = BREAKS[name];
  const shown = words.filter((word) => word.test(outcome.shown)).length;
  return [
    problems.length === 0 ? 'ok' : 'FAIL',
    name,
    stage ?? 'no execution',
    outcome.failed?.join(', ') ?? 'no execution',
    `${shown} of ${words.length}`,
    String(outcome.before).slice(0, 8),
    String(outcome.after).slice(0, 8),
    `${outcome.messages.length} of ${stage ? 1 : 0}`,
    afterwards ? `${afterwards}: ${outcome.afterwards ? 'succeeded' : 'no'}` : '',
    seconds.toFixed(0),
  ];
}

import { App } from 'aws-cdk-lib';
import { Estimate } from '../../src/report';
import { EXAMPLE_MINUTES, PRICES } from '../../src/report/prices';
import { makeStack } from '../support/app';
import { makePipeline } from '../support/pipeline';
import { documentText, reportOfApp } from '../support/reports';

// The default pipeline warns of plain HTTP.
jest.spyOn(console, 'error').mockImplementation(() => {});

const OPERATIONS = documentText('docs/operations.md');
const README = documentText('README.md');
const stack = makeStack();
makePipeline({}, stack);
const { month, pipelines: [{ run, stages }] } = reportOfApp(stack.node.root as App).stacks[0];

/** `| item | arithmetic | amount |` below a line, the words of the item aside. */
function rowsBelow(text: string, line: RegExp): string[][] {
  const [, after = ''] = text.split(line);
  const [table = ''] = /(\|.*\n)+/.exec(after) ?? [];
  return table.trim().split('\n').slice(2).map((row) => row.split('|').slice(2, 4).map((cell) => cell.replace(/\*/g, '').trim()));
}

const rowsOf = ({ items, sum }: Estimate, digits: number) => [...items.map(({ arithmetic, amount }) => [arithmetic, amount.toFixed(digits)]), ['', sum.toFixed(digits)]];

test('docs/operations.md has the arithmetic of the default pipeline', () => {
  expect(rowsBelow(OPERATIONS, /\*\*A month.*/)).toEqual(rowsOf(month, 2));
  expect(rowsBelow(OPERATIONS, /\*\*A run.*/)).toEqual(rowsOf(run, 3));
});

test('the sums are those of their items', () => {
  expect(month.sum).toBeCloseTo(730 * (0.0225 + 0.1 * 0.008 + 0.25 * 0.04048 + 0.5 * 0.004445 + 3 * 0.005) + 1, 10);
  expect(run.sum).toBeCloseTo(15 * 0.002 + 14 * 0.005, 10);
});

test('docs/operations.md has each price with its page, the day and the region', () => {
  const prices = Object.values(PRICES).filter((value) => typeof value === 'object');
  expect(prices).toHaveLength(8);
  const missing = prices.filter(({ price, page }) => !OPERATIONS.split('\n').some((line) => line.includes(`(${page})`) && line.split(/[^\d.]+/).includes(String(price))));
  expect(missing).toEqual([]);
  const day = new Date(PRICES.foundOn).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
  expect(OPERATIONS).toContain(`found on ${day}`);
  expect(README).toContain(`Found on ${day}`);
  expect(OPERATIONS).toContain(`Prices of ${PRICES.region} in ${PRICES.currency}`);
});

test('docs/operations.md has the minutes of the example', () => {
  const minutes = stages.flatMap(({ name, actions }) => actions.map((action) => `${name === 'Test' ? action.name.toLowerCase() : name} ${EXAMPLE_MINUTES[name]}`));
  expect(OPERATIONS).toContain(minutes.join(', '));
});

test('the README has the sums', () => {
  expect(README).toContain(`| a month, nothing delivered | about ${Math.round(month.sum)} |`);
  expect(README).toContain(`| a run | about ${run.sum.toFixed(2)} | 15 minutes of 6 actions, 14 minutes of 5 small builds |`);
});

test('what is not counted is said', () => {
  expect(month.beside.map(({ what }) => what)).toEqual([
    'alarms (1)', 'logs, by GB (8)', 'images, by GB (1)', 'artifacts, by GB (1)', 'notifications (1)', 'the function, while the stack changes (1)', 'Container Insights of cicd-cluster-dev',
  ]);
});

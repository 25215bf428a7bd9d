import { renderMarkdown, Report } from '../../src/report';
import { hostileApp } from '../support/hostile';
import { reportOfApp, reportOfExample } from '../support/reports';

jest.spyOn(console, 'error').mockImplementation(() => {});

const REPORT: Report = {
  version: 1,
  assembly: { schema: '53.0.0', isNewer: false, otherStacks: [] },
  prices: { foundOn: '2026-11-25', region: 'us-east-1', currency: 'USD' },
  stacks: [reportOfExample('orders-infra/orders-stack')],
};
const TEXT = renderMarkdown(REPORT);

test('begins with the figures and a drawing', () => {
  expect(TEXT.split('\n').slice(0, 9).join('\n')).toBe(`## Pipeline report: stack \`Example\`

| Resources | Roles | USD a month | USD a run | Acknowledged | Warnings |
| --- | --- | --- | --- | --- | --- |
| 66 | 13 | 37.97 | 0.10 | 21 | 1 |

### \`cicd-pipeline-dev\`

\`\`\`mermaid`);
  expect(TEXT).toContain('  s2["Test<br/>Unit, Integration"]');
});

test('has a line for a permission, by names', () => {
  expect(TEXT).toContain('| `s3:GetObject`<br>`s3:GetObjectVersion`<br>`s3:PutObject` | `cicd-artifacts-dev-111111111111-us-east-1/*` |  |');
});

// https://github.com/orgs/community/discussions/27190
test('fits into a comment', () => expect(TEXT.length).toBeLessThan(65_536));

test('nothing that a user writes is markup, ends a cell, or calls somebody', () => {
  const text = renderMarkdown(reportOfApp(hostileApp()));
  const outside = text.replace(/(`+)(?!`)[^\n]*?[^`]\1(?!`)/g, '');
  expect(outside).not.toMatch(/<(script|img|svg|b)\b/);
  expect(outside).not.toMatch(/@\w/);
  expect(outside).not.toMatch(/[^\\]\]\(javascript/);
  const widths = text.split('\n\n').filter((block) => block.startsWith('| ')).map((table) => new Set(table.split('\n').map((row) => row.split(/(?<!\\)\|/).length)).size);
  expect(widths.length).toBeGreaterThan(20);
  expect(new Set(widths)).toEqual(new Set([1]));
});

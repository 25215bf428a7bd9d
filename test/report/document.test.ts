import { documentText, reportOfExample } from '../support/reports';

const SECTION = /`report --format json`[^]*?```\n([^]*?)```/.exec(documentText('docs/cli.md'))?.[1] ?? '';

/** Every name of a field in a value, at any depth. */
function namesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(namesIn);
  return Array.isArray(value) ? inner : [...Object.keys(value), ...inner];
}

jest.spyOn(console, 'error').mockImplementation(() => {});

test('docs/cli.md has each field of the JSON, and none that is not there', () => {
  const documented = [...SECTION.matchAll(/"(\w+)"(?=\??[:,\s\]}])/g)].map(([, name]) => name);
  const there = new Set([...namesIn(reportOfExample('orders-infra/orders-stack')), ...['version', 'assembly', 'schema', 'isNewer', 'otherStacks', 'prices', 'foundOn', 'currency', 'stacks']]);
  expect([...there].filter((name) => !documented.includes(name))).toEqual([]);
  // Words of a choice, and what the example has none of.
  const elsewhere = ['none', 'plain', 'removed', 'kept', 'snapshot', 'warning', 'error', 'info', 'expires'];
  expect(documented.filter((name) => !there.has(name) && !elsewhere.includes(name))).toEqual([]);
});

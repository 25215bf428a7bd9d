import * as fs from 'node:fs';
import * as path from 'node:path';
import { exampleSources, isDocument, toPage } from '../../site/pages';
import { guideMenu, MenuItem, toSidebar } from '../../site/sidebar';

const ROOT = path.join(__dirname, '..', '..');
const read = (file: string) => (fs.existsSync(path.join(ROOT, file)) && fs.statSync(path.join(ROOT, file)).isFile() ? fs.readFileSync(path.join(ROOT, file), 'utf8') : undefined);
const sources = { read, examples: exampleSources(ROOT), api: new Map([['Enums', ['AuditLevel']]]) };

const linksOf = (items: MenuItem[]): string[] => items.flatMap(({ link, items: below = [] }) => [...link ? [link] : [], ...linksOf(below)]);

/** Of the folders whose documents must all be in the menu. */
function documentsIn(folder: string): string[] {
  return fs.readdirSync(path.join(ROOT, folder)).map((file) => path.posix.join(folder, file)).filter(isDocument);
}

test('the menu has each document, in the groups of docs/README.md', () => {
  const menu = guideMenu(sources);
  const links = linksOf(menu);
  const documents = [...documentsIn('.'), ...documentsIn('docs'), ...documentsIn('docs/adr'), ...sources.examples].filter((file) => file !== 'docs/README.md');

  expect(menu.map(({ text }) => text)).toEqual(['Start', 'Guides', 'Operation', 'Security', 'Reference', 'Contributing']);
  expect(documents.filter((file) => !links.includes(`/${toPage(file).replace(/(^|\/)index\.md$/, '$1').replace(/\.md$/, '.html')}`))).toEqual([]);
  expect(links).toHaveLength(new Set(links).size);
});

test('a new guide is in the menu as soon as docs/README.md links to it, with the title that it has', () => {
  const files: { readonly [file: string]: string } = { 'docs/README.md': '# D\n\n## Guides\n\n| [new.md](new.md#part) | [gone.md](gone.md) |\n', 'docs/new.md': '# The `new` guide\n' };

  expect(guideMenu({ ...sources, read: (file) => files[file] })).toEqual([{ text: 'Guides', items: [{ text: 'The new guide', link: '/docs/new.html' }] }]);
});

test('a page stands in the group that names it first, also when a part of it is named in another', () => {
  const files: { readonly [file: string]: string } = {
    'docs/README.md': '# D\n\n## Start\n\n[a](a.md)\n\n## Operation\n\n[b](b.md), [a part of a](a.md#part)\n', 'docs/a.md': '# A\n', 'docs/b.md': '# B\n',
  };
  expect(guideMenu({ ...sources, read: (file) => files[file] }).map(({ items }) => items?.map(({ text }) => text))).toEqual([['A'], ['B']]);
});

test('the API has a menu of its own, with a way back', () => {
  expect(toSidebar(sources)['/api/']).toEqual([
    { text: 'All guides', link: '/docs/' },
    { text: 'API reference', link: '/api/' },
    { text: 'Enums', items: [{ text: 'AuditLevel', link: '/api/AuditLevel.html' }] },
  ]);
});

test('sources of examples are those of CDK apps, without tests and what an installation made', () => {
  expect(sources.examples).toEqual(expect.arrayContaining(['examples/orders-infra/orders-stack.ts', 'examples/pipelines/minimal.ts', 'examples/python-infra/app.py']));
  expect(sources.examples.filter((file) => /test|node_modules|\.venv|__init__/.test(file))).toEqual([]);
});

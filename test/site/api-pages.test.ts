import * as fs from 'node:fs';
import * as path from 'node:path';
import { apiGroups, apiPageOf, toApiPages } from '../../site/api-pages';

const REFERENCE = fs.readFileSync(path.join(__dirname, '..', '..', 'API.md'), 'utf8');
const pages = toApiPages(REFERENCE);
const textOf = (name: string) => pages.find(({ page }) => page === `api/${name}.md`)?.text ?? '';

test('each type of the reference has a page, and the index leads to it', () => {
  const names = [...REFERENCE.matchAll(/^### (\w+) /gm)].map(([, name]) => name);

  expect(pages.map(({ page }) => page)).toEqual(['api/index.md', ...names.map((name) => `api/${name}.md`)]);
  expect(names.filter((name) => !textOf('index').includes(`[${name}](./${name}.md)`))).toEqual([]);
  expect([...apiGroups(REFERENCE).values()].flat()).toEqual(names);
});

test('a member keeps the anchor that it has in API.md', () => {
  const anchors = (text: string) => [...text.matchAll(/id="(tap-cicd-pipeline\.[^"]*)"/g)].map(([, id]) => id);

  expect(anchors(pages.map(({ text }) => text).join('\n'))).toEqual(anchors(REFERENCE));
});

test('a link leads to the page of its type, within a page to the anchor alone', () => {
  expect(textOf('TapCicdPipelineProps')).toContain('<a href="#tap-cicd-pipeline.TapCicdPipelineProps.property.repo">');
  expect(textOf('TapCicdPipelineProps')).toContain('<a href="./Repo.html#tap-cicd-pipeline.Repo">');
  expect(apiPageOf('tap-cicd-pipeline.Repo.gitHub')).toBe('api/Repo.md');
  expect(apiPageOf('Constructs')).toBe('api/index.md');
  expect(apiPageOf(undefined)).toBe('api/index.md');
});

test('headings go two levels up, but not what looks like one in a block of code', () => {
  const [, page] = toApiPages('# API\n\n## Classes <a name="Classes" id="Classes"></a>\n\n### One <a name="One" id="p.One"></a>\n\nText.\n\n#### Methods <a name="Methods" id="Methods"></a>\n\n```sh\n### comment\n---\n```\n\n---\n');

  expect(page.text).toContain('# One <a id="p.One"></a>\n');
  expect(page.text).toContain('\n## Methods\n');
  expect(page.text).toContain('```sh\n### comment\n---\n```\n\n\n');
});

test('whether a member is required stands below its heading', () => {
  expect(textOf('TapCicdPipelineProps')).toContain('### `repo` <a id="tap-cicd-pipeline.TapCicdPipelineProps.property.repo"></a>\n\n*Required*\n');
});

test('fails on a heading of another kind', () => {
  const text = '# API\n\n## Classes <a name="Classes" id="Classes"></a>\n\n### One <a name="One" id="p.One"></a>\n\n#### Methods\n';

  expect(() => toApiPages(text)).toThrow('API.md has no heading at "#### Methods"');
});

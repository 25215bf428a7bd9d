import { Kind, toAnchor, toSiteLink } from '../../site/links';

const THERE: { readonly [file: string]: Kind } = {
  'README.md': 'file',
  'docs/README.md': 'file',
  'docs/cli.md': 'file',
  'docs/adr': 'folder',
  'docs/adr/README.md': 'file',
  'examples': 'folder',
  'examples/README.md': 'file',
  'examples/orders-service': 'folder',
  'examples/orders-service/src/main.js': 'file',
  'examples/pipelines/minimal.ts': 'file',
  'src': 'folder',
  'src/index.ts': 'file',
};
const link = (file: string, href: string) => toSiteLink(file, href, (found) => THERE[found]);

test.each([
  ['README.md', 'docs/cli.md#exit-codes', '/docs/cli.md#exit-codes'],
  ['docs/cli.md', '../README.md', '/index.md'],
  ['docs/cli.md', 'README.md', '/docs/index.md'],
  ['README.md', 'docs/adr', '/docs/adr/index.md'],
  ['docs/README.md', '../examples', '/examples/index.md'],
  ['examples/README.md', 'pipelines/minimal.ts', '/examples/pipelines/minimal.ts.md'],
  ['docs/README.md', '../API.md', '/api/index.md'],
  ['docs/cli.md', '../API.md#tap-cicd-pipeline.Repo.gitHub', '/api/Repo.md#tap-cicd-pipeline.Repo.gitHub'],
])('in %s %s is a page of the site', (file, href, expected) => expect(link(file, href)).toBe(expected));

test.each([
  ['docs/cli.md', '../src/index.ts#L3', 'https://github.com/tap-cicd-pipeline/tap-cicd-pipeline/blob/main/src/index.ts#L3'],
  ['README.md', 'src', 'https://github.com/tap-cicd-pipeline/tap-cicd-pipeline/tree/main/src'],
  ['examples/README.md', 'orders-service', 'https://github.com/tap-cicd-pipeline/tap-cicd-pipeline/tree/main/examples/orders-service'],
  ['README.md', 'examples/orders-service/src/main.js', 'https://github.com/tap-cicd-pipeline/tap-cicd-pipeline/blob/main/examples/orders-service/src/main.js'],
])('in %s %s is no page, and leads to GitHub', (file, href, expected) => expect(link(file, href)).toBe(expected));

test.each(['https://aws.amazon.com/', 'mailto:a@b.example', '#props', '//host/path'])('%s stays as it is', (href) => expect(link('README.md', href)).toBe(href));

test('fails on a file that is not there', () => {
  expect(() => link('docs/cli.md', 'gone.md')).toThrow('docs/cli.md links to "gone.md", but there is no docs/gone.md');
});

test.each([
  ['What it costs', 'what-it-costs'],
  ['`run`: your own app, uncommitted', 'run-your-own-app-uncommitted'],
  ['Not verified on real AWS', 'not-verified-on-real-aws'],
  ['1. Few roles', '1-few-roles'],
])('the anchor of "%s" is that of GitHub', (heading, anchor) => expect(toAnchor(heading)).toBe(anchor));

import * as fs from 'node:fs';
import * as path from 'node:path';

/** The repository that the site describes. */
export const REPOSITORY = 'https://github.com/tap-cicd-pipeline/tap-cicd-pipeline';

/** Where pages that no file is the source of are written before a build; git ignores it. */
export const GENERATED = 'site/generated';

const DOCUMENT = /^((README|ARCHITECTURE|CHANGELOG|CONTRIBUTING|SECURITY|CODE_OF_CONDUCT)\.md|docs\/.*\.md|examples\/([^/]+\/)?README\.md)$/;

/**
 * What VitePress must not take for a page: all but `DOCUMENT`, as globs, in which the two stars may stand for nothing. The API reference is cut
 * into pages.
 */
export const NO_DOCUMENTS = [
  '!(docs|examples|site)/*/**',
  '!(README|ARCHITECTURE|CHANGELOG|CONTRIBUTING|SECURITY|CODE_OF_CONDUCT).md',
  'examples/*/!(README.md)',
  'examples/*/*/*/**',
  'site/!(generated)/**',
];

/** The languages of CDK apps; the application's own sources are read on GitHub. */
const EXAMPLE = /^examples\/(?!.*(^|\/)tests?\/).*\.(ts|py|java)$/;
const NOT_OURS = /^(node_modules|cdk\.out|build|target|reports|coverage|dist|tests?|\..*|__.*)$/;

/** Is it shown as a page of its own, with the same text as in the repository? */
export function isDocument(file: string): boolean {
  return DOCUMENT.test(file);
}

/** Is it a source of an example CDK app, which gets a page? */
export function isExampleSource(file: string): boolean {
  return EXAMPLE.test(file);
}

/** The page of a file, both below the root: `README.md` is the index of its folder. */
export function toPage(file: string): string {
  const page = file.startsWith(`${GENERATED}/`) ? file.slice(GENERATED.length + 1) : file;
  return isExampleSource(page) ? `${page}.md` : page.replace(/(^|\/)README\.md$/, '$1index.md');
}

/** The sources of example CDK apps, without what a build or an installation left beside them. */
export function exampleSources(root: string, folder = 'examples'): string[] {
  const entries = fs.readdirSync(path.join(root, folder), { withFileTypes: true }).sort((one, other) => one.name.localeCompare(other.name));
  return entries.filter(({ name }) => !NOT_OURS.test(name)).flatMap((entry) => {
    const file = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return exampleSources(root, file);
    return isExampleSource(file) && fs.statSync(path.join(root, file)).size > 0 ? [file] : [];
  });
}

/** The first heading, without marks. */
export function titleOf(text: string): string {
  const heading = text.match(/^# (.*)$/m)?.[1] ?? '';
  return heading.replace(/<[^>]*>/g, '').replace(/`/g, '').trim();
}

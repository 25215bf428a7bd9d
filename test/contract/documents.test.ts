import * as fs from 'fs';
import * as path from 'path';
import { documents } from '../support/examples';

const ROOT = path.join(__dirname, '..', '..');
const MORE = ['ARCHITECTURE.md', 'CONTRIBUTING.md', 'CODE_OF_CONDUCT.md', 'SECURITY.md', 'examples/README.md'];
const FILES = [...documents(), ...MORE];

describe('the documents', () => {
  test.each(FILES)('%s links only to files and headings that exist', (file) => expect(deadLinksIn(file, read(file))).toEqual([]));

  test.each(MORE)('%s names only folders and files of ours that exist', (file) => expect(lostFilesIn(read(file))).toEqual([]));

  test('fails on a file that is gone', () => expect(lostFilesIn('`src/index.ts` `src/no-such-file.ts` `test/*.ts`')).toEqual(['src/no-such-file.ts']));

  test('fails on a heading that is gone', () => expect(deadLinksIn('docs/README.md', '[x](tests.md#no-such-heading) [y](no-such-file.md)')).toEqual(['tests.md#no-such-heading', 'no-such-file.md']));

  test('each guide is in the index', () => {
    const linked = linksIn(read('docs/README.md')).map((link) => `docs/${link.split('#')[0]}`);
    expect(documents().filter((file) => !['README.md', 'docs/README.md'].includes(file) && !linked.includes(file))).toEqual([]);
  });

  test('fails on a row with a cell too many', () => expect(unevenRowsIn('text\n\n| a | b |\n|---|---|\n| x | y |\n| x | y | z |\n')).toEqual(['| x | y | z |']));

  test.each(FILES)('%s has rows of one length in each table', (file) => expect(unevenRowsIn(read(file))).toEqual([]));
});

function read(file: string): string {
  return fs.readFileSync(path.join(ROOT, file), 'utf8');
}

/** Without blocks and code, in which `](` is something else. */
function proseOf(text: string): string {
  return text.replace(/^```[^]*?^```$/gm, '').replace(/`[^`\n]*`/g, '');
}

function linksIn(text: string): string[] {
  return [...proseOf(text).matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)].map(([, link]) => link);
}

function deadLinksIn(file: string, text: string): string[] {
  return linksIn(text).filter((link) => {
    const [target, anchor] = link.split('#');
    const location = target ? path.join(ROOT, path.dirname(file), target) : path.join(ROOT, file);
    if (!fs.existsSync(location)) return true;
    return anchor !== undefined && !headingsOf(fs.readFileSync(location, 'utf8')).includes(anchor);
  });
}

/** What stands as code and begins with a folder of the repository; a pattern is no file. */
function lostFilesIn(text: string): string[] {
  const named = [...text.matchAll(/`((?:src|test|projenrc|integ|docs|rosetta|bin|\.ci)\/[\w./-]*)`/g)].map(([, file]) => file);
  return named.filter((file) => !fs.existsSync(path.join(ROOT, file)));
}

/** As GitHub makes anchors. */
function headingsOf(text: string): string[] {
  const headings = [...text.replace(/^```[^]*?^```$/gm, '').matchAll(/^#+ (.*)$/gm)];
  return headings.map(([, heading]) => heading.toLowerCase().replace(/[^\w -]/g, '').replace(/ /g, '-'));
}

/** A row with more or fewer cells than its heading loses some on GitHub. */
function unevenRowsIn(text: string): string[] {
  const cells = (row: string) => row.replace(/\\\|/g, '').split('|').length;
  const tables = text.replace(/^```[^]*?^```$/gm, '').split(/\n(?!\|)/).flatMap((part) => part.match(/(?:^|\n)(\|.*(?:\n\|.*)*)/)?.[1] ?? []);
  return tables.flatMap((table) => {
    const [heading, ...rows] = table.split('\n');
    return rows.filter((row) => cells(row) !== cells(heading));
  });
}

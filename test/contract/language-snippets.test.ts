import * as fs from 'fs';
import * as path from 'path';

const GUIDE = path.join(__dirname, '..', '..', 'docs', 'languages.md');

/** A block of another language than TypeScript, and the tested file that stands before it: "From [name](path)". */
interface Snippet {
  readonly place: string;
  readonly file?: string;
  readonly code: string;
}

describe('the snippets of docs/languages.md', () => {
  const snippets = snippetsIn(fs.readFileSync(GUIDE, 'utf8'));

  test('are there for each language that is tested', () => {
    expect([...new Set(snippets.map(({ place }) => place.split(':')[0]))]).toEqual(['python', 'xml', 'java', 'js', 'go']);
  });

  test.each(snippets.map((snippet) => [snippet.place, snippet] as const))('%s stands in the app that is synthesised', (_, snippet) => expect(isInFile(snippet)).toBe(true));

  test('fails on one that is in no file', () => {
    const [python] = snippets;
    expect(isInFile({ ...python, code: python.code.replace('Repo', 'Rope') })).toBe(false);
    expect(isInFile({ ...python, file: undefined })).toBe(false);
  });
});

function snippetsIn(text: string): Snippet[] {
  return [...text.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].map(({ 1: language, 2: code, index }) => {
    const before = text.slice(0, index);
    return { place: `${language}:${before.split('\n').length}`, file: [...before.matchAll(/^From \[[^\]]+\]\(([^)]+)\)/gm)].pop()?.[1], code };
  });
}

/** However far it is indented there. */
function isInFile({ file, code }: Snippet): boolean {
  if (!file) return false;
  const text = fs.readFileSync(path.join(path.dirname(GUIDE), file), 'utf8');
  const lines = code.trimEnd().split('\n');
  return [...new Set(text.match(/^[ \t]*/gm))].some((indent) => text.includes(lines.map((line) => `${indent}${line}\n`).join('')));
}

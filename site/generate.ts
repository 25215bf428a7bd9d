import * as fs from 'node:fs';
import * as path from 'node:path';
import { API_FILE, GeneratedPage, toApiPages } from './api-pages';
import { exampleSources, GENERATED, REPOSITORY, toPage } from './pages';

/** Writes the pages that no document is the source of: those of the API, and those of the examples' sources. */
export function generatePages(root: string): void {
  const read = (file: string) => fs.readFileSync(path.join(root, file), 'utf8');
  const examples = exampleSources(root).map((file) => toExamplePage(file, read(file)));
  fs.rmSync(path.join(root, GENERATED), { recursive: true, force: true });
  for (const { page, text } of [...toApiPages(read(API_FILE)), ...examples]) {
    const file = path.join(root, GENERATED, page);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, `---\neditLink: false\n---\n\n${text}`);
  }
}

/** A source as a page: its name, where it lies, its text. */
export function toExamplePage(file: string, source: string): GeneratedPage {
  const text = [`# ${path.posix.basename(file)}`, '', `[${file}](${REPOSITORY}/blob/main/${file})`, '', `\`\`\`${path.extname(file).slice(1)}`, source.trimEnd(), '```', ''];
  return { page: toPage(file), text: text.join('\n') };
}

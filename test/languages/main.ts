import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { DotNet } from './dotnet';
import { Go } from './go';
import { Java } from './java';
import { Language } from './language';
import { JavaScript, TypeScript } from './node';
import { Python } from './python';
import { referenceTemplate } from './reference';
import { HEADING, Row, summary, tableLine } from './table';
import { differences } from './template-differences';

const LANGUAGES: Language[] = [new TypeScript(), new JavaScript(), new Python(), new Java(), new Go(), new DotNet()];

/** Uses the built packages as a user of each language does, and compares what they synthesise with the TypeScript example: `npm run test:languages -- java go`. */
function main(args: string[]): number {
  const words = args.filter((arg) => !arg.startsWith('--'));
  const unknown = words.filter((word) => !LANGUAGES.some(({ name }) => name === word));
  if (unknown.length > 0) throw new Error(`no language ${unknown.join(', ')}: choose among ${LANGUAGES.map(({ name }) => name).join(', ')}`);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'languages-'));
  try {
    const expected = JSON.parse(referenceTemplate(path.join(folder, 'reference')));
    console.log(tableLine(HEADING));
    const chosen = LANGUAGES.filter(({ name }) => words.length === 0 || words.includes(name));
    const rows = chosen.map((language) => report(language, path.join(folder, language.name), expected));
    console.log(summary(rows));
    const wanting = rows.filter(({ result }) => result === 'FAIL' || (result === 'SKIPPED' && words.length > 0 && !args.includes('--if-possible')));
    return wanting.length > 0 ? 1 : 0;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Prints the row at once: the next language takes a while. */
function report(language: Language, folder: string, expected: unknown): Row {
  const missing = language.missing();
  if (missing) console.error(`SKIPPED ${language.name}: ${missing}`);
  const { row, output } = missing ? { row: skipped(language), output: '' } : judge(language, folder, expected);
  console.log(tableLine(row));
  if (output) console.log(output.split('\n').slice(-60).join('\n'));
  return row;
}

function skipped({ name }: Language): Row {
  return { language: name, packaged: '-', compiled: '-', tested: '-', synthesised: '-', differences: '-', seconds: '-', result: 'SKIPPED' };
}

function judge(language: Language, folder: string, expected: unknown): { readonly row: Row; readonly output: string } {
  const started = Date.now();
  const columns = { packaged: '-', compiled: '-', tested: '-', synthesised: '-', differences: '-' };
  let output = '';
  fs.mkdirSync(folder, { recursive: true });
  for (const step of language.steps(folder)) {
    columns[step.name] = step.passed ? 'yes' : 'NO';
    if (!step.passed) output = step.output;
    if (step.template !== undefined) output = compare(expected, step.template, columns);
    if (output) break;
  }
  const passed = !output && columns.differences === '0';
  return { row: { language: language.name, ...columns, seconds: String(Math.round((Date.now() - started) / 1000)), result: passed ? 'ok' : 'FAIL' }, output };
}

function compare(expected: unknown, template: string, columns: { differences: string }): string {
  const found = differences(expected, JSON.parse(template));
  columns.differences = String(found.length);
  return found.join('\n');
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}

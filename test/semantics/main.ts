import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { RULES } from './rules';

const ROOT = path.resolve(__dirname, '..', '..');
const WORD = { kept: 'the sandbox keeps the rule', noticed: 'a mutant is noticed of the rule' } as const;

interface Report {
  readonly testResults: { readonly assertionResults: { readonly ancestorTitles: string[]; readonly title: string; readonly status: string }[] }[];
}

/** Runs the table of documented semantics, and prints a row for each rule: `npx projen semantics`, or with words that choose rules. */
function main(words: string[]): number {
  const rules = RULES.filter(({ says }) => words.length === 0 || words.some((word) => says.includes(word)));
  const outcomes = run(words);
  const rows = rules.map(({ says, link, mutation }) => {
    const kept = outcomes.get(`${WORD.kept} ${says}`);
    const noticed = outcomes.get(`${WORD.noticed} ${says}`);
    const isAsExpected = kept === 'passed' && noticed === 'passed';
    console.log(`${isAsExpected ? 'ok  ' : 'FAIL'} ${says}`);
    console.log(`       page      ${link}`);
    console.log(`       test      ${kept === 'passed' ? 'green' : kept ?? 'not run'}`);
    console.log(`       mutant    ${noticed === 'passed' ? 'red' : `not noticed (${noticed ?? 'not run'})`}: ${mutation.file}: ${oneLine(mutation.from)} -> ${oneLine(mutation.to) || '(nothing)'}`);
    return isAsExpected;
  });
  const failed = rows.filter((isAsExpected) => !isAsExpected).length;
  console.log(`\n${rows.length - failed} of ${rows.length} documented rules are kept, and a mutant of each is noticed`);
  return failed === 0 && rows.length > 0 ? 0 : 1;
}

/** The status of each test, by its full name. */
function run(words: string[]): Map<string, string> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'semantics-'));
  const outputFile = path.join(folder, 'report.json');
  const pattern = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  const command = [require.resolve('jest/bin/jest'), 'test/semantics', '--coverage=false', '--reporters=default', '--json', `--outputFile=${outputFile}`];
  spawnSync(process.execPath, [...command, ...(pattern ? ['-t', pattern] : [])], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
  const { testResults } = JSON.parse(fs.readFileSync(outputFile, 'utf8')) as Report;
  fs.rmSync(folder, { recursive: true, force: true });
  const assertions = testResults.flatMap(({ assertionResults }) => assertionResults);
  return new Map(assertions.map(({ ancestorTitles, title, status }) => [[...ancestorTitles, title].join(' '), status]));
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

process.exitCode = main(process.argv.slice(2));

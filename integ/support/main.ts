import * as fs from 'node:fs';
import * as path from 'node:path';
import { accountPlace } from './in-account';
import { sandboxPlace } from './in-sandbox';
import { LOGS, ROOT, runAll } from './integ-run';
import { toLines } from './table';
import { Steps } from '../../src/sandbox';

const FOLDER = path.join(ROOT, 'integ');
const REAL = '--real';

/** Runs every integration test, or those whose names contain one of the words, and prints how they came out. */
async function main(args: readonly string[]): Promise<number> {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const unknown = args.filter((arg) => arg.startsWith('-') && arg !== REAL);
  if (unknown.length > 0) throw new Error(`${unknown.join(' ')} is not known: words choose tests, ${REAL} runs them in the account of AWS_PROFILE`);
  const files = chosen(args.filter((arg) => arg !== REAL));
  const place = args.includes(REAL) ? await accountPlace(files, pipelinesOf(files)) : await sandboxPlace(new Steps(say));
  try {
    [`${files.length} tests ${place.notes[0]}`, ...place.notes.slice(1)].forEach(say);
    const rows = await runAll(files, place, say);
    const passed = rows.filter((row) => row.passed).length;
    console.log(`\n${toLines(rows).join('\n')}\n\n${passed} of ${rows.length} passed; all that was said is in ${path.relative(process.cwd(), LOGS)}`);
    return passed === rows.length ? 0 : 1;
  } finally {
    await place.close();
  }
}

function chosen(words: readonly string[]): string[] {
  const files = fs.readdirSync(FOLDER).filter((file) => /^integ\..*\.ts$/.test(file)).filter((file) => fs.statSync(path.join(FOLDER, file)).isFile());
  const names = files.filter((file) => words.length === 0 || words.some((word) => file.includes(word)));
  if (names.length === 0) throw new Error(`no test is called ${words.join(' or ')}; there are ${files.join(', ')}`);
  return names.sort();
}

/** As the snapshots have them: nothing is synthesised to say what it costs. */
function pipelinesOf(files: readonly string[]): number {
  const templates = files.flatMap((file) => {
    const folder = path.join(FOLDER, `${file}.snapshot`);
    return fs.existsSync(folder) ? fs.readdirSync(folder).filter((name) => name.endsWith('.template.json')).map((name) => path.join(folder, name)) : [];
  });
  return templates.filter((template) => fs.readFileSync(template, 'utf8').includes('"AWS::CodePipeline::Pipeline"')).length;
}

main(process.argv.slice(2)).then(
  (code) => { process.exitCode = code; },
  (error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  },
);

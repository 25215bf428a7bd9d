import * as fs from 'node:fs';
import * as path from 'node:path';
import { Place } from './place';
import { CommandResult, tryRun } from '../../src/sandbox/run-command';

export const ROOT = path.resolve(__dirname, '..', '..');
export const BIN = path.join(ROOT, 'node_modules', '.bin');
/** All that integ-runner said, for each test. */
export const LOGS = path.join(ROOT, 'reports', 'integ');
/** Longer than the longest wait of a test, with deployment and removal on a real account. */
const TIMEOUT_SECONDS = 2 * 3600;
/** Whatever the snapshot says: to compare it is the work of `integ:snapshot`. One that passes is renewed. */
const ALWAYS = ['--update-on-failed', '--force'];

/** How a test came out. */
export interface Row {
  /** `integ.NAME.ts` */
  readonly file: string;
  readonly passed: boolean;
  readonly seconds: number;
  /** Of a test that failed: what integ-runner said of it. */
  readonly reasons: string[];
}

/** Runs the tests of one folder, or those that are named, with integ-runner. */
export function runIntegTests(place: Pick<Place, 'environment' | 'region'>, folder: string, files: string[], onLine?: (line: string) => void): Promise<CommandResult> {
  const { environment, region } = place;
  const env = { ...environment, TS_NODE_TRANSPILE_ONLY: 'true', PATH: `${BIN}${path.delimiter}${environment.PATH}` };
  const args = [...files, '--directory', folder, '--language', 'typescript', '--parallel-regions', region, ...ALWAYS];
  return tryRun(path.join(BIN, 'integ-runner'), args, { cwd: ROOT, env, timeoutSeconds: TIMEOUT_SECONDS, onLine });
}

/** Runs the tests, as many at a time as the place allows, and keeps their order. */
export async function runAll(files: readonly string[], place: Place, say: (line: string) => void): Promise<Row[]> {
  const rows: Row[] = [];
  const waiting = files.map((file, index) => ({ file, index }));
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      say(`${next.file}: started`);
      const row = await runOne(next.file, place);
      say(`${next.file}: ${row.passed ? 'passed' : 'FAILED'} after ${row.seconds.toFixed(0)} s`);
      rows[next.index] = row;
    }
  };
  await Promise.all(Array.from({ length: place.parallel }, worker));
  return rows;
}

async function runOne(file: string, place: Place): Promise<Row> {
  const start = Date.now();
  const { stdout, stderr } = await runIntegTests(place, 'integ', [file]);
  const output = `${stdout}${stderr}`;
  fs.mkdirSync(LOGS, { recursive: true });
  fs.writeFileSync(path.join(LOGS, `${file}.log`), output);
  return { file, seconds: (Date.now() - start) / 1000, ...verdictOf(output) };
}

/** By what is said of each test: the exit code is also 1 for a passing test whose snapshot was of another template. */
export function verdictOf(output: string): { passed: boolean; reasons: string[] } {
  const lines = output.split('\n');
  const passed = lines.some((line) => /^\s*SUCCESS\s/.test(line)) && !lines.some(isFailure);
  return { passed, reasons: passed ? [] : reasonsIn(lines) };
}

/** integ-runner says ASSERT where a deployed test was not as expected, FAILED where it came to no end. */
function isFailure(line: string): boolean {
  return /^\s*(ASSERT|FAILED)\s/.test(line);
}

/** From the line that says which test failed to the summary, without what held; where nothing was said of a test, the last lines. */
function reasonsIn(lines: string[]): string[] {
  const from = lines.findIndex(isFailure);
  const said = from < 0 ? lines : lines.slice(from, lines.findIndex((line, index) => index > from && /^\s*Test Results/.test(line)));
  return said.map((line) => line.trim()).filter((line) => line && !line.endsWith(' - success')).slice(-12);
}

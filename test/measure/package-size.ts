import { execFileSync } from 'child_process';
import * as path from 'path';
import { atMost, orInstead, Section } from './table';

const ROOT = path.join(__dirname, '..', '..');

const GOAL = 1_000_000;
const COMMAND_LINE = 'assets/cli/';

/** A file of the package with its bytes. */
export interface SizedFile {
  readonly path: string;
  readonly size: number;
}

/** What is held, in bytes; the whole is over the goal of a megabyte, since the command line is a sandbox with its libraries in one file, a generator and a report. */
export const LIMITS: ReadonlyArray<{ readonly part: string; readonly has: (file: string) => boolean; readonly bytes: number }> = [
  { part: 'all of it', has: () => true, bytes: 1_350_000 },
  { part: 'without the command line', has: (file) => !file.startsWith(COMMAND_LINE), bytes: 700_000 },
  { part: 'outside assets', has: (file) => !file.startsWith('assets/'), bytes: 400_000 },
];

interface Packed {
  readonly size: number;
  readonly files: ReadonlyArray<SizedFile & { readonly mode: number }>;
}

/** What npm would publish. */
export function packed(): Packed {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const said = execFileSync('npm', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 16 * 1024 * 1024 });
  const answer: Packed[] = JSON.parse(said);
  return answer[0];
}

/** The parts that weigh more than they may. */
export function overweight(files: readonly SizedFile[]): string[] {
  const weighed = LIMITS.map(({ part, has, bytes }) => ({ part, bytes, weight: weightOf(files, has) }));
  return weighed.filter(({ weight, bytes }) => weight >= bytes).map(({ part, weight, bytes }) => `unpacked, ${part}: ${weight} bytes, and to be less than ${bytes}`);
}

export function packageSection(): Section {
  const { size, files } = packed();
  const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(0)} kB`;
  const parts = ['lib/', COMMAND_LINE, 'assets/github/', 'assets/runtime/', 'assets/provisioning/', '.jsii'];
  const held = LIMITS.map(({ part, has, bytes }) => {
    const weight = weightOf(files, has);
    return { name: `unpacked, ${part}`, values: [kilobytes(weight)], goal: orInstead(atMost(weight, Math.min(GOAL, bytes)), weight, bytes) };
  });
  return {
    title: 'Package',
    columns: ['size'],
    rows: [
      { name: 'packed', values: [kilobytes(size)] },
      ...held,
      ...parts.map((part) => ({ name: `  ${part}`, values: [kilobytes(weightOf(files, (file) => file.startsWith(part)))] })),
    ],
    notes: ['The command line is one file with the sandbox and its libraries in it, so that nothing else has to be installed.'],
  };
}

function weightOf(files: readonly SizedFile[], has: (file: string) => boolean): number {
  return files.filter((file) => has(file.path)).reduce((sum, { size }) => sum + size, 0);
}

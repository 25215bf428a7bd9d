import { execFileSync } from 'child_process';
import * as path from 'path';
import { atMost, orInstead, Section } from './table';

const ROOT = path.join(__dirname, '..', '..');

const GOAL = 1_000_000;
/** What is held: a library of less than the goal, and the command line with a whole sandbox in it. */
export const UNPACKED = 1_200_000;

interface Packed {
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: ReadonlyArray<{ readonly path: string; readonly size: number; readonly mode: number }>;
}

/** What npm would publish. */
export function packed(): Packed {
  const said = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 16 * 1024 * 1024 });
  const answer: Packed[] = JSON.parse(said);
  return answer[0];
}

export function packageSection(): Section {
  const { size, unpackedSize, files } = packed();
  const inside = (part: string) => files.filter((file) => file.path.startsWith(part)).reduce((sum, file) => sum + file.size, 0);
  const library = unpackedSize - inside('assets/cli/');
  const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(0)} kB`;
  const parts = ['lib/', 'assets/cli/', 'assets/github/', 'assets/runtime/', 'assets/provisioning/', '.jsii'];
  return {
    title: 'Package',
    columns: ['size'],
    rows: [
      { name: 'packed', values: [kilobytes(size)] },
      { name: 'unpacked', values: [kilobytes(unpackedSize)], goal: orInstead(atMost(unpackedSize, GOAL), unpackedSize, UNPACKED) },
      { name: 'unpacked, without the command line', values: [kilobytes(library)], goal: atMost(library, GOAL) },
      ...parts.map((part) => ({ name: `  ${part}`, values: [kilobytes(inside(part))] })),
    ],
    notes: ['The command line is one file with the sandbox and its libraries in it, so that nothing else has to be installed.'],
  };
}

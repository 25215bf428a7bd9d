import { execFileSync } from 'child_process';
import * as path from 'path';
import { atMost, Section } from './table';

const ROOT = path.join(__dirname, '..', '..');

export const UNPACKED = 1_000_000;

interface Packed {
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: ReadonlyArray<{ readonly path: string; readonly size: number }>;
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
  const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(0)} kB`;
  const parts = ['lib/', 'assets/cli/', 'assets/github/', 'assets/runtime/', 'assets/provisioning/', '.jsii'];
  return {
    title: 'Package',
    columns: ['size'],
    rows: [
      { name: 'packed', values: [kilobytes(size)] },
      { name: 'unpacked', values: [kilobytes(unpackedSize)], goal: { ...atMost(unpackedSize, UNPACKED), text: '< 1 MB' } },
      ...parts.map((part) => ({ name: `  ${part}`, values: [kilobytes(inside(part))] })),
    ],
  };
}

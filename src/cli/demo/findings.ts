import * as fs from 'node:fs';
import * as path from 'node:path';

/** A finding of a basic scan, as ECR has it. */
export interface Finding {
  readonly name: string;
  readonly severity: string;
  readonly description: string;
}

/** What the sandbox's registry reports of an image: its findings, or a scan in another state. */
export type ScanAnswer = readonly Finding[] | { readonly status: string; readonly description?: string };

/** What the registry reports of every image, unless a real scanner is there: simulated, and said to be. */
export function writeFindings(stateFolder: string): void {
  write(stateFolder, { default: [] });
}

/** What it reports of one image; what it reports of the others stays. */
export function reportScan(stateFolder: string, digest: string, answer: ScanAnswer): void {
  const file = fileOf(stateFolder);
  const known = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, unknown> : { default: [] };
  write(stateFolder, { ...known, [digest]: answer });
}

function fileOf(stateFolder: string): string {
  return path.join(stateFolder, 'findings.json');
}

/** By rename: the registry reads it at any time. */
function write(stateFolder: string, content: Record<string, unknown>): void {
  fs.mkdirSync(stateFolder, { recursive: true });
  const file = fileOf(stateFolder);
  fs.writeFileSync(`${file}.part`, JSON.stringify(content, null, 2));
  fs.renameSync(`${file}.part`, file);
}

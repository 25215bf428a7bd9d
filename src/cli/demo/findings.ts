import * as fs from 'node:fs';
import * as path from 'node:path';
import { Break } from './breaks';

/** What the sandbox's registry reports of every image, unless a real scanner is there: simulated, and said to be. */
export function writeFindings(stateFolder: string, findings: NonNullable<Break['findings']> = []): void {
  fs.mkdirSync(stateFolder, { recursive: true });
  fs.writeFileSync(path.join(stateFolder, 'findings.json'), JSON.stringify({ default: findings }, null, 2));
}

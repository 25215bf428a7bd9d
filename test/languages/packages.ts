import * as fs from 'fs';
import * as path from 'path';
import { Ended, run } from './language';

export const ROOT = path.join(__dirname, '..', '..');
export const EXAMPLES = path.join(ROOT, 'examples');

/** A package as it would be published: the folder of its language, or why there is none. */
export interface BuiltPackage extends Ended {
  readonly folder: string;
}

/** Builds the package of a language with jsii-pacmak, and compiles it with that language's own compiler; compile the TypeScript first. */
export function buildPackage(target: 'python' | 'java' | 'go', outdir: string): BuiltPackage {
  const ended = run(path.join(ROOT, 'node_modules', '.bin', 'jsii-pacmak'), ['--target', target, '--outdir', outdir], ROOT);
  return { ...ended, folder: path.join(outdir, target) };
}

/** The template that an app left in its folder. */
export function templateIn(folder: string): string {
  return fs.readFileSync(path.join(folder, 'cdk.out', 'Orders.template.json'), 'utf8');
}

/** A copy of an example's committed files, for a user's project. */
export function copyExample(name: string, folder: string): void {
  const made = /^(__pycache__|\.pytest_cache|cdk\.out|\.venv|reports|coverage|target|node_modules)$/;
  fs.cpSync(path.join(EXAMPLES, name), folder, { recursive: true, filter: (file) => !made.test(path.basename(file)) });
}

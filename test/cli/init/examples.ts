import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { runInit } from './support';
import { InitOptions } from '../../../src/cli/program';

const ROOT = path.join(__dirname, '..', '..', '..');

/** An example that `init` makes. */
export interface Example {
  readonly folder: string;
  readonly language: InitOptions['language'];
  /** What a tool of the language makes beside it, as the new project's README says. */
  readonly madeByTools: string[];
}

export const EXAMPLES: Example[] = [
  { folder: 'examples/orders-infra', language: 'typescript', madeByTools: [] },
  { folder: 'examples/python-infra', language: 'python', madeByTools: ['requirements.txt'] },
  { folder: 'examples/java-infra', language: 'java', madeByTools: [] },
];

/** The answers of all examples. */
export const ANSWERS = {
  repository: 'acme/orders',
  connectionName: 'acme-github',
  suffix: 'dev',
  email: 'payments@acme.example',
  withoutService: true,
  tag: ['team=payments', 'author=jane', 'prNumber=42'],
  infraRepository: 'acme/orders-infra',
  ownerId: '1234567',
  repositoryId: '987654321',
  environment: ['release/*=staging'],
} satisfies Partial<InitOptions>;

/** Files by their path. */
export type FolderContent = Map<string, string>;

/** Lets `init` make the example in a folder that is empty. */
export async function makeExample({ language }: Example, folder: string): Promise<FolderContent> {
  const { error } = await runInit({ ...ANSWERS, folder, language });
  if (error) throw error;
  const files = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return contentOf(folder, files.map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name))));
}

/** The example as git has it, or would have it; without what tools made of it. */
export function committedExample({ folder, madeByTools }: Example): FolderContent {
  const names = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '.'], { cwd: path.join(ROOT, folder), encoding: 'utf8' }).split('\n');
  const there = names.filter((name) => name && fs.existsSync(path.join(ROOT, folder, name)));
  return contentOf(path.join(ROOT, folder), there.filter((name) => !madeByTools.includes(name)));
}

/** Writes the example anew. */
export function renewExample(example: Example, content: FolderContent): void {
  for (const name of committedExample(example).keys()) if (!content.has(name)) fs.rmSync(path.join(ROOT, example.folder, name));
  for (const [name, text] of content) {
    fs.mkdirSync(path.dirname(path.join(ROOT, example.folder, name)), { recursive: true });
    fs.writeFileSync(path.join(ROOT, example.folder, name), text);
  }
}

function contentOf(folder: string, names: string[]): FolderContent {
  return new Map(names.sort().map((name) => [name, fs.readFileSync(path.join(folder, name), 'utf8')]));
}

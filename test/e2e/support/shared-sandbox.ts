import * as path from 'node:path';
import { readSandbox, Sandbox } from '../../../src/sandbox';

/** The repository: what the bundled programs and the compiled package are read from. */
export const ROOT = path.resolve(__dirname, '..', '..', '..');

/** How the global setup tells the test files what it has done. */
export const VARIABLES = { stateFolder: 'E2E_STATE_FOLDER', skipped: 'E2E_SKIPPED' } as const;

/** `describe`, or `describe.skip` where no Docker engine can be had: skipped is never reported as passed. */
export function describeInSandbox(name: string, tests: () => void): void {
  (process.env[VARIABLES.skipped] ? describe.skip : describe)(name, tests);
}

/** The sandbox that all test files share. */
export function sharedSandbox(): Sandbox {
  const sandbox = readSandbox(process.env[VARIABLES.stateFolder] ?? '');
  if (!sandbox) throw new Error(`no sandbox in ${process.env[VARIABLES.stateFolder]}: run these tests with --config jest.e2e.config.json`);
  return sandbox;
}

/** Writes a line at once, with the name of the test file: several files run at the same time. */
export function tell(name: string): (line: string) => void {
  return (line) => void process.stderr.write(`[${name}] ${line.trimEnd()}\n`);
}

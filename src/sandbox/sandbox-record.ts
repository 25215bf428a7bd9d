import * as fs from 'node:fs';
import * as path from 'node:path';
import { BackgroundProcess, isRunning } from './background-process';
import { Engine } from './engine-docker';

/** A sandbox that was brought up, as it is kept in `sandbox.json` of its folder. */
export interface Sandbox {
  readonly stateFolder: string;
  /** Where images and environments are shared between sandboxes. */
  readonly cacheFolder: string;
  readonly accountId: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly frontPort: number;
  /** The one AWS endpoint: AWS_ENDPOINT_URL. */
  readonly frontUrl: string;
  /** The emulator's own address; its image registry answers there. */
  readonly emulatorUrl: string;
  readonly engine: Engine;
  /** Folders in front of PATH: the one with `aws`. */
  readonly toolPaths: string[];
  readonly emulator?: BackgroundProcess;
  readonly front?: BackgroundProcess;
  /** As long as it is not up. */
  readonly broughtUpBy?: BackgroundProcess;
}

const FILE = 'sandbox.json';

/** The sandbox of a folder; undefined when none was brought up there. */
export function readSandbox(stateFolder: string): Sandbox | undefined {
  const file = path.join(stateFolder, FILE);
  return fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, 'utf8')) as Sandbox) : undefined;
}

/** Keeps the record; readable by its owner only, since it holds the sandbox's key. */
export function writeSandbox(sandbox: Sandbox): void {
  fs.mkdirSync(sandbox.stateFolder, { recursive: true });
  const file = path.join(sandbox.stateFolder, FILE);
  fs.writeFileSync(`${file}.part`, JSON.stringify(sandbox, null, 2), { mode: 0o600 });
  fs.renameSync(`${file}.part`, file);
}

/** Whether both processes of the sandbox run. */
export function isUp(sandbox: Sandbox | undefined): sandbox is Sandbox {
  return isRunning(sandbox?.emulator) && isRunning(sandbox?.front);
}

/** Whether it is up or will be. */
export function isInUse(sandbox: Sandbox | undefined): boolean {
  return isRunning(sandbox?.broughtUpBy) || isUp(sandbox);
}

/**
 * Removes what a sandbox left in its folder. The findings file is the user's; the logs stay until the next sandbox.
 */
export function clearFolder(stateFolder: string, alsoLogs: boolean): void {
  if (!readSandbox(stateFolder)) {
    return;
  }
  const kept = ['findings.json', ...(alsoLogs ? [] : ['logs'])];
  const names = fs.readdirSync(stateFolder).filter((name) => !kept.includes(name) && name !== FILE);
  // The record goes last: what is interrupted here is taken up by the next call.
  for (const name of [...names, FILE]) {
    fs.rmSync(path.join(stateFolder, name), { recursive: true, force: true });
  }
}

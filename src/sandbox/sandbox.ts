import { createHash, randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import { BackgroundProcess, identify, isRunning, lastLines, startBackground, stopBackground, waitFor } from './background-process';
import { EXAMPLE_BASE_IMAGE, ensureBaseImage } from './base-image';
import { cacheFolder } from './cache-folder';
import { EMULATOR_FOLDER, EmulatorOptions, startEmulator } from './emulator';
import { ensureEngine, stopEngine } from './engine-docker';
import { dropEngineUser, keepEngineUser } from './engine-users';
import { ensureFunctionLibraries } from './function-libraries';
import { exclusively } from './machine-lock';
import { ensurePythonEnvironment } from './python-environment';
import { removeRemains } from './remains';
import { Sandbox, clearFolder, isUp, readSandbox, writeSandbox } from './sandbox-record';
import { Steps } from './steps';

export { sandboxEnvironment } from './sandbox-environment';
export { type Sandbox, readSandbox } from './sandbox-record';

const REGION = 'us-east-1';

export interface UpOptions {
  /** The sandbox's folder. */
  readonly stateFolder: string;
  /**
   * The command that runs the front; `--state FOLDER` is appended.
   *
   * @default - this program's own `_front` command
   */
  readonly frontCommand?: string[];
  /**
   * The front's port.
   *
   * @default - a free one
   */
  readonly port?: number;
  /** @default - lines on the standard output */
  readonly steps?: Steps;
}

/** Brings the sandbox up, or answers the one that is up in the folder already. */
export async function up(options: UpOptions): Promise<Sandbox> {
  const steps = options.steps ?? new Steps();
  const stateFolder = path.resolve(options.stateFolder);
  const before = readSandbox(stateFolder);
  if (isUp(before) && (await frontAnswers(before.frontUrl))) {
    steps.say(`sandbox: already up at ${before.frontUrl}`);
    return before;
  }
  if (before && isRunning(before.emulator) && !isRunning(before.front)) {
    return restartFront(before, options, steps);
  }
  if (before) {
    await steps.run('what the last sandbox left: removed', () => stopProcesses(before));
    clearFolder(stateFolder, true);
  }
  return bringUp(stateFolder, options, steps, before);
}

/** The front was killed, the emulator and the containers live: it takes up its state, and what ran has failed. */
async function restartFront(sandbox: Sandbox, options: UpOptions, steps: Steps): Promise<Sandbox> {
  const front = await steps.run(`AWS endpoint was gone: started again at ${sandbox.frontUrl}`, () => startFrontProcess(sandbox, options));
  const again: Sandbox = { ...sandbox, front };
  writeSandbox(again);
  return again;
}

/** What fails half-way is taken back; the logs stay. */
async function bringUp(stateFolder: string, options: UpOptions, steps: Steps, before?: Sandbox): Promise<Sandbox> {
  const cache = cacheFolder();
  const record = await exclusively(cache, steps, () => takeEngine(stateFolder, cache, options, steps));
  try {
    if (before) {
      // The engine may have been down when the rest was removed.
      await removeRemains({ ...before, engine: record.engine });
    }
    const { python, functionLibraries } = await exclusively(cache, steps, () => prepareCache(record, steps));
    return await startProcesses({ ...record, toolPaths: [python.commands] }, options, steps, { python, functionLibraries });
  } catch (error) {
    await down(stateFolder, steps);
    throw error;
  }
}

/** An engine, and a sandbox on record that uses it. */
async function takeEngine(stateFolder: string, cache: string, options: UpOptions, steps: Steps): Promise<Sandbox> {
  const engine = await ensureEngine(cache, steps);
  const planned = await planSandbox(stateFolder, options.port);
  const record: Sandbox = { ...planned, cacheFolder: cache, engine, toolPaths: [], broughtUpBy: identify(process.pid) };
  writeSandbox(record);
  keepEngineUser(cache, stateFolder);
  return record;
}

async function prepareCache({ cacheFolder: cache, engine }: Sandbox, steps: Steps): Promise<EmulatorNeeds> {
  const python = await ensurePythonEnvironment(cache, path.join(EMULATOR_FOLDER, 'requirements.txt'), steps);
  const functionLibraries = await ensureFunctionLibraries(cache, steps);
  await ensureBaseImage(EXAMPLE_BASE_IMAGE, engine, cache, steps);
  return { python, functionLibraries };
}

/** Stops the sandbox of a folder; answers whether there was one. Also cleans what a killed sandbox left. */
export async function down(stateFolder: string, steps: Steps = new Steps()): Promise<boolean> {
  const sandbox = readSandbox(path.resolve(stateFolder));
  if (!sandbox) {
    return false;
  }
  await steps.run('front and emulator stopped', () => stopProcesses(sandbox));
  await exclusively(sandbox.cacheFolder, steps, () => releaseEngine(sandbox, steps));
  clearFolder(sandbox.stateFolder, false);
  return true;
}

async function releaseEngine(sandbox: Sandbox, steps: Steps): Promise<void> {
  if (dropEngineUser(sandbox.cacheFolder, sandbox.stateFolder) === 0 && sandbox.engine.isPrivate) {
    await steps.run('private Docker engine stopped', () => stopEngine(sandbox.cacheFolder, sandbox.engine));
  }
}

/** An account number that stays the same for a folder. */
export function accountIdOf(stateFolder: string): string {
  const number = BigInt(`0x${createHash('sha256').update(stateFolder).digest('hex').slice(0, 15)}`);
  return String(100000000000n + (number % 900000000000n));
}

async function planSandbox(stateFolder: string, port: number | undefined): Promise<Omit<Sandbox, 'cacheFolder' | 'engine' | 'toolPaths'>> {
  const [free, emulatorPort] = await freePorts(2);
  const frontPort = port ?? free;
  return {
    stateFolder,
    accountId: accountIdOf(stateFolder),
    region: REGION,
    accessKeyId: `AKIA${randomBytes(20).toString('hex').toUpperCase().slice(0, 16)}`,
    secretAccessKey: randomBytes(30).toString('base64'),
    frontPort,
    frontUrl: `http://127.0.0.1:${frontPort}`,
    emulatorUrl: `http://127.0.0.1:${emulatorPort}`,
  };
}

type EmulatorNeeds = Pick<EmulatorOptions, 'python' | 'functionLibraries'>;

async function startProcesses(record: Sandbox, options: UpOptions, steps: Steps, made: EmulatorNeeds): Promise<Sandbox> {
  const emulator = await steps.run(`emulator started at ${record.emulatorUrl}`, () => startEmulator({
    ...made,
    port: Number(new URL(record.emulatorUrl).port),
    frontUrl: record.frontUrl,
    accountId: record.accountId,
    region: record.region,
    stateFolder: record.stateFolder,
  }));
  const withEmulator: Sandbox = { ...record, emulator };
  writeSandbox(withEmulator);
  const front = await steps.run(`AWS endpoint started at ${record.frontUrl}`, () => startFrontProcess(withEmulator, options));
  const sandbox: Sandbox = { ...withEmulator, front, broughtUpBy: undefined };
  writeSandbox(sandbox);
  return sandbox;
}

async function startFrontProcess(sandbox: Sandbox, options: UpOptions): Promise<BackgroundProcess> {
  const command = options.frontCommand ?? [process.execPath, path.resolve(process.argv[1]), '_front'];
  const logFile = path.join(sandbox.stateFolder, 'logs', 'front.log');
  const front = await startBackground([...command, '--state', sandbox.stateFolder], { logFile });
  const answered = await waitFor(async () => !isRunning(front) || frontAnswers(sandbox.frontUrl), 30, 50);
  if (!answered || !isRunning(front)) {
    await stopBackground(front);
    throw new Error(`the sandbox's AWS endpoint did not start at ${sandbox.frontUrl}:\n${lastLines(logFile)}\nthe whole log is ${logFile}`);
  }
  return front;
}

/** The front ends first, so that its services stop what they run; then whatever is left. */
async function stopProcesses(sandbox: Sandbox): Promise<void> {
  await stopBackground(sandbox.front, 30);
  await stopBackground(sandbox.emulator);
  await removeRemains(sandbox);
}

async function frontAnswers(frontUrl: string): Promise<boolean> {
  try {
    return (await fetch(`${frontUrl}/_sandbox/status`, { signal: AbortSignal.timeout(3000) })).ok;
  } catch {
    return false;
  }
}

/** Held open together, so that no two are the same. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => net.createServer());
  await Promise.all(servers.map((server) => new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  })));
  const ports = servers.map((server) => (server.address() as net.AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** The folder of a sandbox below a project, when none is given. */
export function defaultStateFolder(project: string = process.cwd()): string {
  return path.join(fs.realpathSync(project), '.sandbox');
}

import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

/** A process that outlives the command that started it. The start time tells it from a later process with the same id. */
export interface BackgroundProcess {
  readonly pid: number;
  /** Ticks since boot as in /proc/PID/stat; absent where there is no /proc. */
  readonly startTime?: string;
}

export interface BackgroundOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Takes both outputs of the process; begun anew. */
  readonly logFile: string;
}

/** Starts a process in a session of its own. */
export function startBackground(command: string[], options: BackgroundOptions): Promise<BackgroundProcess> {
  fs.mkdirSync(path.dirname(options.logFile), { recursive: true });
  const log = fs.openSync(options.logFile, 'w');
  return new Promise((resolve, reject) => {
    const child = spawn(command[0], command.slice(1), {
      detached: true, stdio: ['ignore', log, log], env: options.env ?? process.env, cwd: options.cwd,
    });
    fs.closeSync(log);
    child.once('error', (error) => reject(new Error(`'${command.join(' ')}' could not be started: ${error.message}`)));
    child.once('spawn', () => {
      child.unref();
      resolve(identify(child.pid as number));
    });
  });
}

/** The process as it is now. */
export function identify(pid: number): BackgroundProcess {
  return { pid, startTime: startTime(pid) };
}

/** Whether the very process still runs; a zombie does not. */
export function isRunning(process_: BackgroundProcess | undefined): boolean {
  if (!process_) {
    return false;
  }
  try {
    process.kill(process_.pid, 0);
  } catch {
    return false;
  }
  return statField(process_.pid, 0) !== 'Z' && startTime(process_.pid) === process_.startTime;
}

/** Ends the process and waits for its end; after the grace period it is killed. */
export async function stopBackground(process_: BackgroundProcess | undefined, graceSeconds = 10): Promise<void> {
  for (const [signal, wait] of [['SIGTERM', graceSeconds], ['SIGKILL', 5]] as const) {
    if (!process_ || !isRunning(process_)) {
      return;
    }
    process.kill(process_.pid, signal);
    await waitFor(async () => !isRunning(process_), wait, 50);
  }
}

/** Asks until the answer is yes or the time is up; tells which. */
export async function waitFor(isDone: () => Promise<boolean>, seconds: number, everyMilliseconds = 100): Promise<boolean> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    if (await isDone()) {
      return true;
    }
    if (Date.now() >= end) {
      return false;
    }
    await new Promise((resolve) => setTimeout(resolve, everyMilliseconds));
  }
}

/** The last lines of a log, for an error message. */
export function lastLines(file: string, count = 15): string {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim().split('\n').slice(-count).join('\n') : '';
}

function startTime(pid: number): string | undefined {
  return statField(pid, 19);
}

/** A field of /proc/PID/stat, counted from the state, which follows the command's name in brackets. */
function statField(pid: number, index: number): string | undefined {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[index];
  } catch {
    return undefined;
  }
}

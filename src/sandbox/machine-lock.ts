import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { BackgroundProcess, identify, isRunning, waitFor } from './background-process';
import { Steps } from './steps';

/** A first `up` installs packages and builds an environment. */
const PATIENCE_SECONDS = 900;

/**
 * Does what only one process may do at a time with a cache folder; the others wait for it. The lock of a process that was killed is taken over.
 *
 * @throws Error when another process holds the lock for too long
 */
export async function exclusively<T>(cache: string, steps: Steps, work: () => Promise<T>, patienceSeconds = PATIENCE_SECONDS): Promise<T> {
  fs.mkdirSync(cache, { recursive: true });
  const lock = path.join(cache, 'lock');
  if (!take(lock)) {
    steps.say(`waits for process ${holderOf(lock)?.pid}, which prepares the same cache`);
    await waitForLock(lock, patienceSeconds);
  }
  try {
    return await work();
  } finally {
    fs.rmSync(lock, { force: true });
  }
}

async function waitForLock(lock: string, patienceSeconds: number): Promise<void> {
  if (!(await waitFor(async () => take(lock), patienceSeconds, 100))) {
    throw new Error(`process ${holderOf(lock)?.pid} prepares the sandbox's cache for more than ${patienceSeconds} s; end it, or remove ${lock}`);
  }
}

/** The lock comes into being with its holder in it: a link, made from a file that is complete. */
function take(lock: string): boolean {
  const own = `${lock}.${randomBytes(6).toString('hex')}`;
  fs.writeFileSync(own, JSON.stringify(identify(process.pid)));
  try {
    return link(own, lock) || (removeAbandoned(lock, own), false);
  } finally {
    fs.rmSync(own, { force: true });
  }
}

function removeAbandoned(lock: string, aside: string): void {
  const holder = holderOf(lock);
  if (!holder || isRunning(holder)) {
    return;
  }
  fs.renameSync(lock, aside);
  // Somebody may have taken it over in between.
  if (isRunning(holderOf(aside))) {
    link(aside, lock);
  }
}

function link(from: string, to: string): boolean {
  try {
    fs.linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function holderOf(lock: string): BackgroundProcess | undefined {
  try {
    return JSON.parse(fs.readFileSync(lock, 'utf8')) as BackgroundProcess;
  } catch {
    return undefined;
  }
}

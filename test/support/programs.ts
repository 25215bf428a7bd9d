import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { cacheFolder } from '../../src/sandbox/cache-folder';

/** The folder that holds programs which tests run, or what is missing for them and how to get it. */
export type Programs = { readonly bin: string; readonly missing?: undefined } | { readonly bin?: undefined; readonly missing: string };

const PYTHONS = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];
const MAKES_ENVIRONMENTS = 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 10))';

/** Programs of a folder in the user's cache that are already there. */
export function findInCache(folderName: string): string | undefined {
  const folder = path.join(cacheFolder(), folderName);
  return fs.existsSync(path.join(folder, 'complete')) ? path.join(folder, 'bin') : undefined;
}

/**
 * Programs of a folder in the user's cache, made once for each name of the folder.
 *
 * Nothing is installed outside that folder. What an interrupted or failed `make` left behind is made anew.
 *
 * @param make puts the programs into `bin` of the folder, and throws when it cannot
 */
export function makeInCache(folderName: string, make: (folder: string) => void): Programs {
  const there = findInCache(folderName);
  if (there) return { bin: there };
  const folder = path.join(cacheFolder(), folderName);
  try {
    fs.rmSync(folder, { recursive: true, force: true });
    fs.mkdirSync(folder, { recursive: true });
    make(folder);
    fs.writeFileSync(path.join(folder, 'complete'), '');
    return { bin: path.join(folder, 'bin') };
  } catch (error) {
    return { missing: (error as Error).message };
  }
}

/** The programs of pinned Python packages in an environment of their own, made once for each content of the requirements. */
export function pythonPrograms(name: string, requirementsFile: string): Programs {
  return makeInCache(`${name}-${shortHash(fs.readFileSync(requirementsFile))}`, (folder) => {
    const python = PYTHONS.find((command) => spawnSync(command, ['-c', MAKES_ENVIRONMENTS], { env: process.env }).status === 0);
    if (!python) throw new Error('Python 3.10 or later with its venv module (Debian: apt-get install python3 python3-venv)');
    runOrThrow(python, ['-m', 'venv', folder]);
    runOrThrow(path.join(folder, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', '-r', requirementsFile]);
  });
}

/** Runs a program that makes programs; its last lines are the error. */
export function runOrThrow(program: string, args: string[], environment: NodeJS.ProcessEnv = {}): void {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', timeout: 900_000, env: { ...process.env, ...environment } });
  if (status === 0) return;
  const said = error?.message ?? `${stdout}\n${stderr}`.trim().split('\n').slice(-3).join(' ');
  throw new Error(`what '${path.basename(program)} ${args.join(' ')}' makes: ${said}`);
}

function shortHash(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 12);
}

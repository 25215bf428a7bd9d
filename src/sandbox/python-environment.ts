import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { canInstallPackages, installPackages, missing } from './debian-packages';
import { run, tryRun } from './run-command';
import { Steps } from './steps';

/** A Python environment that holds the emulator and the AWS CLI, nothing else. */
export interface PythonEnvironment {
  /** The interpreter. */
  readonly python: string;
  /** A folder with `aws` alone, to be put in front of PATH: an app in Python must find its own interpreter. */
  readonly commands: string;
}

/** ministack asks for this version. */
const MINIMUM = [3, 10];

/** The environment of the pinned requirements; made once for each content of the file. */
export async function ensurePythonEnvironment(cache: string, requirementsFile: string, steps: Steps): Promise<PythonEnvironment> {
  const folder = path.join(cache, `python-${requirementsHash(fs.readFileSync(requirementsFile, 'utf8'))}`);
  const environment = { python: path.join(folder, 'bin', 'python'), commands: path.join(folder, 'commands') };
  const complete = path.join(folder, 'complete');
  if (fs.existsSync(complete)) {
    steps.say('Python environment: as it was');
    linkCommands(environment.commands);
    return environment;
  }
  const python = await ensurePython(steps);
  fs.rmSync(folder, { recursive: true, force: true });
  await steps.run('Python environment made: emulator and AWS CLI', async () => {
    await run(python, ['-m', 'venv', folder]);
    await run(environment.python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '-r', requirementsFile], {
      timeoutSeconds: 900,
    });
    fs.writeFileSync(complete, '');
  });
  linkCommands(environment.commands);
  return environment;
}

function linkCommands(folder: string): void {
  const link = path.join(folder, 'aws');
  if (!fs.existsSync(link)) {
    fs.mkdirSync(folder, { recursive: true });
    fs.symlinkSync(path.join('..', 'bin', 'aws'), link);
  }
}

/** A short name for what the requirements ask; comments and blank lines do not count. */
export function requirementsHash(requirements: string): string {
  const asked = requirements.split('\n').map((line) => line.replace(/#.*/, '').trim()).filter(Boolean).sort();
  return createHash('sha256').update(asked.join('\n')).digest('hex').slice(0, 12);
}

/** Whether `3.11.7` is new enough. */
export function isRecentPython(version: string): boolean {
  const [major, minor] = version.split('.').map(Number);
  return major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1]);
}

async function ensurePython(steps: Steps): Promise<string> {
  const found = await findPython();
  if (found) {
    return found;
  }
  if (!canInstallPackages()) {
    throw missing(`Python ${MINIMUM.join('.')} or later with its venv module`, ['python3', 'python3-venv']);
  }
  await installPackages(['python3', 'python3-venv'], steps);
  const installed = await findPython();
  if (!installed) {
    throw new Error(`the system's Python is older than ${MINIMUM.join('.')}; put a later 'python3' on the PATH`);
  }
  return installed;
}

/** The first Python that is new enough and can make environments. */
async function findPython(): Promise<string | undefined> {
  for (const python of ['python3', 'python3.13', 'python3.12', 'python3.11', '/usr/bin/python3']) {
    const result = await tryRun(python, ['-c', 'import ensurepip, sys, venv; print(sys.version.split()[0])']);
    if (result.code === 0 && isRecentPython(result.stdout.trim())) {
      return python;
    }
  }
  return undefined;
}

import { execFileSync, spawnSync } from 'child_process';
import { createHash } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';
import { Language, run, Step } from './language';
import { buildPackage, copyExample, EXAMPLES, templateIn } from './packages';
import { cacheFolder } from '../../src/sandbox/cache-folder';

const LOCK = path.join(EXAMPLES, 'python-infra', 'requirements.txt');
const PYTHONS = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];

/**
 * The wheel in `examples/python-infra`.
 *
 * Everything is installed with `--require-hashes`: the others by the example's lock file, the wheel by the hash that it has now.
 */
export class Python implements Language {
  readonly name = 'python';

  missing(): string | undefined {
    return findPython() ? undefined : 'Python 3.10 or later with its venv module is missing (Debian: apt-get install python3 python3-venv)';
  }

  *steps(folder: string): Generator<Step> {
    const built = buildPackage('python', path.join(folder, 'packages'));
    yield { name: 'packaged', ...built };
    const project = path.join(folder, 'project');
    copyExample('python-infra', project);
    const python = environment(findPython() ?? 'python3');
    install(python, project, wheelIn(built.folder));
    yield { name: 'tested', ...run(python, ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', 'tests/unit', 'tests/integration'], project) };
    const ended = run(python, ['app.py'], project);
    yield { name: 'synthesised', ...ended, template: ended.passed ? templateIn(project) : undefined };
  }
}

/** The Python that makes environments, or none. */
function findPython(): string | undefined {
  return PYTHONS.find((python) => spawnSync(python, ['-c', 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 10))']).status === 0);
}

function wheelIn(folder: string): string {
  return path.join(folder, fs.readdirSync(folder).find((name) => name.endsWith('.whl')) ?? '');
}

function install(python: string, project: string, wheel: string): void {
  const requirements = path.join(project, 'wheel.txt');
  fs.writeFileSync(requirements, `${pin(wheel)}\n`);
  pip(python, ['install', '--force-reinstall', '--no-deps', '--find-links', path.dirname(wheel), '--require-hashes', '-r', requirements]);
  pip(python, ['check']);
}

function pin(wheel: string): string {
  const [name, version] = path.basename(wheel).split('-');
  return `${name.replace(/_/g, '-')}==${version} --hash=sha256:${createHash('sha256').update(fs.readFileSync(wheel)).digest('hex')}`;
}

/** The interpreter of the environment for the example's lock file, in the cache folder; those of other lock files are removed. */
function environment(python: string): string {
  const folder = path.join(cacheFolder(), `python-example-${createHash('sha256').update(fs.readFileSync(LOCK)).digest('hex').slice(0, 12)}`);
  const interpreter = path.join(folder, 'bin', 'python');
  const complete = path.join(folder, 'complete');
  if (fs.existsSync(complete)) return interpreter;
  fs.mkdirSync(path.dirname(folder), { recursive: true });
  const others = fs.readdirSync(path.dirname(folder)).filter((name) => name.startsWith('python-example-'));
  others.forEach((name) => fs.rmSync(path.join(path.dirname(folder), name), { recursive: true, force: true }));
  execFileSync(python, ['-m', 'venv', folder], { stdio: 'inherit' });
  pip(interpreter, ['install', '--no-deps', '--require-hashes', '-r', LOCK]);
  fs.writeFileSync(complete, '');
  return interpreter;
}

function pip(python: string, args: string[]): void {
  execFileSync(python, ['-m', 'pip', '--quiet', '--disable-pip-version-check', ...args], { stdio: 'inherit', timeout: 900_000 });
}

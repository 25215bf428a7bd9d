import { execFileSync, spawnSync } from 'child_process';
import { createHash } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';
import { cacheFolder } from '../../src/sandbox/cache-folder';

const ROOT = path.join(__dirname, '..', '..');
const EXAMPLE = path.join(ROOT, 'examples', 'python-infra');
const WHEELS = path.join(ROOT, 'dist', 'python');
/** In CI, so that the committed workflow of the example is compared and not written. */
const RUN = { CDK_DEFAULT_ACCOUNT: '111111111111', CDK_DEFAULT_REGION: 'us-east-1', CDK_VALIDATION: undefined, CI: 'true' };
const PYTHONS = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];

/** How a program ended. */
export interface Ended {
  readonly passed: boolean;
  readonly output: string;
}

/** The Python that makes environments, or none. */
export function findPython(): string | undefined {
  return PYTHONS.find((python) => spawnSync(python, ['-c', 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 10))']).status === 0);
}

/** The package as it would be published to PyPI; compile first. */
export function buildWheel(): string {
  fs.rmSync(WHEELS, { recursive: true, force: true });
  execFileSync(path.join(ROOT, 'node_modules', '.bin', 'jsii-pacmak'), ['--target', 'python'], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
  const [wheel] = fs.readdirSync(WHEELS).filter((name) => name.endsWith('.whl'));
  return path.join(WHEELS, wheel);
}

/**
 * A user's project: the example's files as they are, and the wheel.
 *
 * Everything is installed with `--require-hashes`: the others by the example's lock file, the wheel by the hash that it has now.
 */
export class PythonProject {
  private readonly python: string;

  constructor(private readonly folder: string, wheel: string, python: string) {
    fs.cpSync(EXAMPLE, folder, { recursive: true, filter: (name) => !/^(__pycache__|\.pytest_cache|cdk\.out|\.venv|reports|coverage)$/.test(path.basename(name)) });
    this.python = environment(python);
    fs.writeFileSync(path.join(folder, 'wheel.txt'), `${pin(wheel)}\n`);
    pip(this.python, ['install', '--force-reinstall', '--no-deps', '--find-links', path.dirname(wheel), '--require-hashes', '-r', path.join(folder, 'wheel.txt')]);
    pip(this.python, ['check']);
  }

  /** The example's own tests of one suite. */
  test(suite: string): Ended {
    return this.run(['-m', 'pytest', '-q', '-p', 'no:cacheprovider', `tests/${suite}`]);
  }

  /** The template of the example, synthesised as the CDK's command line does. */
  synthesises(): Ended & { readonly template?: string } {
    const ended = this.run(['app.py'], { CDK_OUTDIR: path.join(this.folder, 'cdk.out') });
    return { ...ended, template: ended.passed ? fs.readFileSync(path.join(this.folder, 'cdk.out', 'Orders.template.json'), 'utf8') : undefined };
  }

  private run(args: string[], env: { [name: string]: string } = {}): Ended {
    const { status, stdout, stderr } = spawnSync(this.python, args, {
      cwd: this.folder,
      encoding: 'utf8',
      env: { ...process.env, ...RUN, ...env },
      maxBuffer: 64 * 1024 * 1024,
    });
    return { passed: status === 0, output: `${stdout}${stderr}` };
  }
}

/** The example in TypeScript, synthesised with this package's own sources. */
export function typescriptTemplate(folder: string): string {
  const example = path.join(ROOT, 'examples', 'orders-infra');
  // The example imports the package by its name: the repository itself stands in for it.
  fs.mkdirSync(path.join(folder, 'node_modules'), { recursive: true });
  for (const name of ['aws-cdk-lib', 'constructs', '@types']) fs.symlinkSync(path.join(ROOT, 'node_modules', name), path.join(folder, 'node_modules', name));
  fs.symlinkSync(ROOT, path.join(folder, 'node_modules', 'tap-cicd-pipeline'));
  for (const name of ['app.ts', 'orders-stack.ts', 'tsconfig.json', '.github']) fs.cpSync(path.join(example, name), path.join(folder, name), { recursive: true });
  execFileSync(process.execPath, ['-r', path.join(ROOT, 'node_modules', 'ts-node', 'register', 'transpile-only'), 'app.ts'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...RUN, CDK_OUTDIR: 'cdk.out', TS_NODE_PROJECT: undefined },
  });
  return fs.readFileSync(path.join(folder, 'cdk.out', 'Orders.template.json'), 'utf8');
}

function pin(wheel: string): string {
  const [name, version] = path.basename(wheel).split('-');
  return `${name.replace(/_/g, '-')}==${version} --hash=sha256:${createHash('sha256').update(fs.readFileSync(wheel)).digest('hex')}`;
}

/** The interpreter of the environment for the example's lock file, in the cache folder; those of other lock files are removed. */
function environment(python: string): string {
  const lock = path.join(EXAMPLE, 'requirements.txt');
  const folder = path.join(cacheFolder(), `python-example-${createHash('sha256').update(fs.readFileSync(lock)).digest('hex').slice(0, 12)}`);
  const interpreter = path.join(folder, 'bin', 'python');
  const complete = path.join(folder, 'complete');
  if (fs.existsSync(complete)) return interpreter;
  fs.mkdirSync(path.dirname(folder), { recursive: true });
  const others = fs.readdirSync(path.dirname(folder)).filter((name) => name.startsWith('python-example-'));
  others.forEach((name) => fs.rmSync(path.join(path.dirname(folder), name), { recursive: true, force: true }));
  execFileSync(python, ['-m', 'venv', folder], { stdio: 'inherit' });
  pip(interpreter, ['install', '--require-hashes', '-r', lock]);
  fs.writeFileSync(complete, '');
  return interpreter;
}

function pip(python: string, args: string[]): void {
  execFileSync(python, ['-m', 'pip', '--quiet', '--disable-pip-version-check', ...args], { stdio: 'inherit', timeout: 900_000 });
}

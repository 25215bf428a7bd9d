import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { AppRepository } from './app-repository';
import { LanguageApp } from './language-app';
import { ROOT } from './root';
import { run } from '../../src/sandbox';
import { makeInCache, runOrThrow } from '../support/programs';

const EXAMPLE = path.join(ROOT, 'examples', 'python-infra');
const PROGRAMS = path.join(__dirname, 'programs');
const QUIET = ['--quiet', '--disable-pip-version-check'];

/** Advisories of Safety's schema: none. */
const NO_ADVISORIES = JSON.stringify({ meta: { schema_version: '2.0.0', base_domain: 'https://data.safetycli.com', timestamp: 1, advisory: 'test', severities: {} }, vulnerable_packages: {} });

/**
 * The example in Python in a repository of its own; the package comes from the wheel that would be published, as one more line of the lock file.
 *
 * @param installed where environments are kept for all jobs
 */
export async function makePythonApp(folder: string, installed: string): Promise<LanguageApp> {
  const vendor = `${folder}-wheels`;
  await run(path.join(ROOT, 'node_modules', '.bin', 'jsii-pacmak'), ['--target', 'python', '--outdir', vendor], { cwd: ROOT });
  const wheels = path.join(vendor, 'python');
  const wheel = fs.readdirSync(wheels).find((name) => name.endsWith('.whl')) ?? '';
  const app = await AppRepository.create(EXAMPLE, folder, async (cwd) => {
    fs.appendFileSync(path.join(cwd, 'requirements.txt'), `${pin(path.join(wheels, wheel))}\n`);
    intercept(await makeEnvironment(cwd, installed, wheels));
  });
  prepareScanners(app, installed);
  return { app, environment: { PIP_FIND_LINKS: wheels, WORKFLOW_RUN_SAFETY_DB: writeAdvisories(`${folder}-advisories`) }, remove: () => {} };
}

function pin(wheel: string): string {
  const [name, version] = path.basename(wheel).split('-');
  return `${name.replaceAll('_', '-')}==${version} --hash=sha256:${digestOf(wheel)}`;
}

function digestOf(file: string): string {
  return createHash('sha256').update(fs.readFileSync(file)).digest('hex');
}

/** The same environment that the workflow's jobs find, see `programs/python3`. All but the package comes from the user's cache. */
async function makeEnvironment(cwd: string, installed: string, wheels: string): Promise<string> {
  const requirements = path.join(cwd, 'requirements.txt');
  const folder = path.join(installed, `python-app-${digestOf(requirements).slice(0, 16)}`);
  fs.mkdirSync(installed, { recursive: true });
  fs.cpSync(cachedEnvironment('app', ['--no-deps', '--require-hashes', '--requirement', path.join(EXAMPLE, 'requirements.txt')]), folder, { recursive: true, verbatimSymlinks: true });
  const options = [...QUIET, '--no-deps', '--require-hashes', '--find-links', wheels, '--requirement', requirements];
  await run(path.join(folder, 'bin', 'python'), ['-m', 'pip', 'install', ...options], { timeoutSeconds: 600 });
  return path.join(folder, 'bin');
}

/** The workflow makes the scanners' environment with the `python3` of this one, where our program must be asked as well. */
function intercept(bin: string): void {
  const interpreter = fs.realpathSync(path.join(bin, 'python3'));
  for (const name of ['python', 'python3']) fs.rmSync(path.join(bin, name));
  fs.symlinkSync(interpreter, path.join(bin, 'python'));
  fs.symlinkSync(path.join(PROGRAMS, 'python3'), path.join(bin, 'python3'));
}

/** An environment into which pip has installed something, made once. */
function cachedEnvironment(name: string, what: string[]): string {
  const key = createHash('sha256').update(what.join(' ')).update(fs.readFileSync(path.join(EXAMPLE, 'requirements.txt'))).digest('hex').slice(0, 12);
  const { bin, missing } = makeInCache(`workflow-runs-${name}-${key}`, (folder) => {
    runOrThrow('python3', ['-m', 'venv', folder]);
    runOrThrow(path.join(folder, 'bin', 'pip'), ['install', ...QUIET, ...what]);
  });
  if (!bin) throw new Error(`the Python environment of the runs is missing: ${missing}`);
  return path.dirname(bin);
}

/** The releases that the workflow installs; Safety is told where its advisories are. */
function prepareScanners(app: AppRepository, installed: string): void {
  const releases = /bin\/pip" install .*? (bandit==\S+ safety==\S+)/.exec(app.read('.github/workflows/ci-cd.yml'))?.[1].split(' ') ?? [];
  const folder = path.join(installed, 'python-scanners');
  fs.cpSync(cachedEnvironment('scanners', releases), folder, { recursive: true, verbatimSymlinks: true });
  const safety = path.join(folder, 'bin', 'safety');
  fs.renameSync(safety, `${safety}-itself`);
  fs.symlinkSync(path.join(PROGRAMS, 'safety'), safety);
}

function writeAdvisories(folder: string): string {
  fs.mkdirSync(folder);
  for (const name of ['insecure', 'insecure_full']) fs.writeFileSync(path.join(folder, `${name}.json`), NO_ADVISORIES);
  return folder;
}

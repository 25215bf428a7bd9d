import { execFileSync, spawnSync } from 'child_process';
import { createHash } from 'crypto';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';

const REQUIREMENTS = path.join(__dirname, 'requirements.txt');
const PYTHONS = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];

/** The linters' programs, or what is missing for them. */
export type Linters = { readonly bin: string; readonly missing?: undefined } | { readonly bin?: undefined; readonly missing: string };

/** One thing that a linter does not like. */
export interface Finding {
  readonly template: string;
  readonly rule: string;
  /** Logical id. */
  readonly resource: string;
  readonly message: string;
}

/**
 * The linters in an environment of their own in the cache folder, made once for each content of `requirements.txt`.
 *
 * Nothing is installed outside that folder; without Python or the package index they are missing, and say so.
 */
export function installLinters(): Linters {
  const cache = path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'tap-cicd-pipeline');
  const folder = path.join(cache, `linters-${createHash('sha256').update(fs.readFileSync(REQUIREMENTS)).digest('hex').slice(0, 12)}`);
  const complete = path.join(folder, 'complete');
  if (fs.existsSync(complete)) return { bin: path.join(folder, 'bin') };
  const python = PYTHONS.find(makesEnvironments);
  if (!python) return { missing: 'Python 3.10 or later with its venv module (Debian: apt-get install python3 python3-venv)' };
  try {
    fs.rmSync(folder, { recursive: true, force: true });
    execFileSync(python, ['-m', 'venv', folder], { stdio: 'pipe' });
    execFileSync(path.join(folder, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS], { stdio: 'pipe', timeout: 600_000 });
    fs.writeFileSync(complete, '');
    return { bin: path.join(folder, 'bin') };
  } catch (error) {
    return { missing: `what requirements.txt asks for: ${(error as Error).message.split('\n').slice(-3).join(' ')}` };
  }
}

function makesEnvironments(python: string): boolean {
  return spawnSync(python, ['-c', 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 10))']).status === 0;
}

/** What cfn-lint says of all templates of a folder; it ends with a bit mask of the levels that it found. */
export function cfnLint(bin: string, folder: string): Finding[] {
  const templates = fs.readdirSync(folder).map((name) => path.join(folder, name));
  const said: CfnLintMatch[] = JSON.parse(output(path.join(bin, 'cfn-lint'), ['--format', 'json', '--regions', 'us-east-1', '--', ...templates]));
  return said.map(({ Filename, Rule, Location, Message }) => ({
    template: path.basename(Filename, '.json'), rule: Rule.Id, resource: String(Location.Path?.[1] ?? ''), message: Message,
  }));
}

/** What checkov says of all templates of a folder; it ends with 1 when it found something. */
export function checkov(bin: string, folder: string): Finding[] {
  const said: CheckovReport = JSON.parse(output(path.join(bin, 'checkov'), [
    '--directory', folder, '--framework', 'cloudformation', '--skip-download', '--compact', '--quiet', '--output', 'json',
  ]));
  return said.results.failed_checks.map(({ file_path: file, check_id: rule, resource, check_name: message }) => ({
    template: path.basename(file, '.json'), rule, resource: resource.split('.').pop() ?? '', message,
  }));
}

interface CfnLintMatch {
  readonly Filename: string;
  readonly Message: string;
  readonly Rule: { readonly Id: string };
  readonly Location: { readonly Path?: Array<string | number> };
}

interface CheckovReport {
  readonly results: {
    readonly failed_checks: Array<{ readonly file_path: string; readonly check_id: string; readonly check_name: string; readonly resource: string }>;
    readonly parsing_errors: string[];
  };
}

function output(program: string, args: string[]): string {
  const { stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, timeout: 300_000 });
  if (error || !stdout.trim().match(/^[[{]/)) throw new Error(`${path.basename(program)} gave no report: ${error?.message ?? stderr}`);
  return stdout;
}

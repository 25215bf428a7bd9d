import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { Programs, pythonPrograms } from '../support/programs';

const REQUIREMENTS = path.join(__dirname, 'requirements.txt');

/** One thing that a linter does not like. */
export interface Finding {
  readonly template: string;
  readonly rule: string;
  /** Logical id. */
  readonly resource: string;
  readonly message: string;
}

/** The linters in an environment of their own; without Python or the package index they are missing, and say so. */
export function installLinters(): Programs {
  return pythonPrograms('linters', REQUIREMENTS);
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

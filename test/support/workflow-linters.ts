import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { WORKFLOW_TOOLS } from './workflow-tools';

const ZIZMOR_CONFIG = path.join(__dirname, '..', '..', '.github', 'zizmor.yml');

/** One thing that a linter does not like in a workflow file. */
export interface WorkflowFinding {
  readonly tool: 'actionlint' | 'zizmor';
  /** The file's name, without its folder. */
  readonly file: string;
  readonly line: number;
  readonly rule: string;
  readonly message: string;
}

/** What the linters need and do not find; undefined when they can judge. */
export function missingWorkflowLinters(): string | undefined {
  const missing = (['actionlint', 'shellcheck', 'zizmor'] as const).map((tool) => WORKFLOW_TOOLS[tool].find().missing).filter(Boolean);
  return missing.length > 0 ? missing.join('; ') : undefined;
}

/**
 * What actionlint with shellcheck, and zizmor in its strictest useful mode, say of all workflow files of a folder.
 *
 * Nothing is left out but what `.github/zizmor.yml` or a comment in the file gives a reason for. A linter that gives no report is an error.
 */
export function lintWorkflows(folder: string): WorkflowFinding[] {
  const files = fs.readdirSync(folder).filter((name) => /\.ya?ml$/.test(name)).map((name) => path.resolve(folder, name));
  if (files.length === 0) throw new Error(`no workflow file in ${folder}`);
  return [...actionlint(files), ...zizmor(files)];
}

function actionlint(files: string[]): WorkflowFinding[] {
  const options = ['-shellcheck', programOf('shellcheck'), '-pyflakes', '', '-format', '{{json .}}'];
  const said: ActionlintError[] = report('actionlint', [...options, ...files], [0, 1]);
  return said.map(({ filepath, line, kind, message }) => ({ tool: 'actionlint', file: path.basename(filepath), line, rule: kind, message }));
}

/** It ends with 11 to 14, by the severity of what it found. */
function zizmor(files: string[]): WorkflowFinding[] {
  const options = ['--offline', '--persona', 'pedantic', '--strict-collection', '--quiet', '--format', 'json', '--config', ZIZMOR_CONFIG];
  const said: ZizmorFinding[] = report('zizmor', [...options, ...files], [0, 11, 12, 13, 14]);
  return said.map(({ ident: rule, desc: message, locations }) => {
    const { symbolic, concrete } = locations.find((location) => location.symbolic.kind === 'Primary') ?? locations[0];
    return { tool: 'zizmor', file: path.basename(symbolic.key.Local.verbatim_path), line: concrete.location.start_point.row + 1, rule, message };
  });
}

interface ActionlintError {
  readonly filepath: string;
  readonly line: number;
  readonly kind: string;
  readonly message: string;
}

interface ZizmorFinding {
  readonly ident: string;
  readonly desc: string;
  readonly locations: Array<{
    readonly symbolic: { readonly kind: string; readonly key: { readonly Local: { readonly verbatim_path: string } } };
    readonly concrete: { readonly location: { readonly start_point: { readonly row: number } } };
  }>;
}

function report<T>(tool: 'actionlint' | 'zizmor', args: string[], goodCodes: number[]): T {
  const { status, stdout, stderr, error } = spawnSync(programOf(tool), args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, timeout: 300_000 });
  if (!goodCodes.includes(status ?? -1)) throw new Error(`${tool} gave no report (code ${status}): ${error?.message ?? stderr}`);
  return JSON.parse(stdout);
}

function programOf(tool: keyof typeof WORKFLOW_TOOLS): string {
  const { bin, missing } = WORKFLOW_TOOLS[tool].find();
  if (missing !== undefined) throw new Error(`missing ${missing}`);
  return path.join(bin, tool);
}

import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

type Texts = { readonly [name: string]: string };

/** How a script ended. */
export interface ScriptRun {
  readonly passed: boolean;
  readonly output: string;
  /** One line a call of a program that was faked, in order. */
  readonly calls: string[];
  /** What is left in the folder, by name; folders end in `/`. */
  readonly left: string[];
}

/** What a runner gives a script. */
export interface ScriptSetting {
  /** Files of the app, by path. */
  readonly files?: Texts;
  /** Programs before all others on the PATH: shell code by name. */
  readonly fakes?: Texts;
  /** Programs below `$RUNNER_TEMP`: shell code by path. */
  readonly tools?: Texts;
  readonly environment?: Texts;
}

/**
 * Runs the script of a step as GitHub's runner does where the shell is named, as our workflow names it: in a file, by `bash -eo pipefail`.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell
 */
export function runScript(script: string, { files = {}, fakes = {}, tools = {}, environment = {} }: ScriptSetting): ScriptRun {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'script-'));
  const inside = (...names: string[]) => path.join(folder, ...names);
  try {
    ['bin', 'app', 'runner'].forEach((name) => fs.mkdirSync(inside(name)));
    for (const [name, text] of Object.entries(files)) write(inside('app', name), text);
    for (const [name, code] of Object.entries(fakes)) writeFake(inside('bin', name), code);
    for (const [name, code] of Object.entries(tools)) writeFake(inside('runner', name), code);
    fs.writeFileSync(inside('script.sh'), script);
    const { status, stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', inside('script.sh')], {
      cwd: inside('app'),
      encoding: 'utf8',
      env: {
        PATH: `${inside('bin')}:${process.env.PATH}`,
        HOME: process.env.HOME,
        CALLS: inside('calls'),
        RUNNER_TEMP: inside('runner'),
        GITHUB_PATH: inside('path'),
        GITHUB_STEP_SUMMARY: inside('summary'),
        ...environment,
      },
    });
    const left = fs.readdirSync(inside('app'), { withFileTypes: true }).map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name));
    return { passed: status === 0, output: stdout + stderr, calls: linesOf(inside('calls')), left };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Whether bash can read the script. */
export function parses(script: string): boolean {
  return spawnSync('bash', ['-n'], { input: script }).status === 0;
}

function writeFake(file: string, code: string): void {
  write(file, `#!/bin/bash\necho "${path.basename(file)} $*" >> "$CALLS"\n${code}\n`);
  fs.chmodSync(file, 0o755);
}

function write(file: string, text: string): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}

function linesOf(file: string): string[] {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trimEnd().split('\n') : [];
}

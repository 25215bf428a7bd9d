import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { BuildSpecDocument } from '../../src/stages/private/buildspecs';

export interface PhasesRun {
  /** The phase that failed; undefined when all passed. */
  readonly failedPhase?: string;
  readonly output: string;
  /** One line a call of a program that was faked, in order. */
  readonly calls: string[];
  /** The files that the commands left behind. */
  readonly files: { readonly [name: string]: string };
}

type Texts = { readonly [name: string]: string };
type Phases = { readonly [phase: string]: { readonly commands: string[] } };

/**
 * Runs the commands of a buildspec in one `sh`, as CodeBuild does, with fakes (shell code by name) before everything else on the PATH.
 */
export function runPhases(spec: BuildSpecDocument, fakes: Texts, environment: Texts = {}): PhasesRun {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'buildspec-'));
  try {
    const calls = path.join(folder, 'calls');
    fs.mkdirSync(path.join(folder, 'bin'));
    fs.mkdirSync(path.join(folder, 'work'));
    for (const [program, code] of Object.entries(fakes)) writeFake(path.join(folder, 'bin', program), program, code);
    const { status, stdout, stderr } = spawnSync('sh', ['-c', scriptOf(spec.phases as Phases)], {
      cwd: path.join(folder, 'work'),
      encoding: 'utf8',
      env: { PATH: `${path.join(folder, 'bin')}:${process.env.PATH}`, CALLS: calls, STATE: folder, ...variablesOf(spec), ...environment },
    });
    const failedPhase = status === 0 ? undefined : linesOf(path.join(folder, 'phase')).at(-1);
    return { failedPhase, output: stdout + stderr, calls: linesOf(calls), files: filesIn(path.join(folder, 'work')) };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function writeFake(file: string, program: string, code: string): void {
  fs.writeFileSync(file, `#!/bin/sh\necho "${program} $*" >> "$CALLS"\n${code}\n`, { mode: 0o755 });
}

function scriptOf(phases: Phases): string {
  const run = (phase: string, command: string) => `echo ${phase} > "$STATE/phase"\n{ ${command}\n} || exit 1`;
  return Object.entries(phases).flatMap(([phase, { commands }]) => commands.map((command) => run(phase, command))).join('\n');
}

function variablesOf(spec: BuildSpecDocument): Texts {
  return (spec.env as { variables?: Texts } | undefined)?.variables ?? {};
}

function linesOf(file: string): string[] {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trimEnd().split('\n') : [];
}

function filesIn(folder: string): { [name: string]: string } {
  const files = fs.readdirSync(folder).filter((name) => fs.statSync(path.join(folder, name)).isFile());
  return Object.fromEntries(files.map((name) => [name, fs.readFileSync(path.join(folder, name), 'utf8')]));
}

import * as fs from 'node:fs';
import * as path from 'node:path';
import { BuildLog } from './build-log';
import { BuildWorkspace } from './build-workspace';
import { HeldBuild } from './model';
import { PhaseShell } from './phase-shell';

/** A build whose phase failed, and who is told. */
export interface HoldOptions {
  readonly phase: string;
  readonly workspace: BuildWorkspace;
  readonly shell: PhaseShell;
  readonly signal: AbortSignal;
  readonly log: Pick<BuildLog, 'note'>;
  held(build: HeldBuild | undefined): void;
}

const LOOK_MILLISECONDS = 200;

/** Waits until somebody has been in the build's environment, or the build is stopped; the project's timeout goes on. */
export async function holdBuild({ phase, workspace, shell, signal, log, held }: HoldOptions): Promise<void> {
  const script = path.join(workspace.root, 'enter');
  const released = path.join(workspace.root, 'released');
  fs.writeFileSync(script, enterScript(shell.variables, shell.currentDirectory, released), { mode: 0o700 });
  log.note(`sandbox: ${phase} failed and the build waits; enter it with: sh '${script}'`);
  held({ phase, script });
  while (!signal.aborted && !fs.existsSync(released)) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MILLISECONDS));
  }
  held(undefined);
  log.note('sandbox: the build goes on to its end');
}

/** Opens a shell with the environment, and nothing else of the caller's but the terminal's kind; its end writes the file. */
export function enterScript(variables: Record<string, string>, directory: string, released: string): string {
  const given = Object.entries(variables).map(([name, value]) => `  ${quote(`${name}=${value}`)} \\`);
  return [
    '#!/bin/sh',
    '# Made by the sandbox: a shell in the environment of a failed build. It holds the credentials of the build.',
    `cd ${quote(directory)} || exit 1`,
    'if command -v bash >/dev/null; then shell="bash --noprofile --norc -i"; else shell="sh -i"; fi',
    'env -i TERM="${TERM:-dumb}" PS1="build $ " \\',
    ...given,
    '  $shell',
    `: > ${quote(released)}`,
    '',
  ].join('\n');
}

/** A text as one word of a shell. */
function quote(text: string): string {
  return `'${text.replace(/'/g, "'\\''")}'`;
}

import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

/** The commands of a phase and where they run. */
export interface PhaseCommands {
  readonly shell: 'sh' | 'bash';
  readonly commands: string[];
  /** What the phase adds to the environment that was handed on. */
  readonly environment: Record<string, string>;
  readonly signal: AbortSignal;
  onCommand(command: string): void;
  onLine(line: string): void;
}

/** How the commands ended. */
export interface PhaseResult {
  /** Absent when all succeeded. */
  readonly failure?: { readonly command: string; readonly exitStatus: number };
  /** The signal stopped them. */
  readonly aborted: boolean;
}

/** In the output before each command, so that what it prints stands below its name. */
const MARK = '\u001e';

/** How long the output may still come after the shell is gone; a process left in the background keeps it open. */
const DRAIN_MILLISECONDS = 200;

/**
 * Runs one phase after the other, each in a shell of its own.
 *
 * What a phase leaves behind is handed on to the next one: exported variables, shell variables, functions (bash) and the working
 * directory, as if it were one shell. A command that calls `exit` ends its phase, never the build. Processes that a phase left in the
 * background go on running until `close`.
 *
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html (version 0.2: one instance of the default shell)
 */
export class PhaseShell {
  private readonly groups: number[] = [];
  private phases = 0;

  /**
   * @param directory for the shell's own files
   * @param environment of the first phase; handed on from there
   * @param workingDirectory of the first phase
   * @param onStart is told each shell's process, the head of a group of its own
   */
  constructor(
    private readonly directory: string, private environment: Record<string, string>, private workingDirectory: string,
    private readonly onStart: (pid: number) => void = () => undefined,
  ) {
    fs.mkdirSync(directory, { recursive: true });
  }

  /** The environment (exported variables) as the last phase left it. */
  get variables(): Record<string, string> {
    return this.environment;
  }

  /** The working directory as the last phase left it. */
  get currentDirectory(): string {
    return this.workingDirectory;
  }

  /** Runs the commands one after the other; the first that fails ends the phase. */
  async run(phase: PhaseCommands): Promise<PhaseResult> {
    if (phase.signal.aborted) {
      return { aborted: true };
    }
    const script = this.writeScript(phase);
    let index = -1;
    const exitStatus = await this.execute(phase, script, (line) => {
      const marked = line.split(MARK);
      if (marked[0] !== '' || marked.length === 1) {
        phase.onLine(marked[0]);
      }
      marked.slice(1).forEach(() => phase.onCommand(phase.commands[++index]));
    });
    this.takeOver();
    if (phase.signal.aborted) {
      return { aborted: true };
    }
    return exitStatus === 0 ? { aborted: false } : { aborted: false, failure: { command: phase.commands[Math.max(index, 0)], exitStatus } };
  }

  /** Ends whatever the phases left running. */
  close(): void {
    this.groups.forEach(killGroup);
  }

  private execute(phase: PhaseCommands, script: string, onLine: (line: string) => void): Promise<number> {
    return new Promise((resolve, reject) => {
      const child = spawn(phase.shell, [script], {
        cwd: this.workingDirectory,
        env: { ...this.environment, ...phase.environment },
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      });
      const group = child.pid;
      const stop = (): void => (group === undefined ? undefined : killGroup(group));
      if (group !== undefined) {
        this.groups.push(group);
        this.onStart(group);
      }
      const lines = new LineSplitter(onLine);
      child.stdout.on('data', (chunk: Buffer) => lines.add(chunk));
      child.stderr.on('data', (chunk: Buffer) => lines.add(chunk));
      phase.signal.addEventListener('abort', stop, { once: true });
      const finish = (status: number): void => {
        phase.signal.removeEventListener('abort', stop);
        lines.end();
        child.stdout.destroy();
        child.stderr.destroy();
        resolve(status);
      };
      child.once('error', reject);
      child.once('exit', (code, signal) => {
        const status = code ?? (signal === 'SIGKILL' ? 137 : 143);
        const late = setTimeout(() => finish(status), DRAIN_MILLISECONDS);
        child.once('close', () => {
          clearTimeout(late);
          finish(status);
        });
      });
    });
  }

  private writeScript(phase: PhaseCommands): string {
    const folder = path.join(this.directory, `phase-${++this.phases}`);
    fs.mkdirSync(folder, { recursive: true });
    const steps = phase.commands.map((command, index) => {
      const file = path.join(folder, `command-${index}`);
      fs.writeFileSync(file, `${command}\n`);
      return `printf '\\036\\n'\n. '${file}'\n__sandbox_status=$?; [ "$__sandbox_status" -eq 0 ] || exit "$__sandbox_status"`;
    });
    const script = path.join(folder, 'script');
    const given = Object.entries(phase.environment).map(([name, value]) => `export ${name}=${quote(value)}`);
    fs.writeFileSync(script, [this.prologue(phase.shell), ...given, ...steps, 'exit 0', ''].join('\n'));
    return script;
  }

  private prologue(shell: 'sh' | 'bash'): string {
    return [
      'exec 2>&1',
      '__sandbox_save() {',
      '  __sandbox_status=$?; trap - EXIT; set +eux',
      `  /usr/bin/env -0 > '${this.file('environment')}'; pwd > '${this.file('directory')}'`,
      `  ${shell === 'bash' ? SAVE_BASH : SAVE_SH} > '${this.file('variables')}' 2>/dev/null`,
      '  exit "$__sandbox_status"',
      '}',
      'trap __sandbox_save EXIT',
      `if [ -f '${this.file('variables')}' ]; then . '${this.file('variables')}' 2>/dev/null; fi`,
    ].join('\n');
  }

  private takeOver(): void {
    const environment = readIfThere(this.file('environment'));
    if (environment !== undefined) {
      this.environment = environmentOf(environment);
    }
    const directory = readIfThere(this.file('directory'))?.trim();
    if (directory && fs.existsSync(directory)) {
      this.workingDirectory = directory;
    }
  }

  private file(name: string): string {
    return path.join(this.directory, name);
  }
}

/** In sh, `set` prints every variable in a form that can be read back; only those of the shell itself are left out. */
const SAVE_SH = "set | awk '/^(PPID|IFS|OPTIND|PS1|PS2|PS4|PWD|OLDPWD|_|__sandbox_[a-z]*)=/ { skip = 1 } !/^(PPID|IFS|OPTIND|PS1|PS2|PS4|PWD|OLDPWD|_|__sandbox_[a-z]*)=/ && /^[A-Za-z_][A-Za-z0-9_]*=/ { skip = 0 } !skip'";

const SAVE_BASH = [
  '{ for __sandbox_name in $(compgen -v); do',
  'case "$__sandbox_name" in BASH*|FUNCNAME|PIPESTATUS|DIRSTACK|GROUPS|OPTIND|OPTARG|IFS|PWD|OLDPWD|_|SHLVL|RANDOM|SECONDS|LINENO|EPOCH*|SRANDOM|HIST*|__sandbox_*) ;;',
  '*) case "$(declare -p "$__sandbox_name")" in "declare -"*r*" $__sandbox_name"*) ;; *) declare -p "$__sandbox_name" ;; esac ;; esac',
  'done; declare -f; }',
].join(' ');

/** A text as one word of a shell. */
function quote(text: string): string {
  return `'${text.replace(/'/g, "'\\''")}'`;
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group is gone already.
  }
}

function readIfThere(file: string): string | undefined {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
}

/** Reads `env -0`; exported functions and the shell's own level stay behind. */
function environmentOf(text: string): Record<string, string> {
  const pairs = text.split('\0').filter((pair) => pair.includes('='));
  const entries = pairs.map((pair): [string, string] => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]);
  return Object.fromEntries(entries.filter(([name]) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !['_', 'SHLVL', 'PWD', 'OLDPWD'].includes(name)));
}

/** Cuts a byte stream into lines. */
class LineSplitter {
  private rest = Buffer.alloc(0);

  constructor(private readonly onLine: (line: string) => void) {}

  add(chunk: Buffer): void {
    let data = Buffer.concat([this.rest, chunk]);
    for (let end = data.indexOf(10); end >= 0; end = data.indexOf(10)) {
      this.onLine(data.toString('utf8', 0, end).replace(/\r$/, ''));
      data = data.subarray(end + 1);
    }
    this.rest = Buffer.from(data);
  }

  end(): void {
    if (this.rest.length > 0) {
      this.onLine(this.rest.toString('utf8'));
      this.rest = Buffer.alloc(0);
    }
  }
}

import { spawn } from 'node:child_process';

export interface RunOptions {
  readonly cwd?: string;
  /** The whole environment of the command. @default - this process's */
  readonly env?: NodeJS.ProcessEnv;
  /** Written to the command's standard input. */
  readonly input?: string;
  /** @default - no limit */
  readonly timeoutSeconds?: number;
  /** Told each line of both outputs as it comes. */
  readonly onLine?: (line: string) => void;
}

export interface CommandResult {
  /** The exit code; 124 when the time was up, 127 when there is no such command. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end; a failing command is a result, not an error. */
export function tryRun(command: string, args: string[], options: RunOptions = {}): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: options.cwd, env: options.env ?? process.env, stdio: ['pipe', 'pipe', 'pipe'] });
    const output = { stdout: '', stderr: '' };
    let timedOut = false;
    const timer = options.timeoutSeconds
      ? setTimeout(() => { timedOut = true; child.kill('SIGKILL'); }, options.timeoutSeconds * 1000)
      : undefined;
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (chunk: string) => {
        output[name] += chunk;
        chunk.split('\n').filter(Boolean).forEach((line) => options.onLine?.(line));
      });
    }
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input);
    child.on('error', (error) => { clearTimeout(timer); resolve({ code: 127, stdout: '', stderr: error.message }); });
    child.on('close', (code) => { clearTimeout(timer); resolve({ code: timedOut ? 124 : code ?? 1, ...output }); });
  });
}

/** Runs a command to its end and answers what it wrote; a failing command is an error with its last lines. */
export async function run(command: string, args: string[], options: RunOptions = {}): Promise<string> {
  const result = await tryRun(command, args, options);
  if (result.code !== 0) {
    const lines = `${result.stdout}\n${result.stderr}`.trim().split('\n').slice(-12).join('\n');
    const why = result.code === 124 ? `was stopped after ${options.timeoutSeconds} s` : `ended with code ${result.code}`;
    throw new Error(`'${[command, ...args].join(' ')}' ${why}:\n${lines}`);
  }
  return result.stdout;
}

/** Whether the command is on the PATH. */
export async function hasCommand(command: string): Promise<boolean> {
  return (await tryRun('sh', ['-c', 'command -v "$0"', command])).code === 0;
}

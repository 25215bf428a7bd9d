import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Aws, AwsCallError, AwsService } from './aws';

const LARGEST_ANSWER_BYTES = 64 * 1024 * 1024;
const CALL_TIMEOUT_MILLISECONDS = 120_000;

/** What a finished command left behind. */
export interface CommandResult {
  /** 0 when it succeeded. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end; a command that cannot be started has exit code 127. */
export type RunCommand = (command: string, args: string[], environment: NodeJS.ProcessEnv) => Promise<CommandResult>;

/**
 * AWS through the `aws` command of the build image, versions 1 and 2.
 *
 * The input goes through a file that only this user can read: a task definition may exceed what fits
 * into an argument, and arguments are visible to every process. Pages are not followed by the command
 * (`--no-paginate`), since it merges only some keys of an answer.
 */
export class AwsCli implements Aws {
  constructor(private readonly run: RunCommand = runCommand, private readonly environment: NodeJS.ProcessEnv = process.env) {}

  public async call<Output>(service: AwsService, operation: string, input: object): Promise<Output> {
    const folder = mkdtempSync(join(tmpdir(), 'pipeline-runtime-'));
    try {
      const file = join(folder, 'input.json');
      writeFileSync(file, JSON.stringify(input), { mode: 0o600 });
      const args = [service, commandOf(operation), '--cli-input-json', `file://${file}`, '--output', 'json', '--no-paginate'];
      const result = await this.run('aws', args, { ...this.environment, AWS_PAGER: '' });
      if (result.exitCode !== 0) { throw errorOf(service, operation, result); }
      return parseAnswer<Output>(service, operation, result.stdout);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

/** `DescribeImageScanFindings` is `describe-image-scan-findings` on the command line. */
export function commandOf(operation: string): string {
  return operation.replace(/(?!^)([A-Z])/g, '-$1').toLowerCase();
}

function errorOf(service: AwsService, operation: string, result: CommandResult): AwsCallError {
  const known = /An error occurred \((\S+?)\) when calling the \w+ operation(?: \([^)]*\))?: *([\s\S]*)/.exec(result.stderr);
  if (known) { return new AwsCallError(service, operation, known[1], known[2].trim()); }
  const detail = result.stderr.trim() || `the aws command ended with exit code ${result.exitCode} and said nothing`;
  return new AwsCallError(service, operation, codeOf(result), detail);
}

function codeOf(result: CommandResult): string {
  if (result.exitCode === 127) { return 'CommandNotFound'; }
  return /could not connect|connect timeout|read timeout|connection was closed|timed out/i.test(result.stderr) ? 'Unreachable' : 'CommandFailed';
}

function parseAnswer<Output>(service: AwsService, operation: string, text: string): Output {
  if (text.trim() === '') { return {} as Output; }
  try {
    return JSON.parse(text) as Output;
  } catch {
    throw new AwsCallError(service, operation, 'UnreadableAnswer', `the aws command printed no JSON: ${JSON.stringify(text.slice(0, 200))}`);
  }
}

/** Runs a command of this machine. */
export const runCommand: RunCommand = (command, args, environment) => new Promise((resolve) => {
  const options = { env: environment, maxBuffer: LARGEST_ANSWER_BYTES, timeout: CALL_TIMEOUT_MILLISECONDS };
  execFile(command, args, options, (error, stdout, stderr) => {
    if (!error) { return resolve({ exitCode: 0, stdout, stderr }); }
    if (error.killed) { return resolve({ exitCode: 124, stdout, stderr: `${stderr}\n${command} timed out or printed too much` }); }
    if (error.code === 'ENOENT') { return resolve({ exitCode: 127, stdout, stderr: `${command}: command not found on PATH` }); }
    return resolve({ exitCode: typeof error.code === 'number' ? error.code : 1, stdout, stderr: stderr || error.message });
  });
});

import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as readline from 'node:readline';
import { Json } from './json';
import { Sandbox, sandboxEnvironment } from '../../../../src/sandbox';
import { CommandResult } from '../../../../src/sandbox/run-command';

/** The sandbox's own AWS CLI, started once for many commands: starting it costs more than the commands. */
export class CommandLine {
  private readonly process;
  private readonly waiting: Array<(result: CommandResult) => void> = [];

  constructor(sandbox: Sandbox) {
    const [commands] = sandbox.toolPaths;
    const bin = path.dirname(fs.realpathSync(path.join(commands, 'aws')));
    this.process = spawn(path.join(bin, 'python'), [path.join(__dirname, 'many-commands.py')], {
      env: sandboxEnvironment(sandbox), stdio: ['pipe', 'pipe', 'inherit'],
    });
    readline.createInterface(this.process.stdout).on('line', (line) => this.waiting.shift()?.(JSON.parse(line) as CommandResult));
    this.process.on('exit', (code) => this.waiting.splice(0).forEach((give) => give({ code: code ?? 1, stdout: '', stderr: 'the command line has ended' })));
  }

  /** @returns what the command prints with `--output json` */
  async call(service: string, operation: string, ...args: string[]): Promise<Json> {
    const command = [service, operation, ...args, '--output', 'json'];
    const { code, stdout, stderr } = await new Promise<CommandResult>((resolve) => {
      this.waiting.push(resolve);
      this.process.stdin.write(`${JSON.stringify(command)}\n`);
    });
    if (code !== 0) throw new Error(`aws ${command.join(' ')} ended with ${code}: ${stderr.trim()}`);
    return JSON.parse(stdout || '{}') as Json;
  }

  close(): void {
    this.process.stdin.end();
  }
}

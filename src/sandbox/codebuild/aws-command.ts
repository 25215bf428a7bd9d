import { ChildProcess, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { EMULATOR_FOLDER } from '../emulator';
import { buildFolderPrefix } from '../sandbox-label';

/**
 * The AWS CLI of builds: the stock one, run by a process that has imported it, since importing takes longer than most commands.
 *
 * Where that process does not answer, a build runs the stock command.
 */
export class AwsCommand {
  private readonly socket: string;
  private readonly folder?: string;
  private server?: ChildProcess;

  /** @param toolPaths one of which has `aws`, beside whose file is its Python; without it builds use the machine's */
  constructor(stateFolder: string, toolPaths: string[]) {
    // In the state folder it might be longer than a socket's name may be. `down` removes it by its name, also after a crash.
    this.socket = path.join(fs.realpathSync(os.tmpdir()), `${buildFolderPrefix(stateFolder)}aws.sock`);
    const commands = toolPaths.map((folder) => path.join(folder, 'aws')).filter((command) => fs.existsSync(command));
    const folders = commands.map((command) => path.dirname(fs.realpathSync(command)));
    this.folder = folders.find((folder) => fs.existsSync(path.join(folder, 'python')));
  }

  /** Starts the process that runs the commands; it ends with this one. */
  start(): void {
    if (this.folder === undefined) {
      return;
    }
    fs.rmSync(this.socket, { force: true });
    const program = path.join(EMULATOR_FOLDER, 'aws_server.py');
    this.server = spawn(path.join(this.folder, 'python'), [program, this.socket], { stdio: ['pipe', 'inherit', 'inherit'] });
    this.server.once('error', () => { this.server = undefined; });
  }

  stop(): void {
    this.server?.kill('SIGKILL');
    fs.rmSync(this.socket, { force: true });
  }

  /** Writes the command into a folder on the PATH of a build. */
  install(folder: string): void {
    if (this.folder === undefined) {
      return;
    }
    fs.mkdirSync(folder, { recursive: true });
    const client = path.join(EMULATOR_FOLDER, 'aws_client.py');
    const words = [path.join(this.folder, 'python'), '-I', '-S', client, this.socket, path.join(this.folder, 'aws')];
    const script = ['#!/bin/sh', '# Made by the sandbox: the AWS CLI, imported already.', `exec ${words.map(quoted).join(' ')} "$@"`, ''];
    fs.writeFileSync(path.join(folder, 'aws'), script.join('\n'), { mode: 0o755 });
  }
}

/** As one word of a shell. */
function quoted(text: string): string {
  return `'${text.replace(/'/g, "'\\''")}'`;
}

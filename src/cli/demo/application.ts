import * as fs from 'node:fs';
import * as path from 'node:path';
import { Break, replaceOnce } from './breaks';
import { createRepository, run, Sandbox } from '../../sandbox';

const AUTHOR = ['-c', 'user.name=Jane', '-c', 'user.email=jane@acme.example', '-c', 'commit.gpgsign=false', '-c', 'init.defaultBranch=main'];

/** A working copy of the example application, whose remote is the sandbox's repository. */
export class Application {
  /** Copies the example, commits it and pushes it to a new repository of the sandbox. */
  static async create(example: string, { stateFolder, frontUrl }: Sandbox, repository: string): Promise<Application> {
    const application = new Application(path.join(stateFolder, 'work', repository));
    const remote = await createRepository({ stateFolder, frontUrl, repository });
    fs.rmSync(application.folder, { recursive: true, force: true });
    fs.cpSync(example, application.folder, { recursive: true, filter: (file) => !/\/(node_modules|reports|coverage)$/.test(file) });
    await application.git('init', '--quiet');
    await application.git('remote', 'add', 'origin', remote);
    return application;
  }

  constructor(readonly folder: string) {}

  /** Commits all that has changed, pushes it, and answers the commit's id. */
  async push(message: string): Promise<string> {
    await this.git('add', '--all');
    await this.git('commit', '--quiet', '--allow-empty', '--message', message);
    await this.git('push', '--quiet', '--force', 'origin', 'HEAD:main');
    return (await this.git('rev-parse', 'HEAD')).trim();
  }

  /** Sets the version that `/version` answers. */
  setVersion(version: string): void {
    this.rewrite('package.json', (text) => text.replace(/"version": "[^"]*"/, `"version": "${version}"`));
  }

  /** Applies the file edit of a break. */
  apply({ edit }: Break): void {
    if (edit) this.rewrite(edit.file, (text) => replaceOnce(text, edit.anchor, edit.replacement));
  }

  private rewrite(file: string, change: (text: string) => string): void {
    const full = path.join(this.folder, file);
    fs.writeFileSync(full, change(fs.readFileSync(full, 'utf8')));
  }

  private git(...args: string[]): Promise<string> {
    return run('git', [...AUTHOR, ...args], { cwd: this.folder });
  }
}

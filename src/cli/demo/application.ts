import * as fs from 'node:fs';
import * as path from 'node:path';
import { Break, replaceOnce } from './breaks';
import { createRepository, run, Sandbox } from '../../sandbox';

const AUTHOR = ['-c', 'user.name=Jane', '-c', 'user.email=jane@acme.example', '-c', 'commit.gpgsign=false', '-c', 'init.defaultBranch=main'];

/** A working copy of the example application, whose remote is the sandbox's repository. */
export class Application {
  /** Copies the example, commits it and pushes it to a new repository of the sandbox. */
  static async create(example: string, { stateFolder, frontUrl }: Sandbox, repository: string): Promise<Application> {
    const application = new Application(path.join(stateFolder, 'work', repository), example);
    const remote = await createRepository({ stateFolder, frontUrl, repository });
    fs.rmSync(application.folder, { recursive: true, force: true });
    application.restore();
    await application.git('init', '--quiet');
    await application.git('remote', 'add', 'origin', remote);
    return application;
  }

  constructor(readonly folder: string, private readonly example: string) {}

  /** Commits all that has changed, pushes it, and answers the commit's id. */
  async push(message: string): Promise<string> {
    const commit = await this.commit(message);
    await this.pushHead();
    return commit;
  }

  /** Commits all that has changed, or nothing, and answers the commit's id. */
  async commit(message: string): Promise<string> {
    await this.git('add', '--all');
    await this.git('commit', '--quiet', '--allow-empty', '--message', message);
    return (await this.git('rev-parse', 'HEAD')).trim();
  }

  /** @param branch the pipeline listens to `main` */
  async pushHead(branch = 'main'): Promise<void> {
    await this.git('push', '--quiet', '--force', 'origin', `HEAD:refs/heads/${branch}`);
  }

  /** The example's files as they are; nothing is committed. */
  restore(): void {
    fs.cpSync(this.example, this.folder, { recursive: true, filter: (file) => !/\/(node_modules|reports|coverage)$/.test(file) });
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

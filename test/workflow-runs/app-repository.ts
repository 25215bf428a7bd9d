import * as fs from 'node:fs';
import * as path from 'node:path';
import { run } from '../../src/sandbox';

/** The text of files, changed or new, by their paths; a function is given the text as it is. */
export type Changes = Readonly<Record<string, string | ((text: string) => string)>>;

const AUTHOR = { GIT_AUTHOR_NAME: 'Jane', GIT_AUTHOR_EMAIL: 'jane@acme.example', GIT_COMMITTER_NAME: 'Jane', GIT_COMMITTER_EMAIL: 'jane@acme.example' };

/** What belongs to the example's repository; the rest is made. */
const NOT_COMMITTED = /(^|\/)(node_modules|cdk\.out|reports|coverage)$/;

/** A user's repository, made of an example, with nothing of ours around it. */
export class AppRepository {
  /**
   * @param example a folder of the examples
   * @param folder where the repository is made
   */
  static async create(example: string, folder: string): Promise<AppRepository> {
    fs.cpSync(example, folder, { recursive: true, filter: (file) => !NOT_COMMITTED.test(path.relative(example, file)) });
    const repository = new AppRepository(folder);
    await repository.git('init', '--quiet', '--initial-branch', 'main');
    fs.writeFileSync(path.join(folder, '.gitignore'), 'node_modules\ncdk.out\nreports\ncoverage\n');
    return repository;
  }

  private constructor(readonly folder: string) {}

  /** Commits onto a branch, which begins at main if it is new, and leaves it checked out. @returns the commit */
  async commit(branch: string, changes: Changes = {}): Promise<string> {
    const isNew = (await this.git('branch', '--list', branch)).trim() === '';
    if (!isNew) await this.git('checkout', '--quiet', branch);
    else if (await this.hasCommits()) await this.git('checkout', '--quiet', '-b', branch, 'main');
    for (const [file, change] of Object.entries(changes)) this.change(file, change);
    await this.git('add', '--all');
    await this.git('commit', '--quiet', '--allow-empty', '--message', `change of ${branch}`);
    return (await this.git('rev-parse', 'HEAD')).trim();
  }

  /** Where the repository says it comes from: act reads owner and name there. */
  async setOrigin(repository: string): Promise<void> {
    await this.git('config', 'remote.origin.url', `https://github.com/${repository}.git`);
  }

  read(file: string): string {
    return fs.readFileSync(path.join(this.folder, file), 'utf8');
  }

  private change(file: string, change: Changes[string]): void {
    const location = path.join(this.folder, file);
    const before = fs.existsSync(location) ? this.read(file) : '';
    const after = typeof change === 'string' ? change : change(before);
    if (after === before) throw new Error(`the change leaves ${file} as it is`);
    fs.mkdirSync(path.dirname(location), { recursive: true });
    fs.writeFileSync(location, after);
  }

  private async hasCommits(): Promise<boolean> {
    return (await this.git('branch', '--list')).trim() !== '';
  }

  private git(...args: string[]): Promise<string> {
    return run('git', args, { cwd: this.folder, env: { ...process.env, ...AUTHOR, GIT_CONFIG_GLOBAL: '/dev/null' } });
  }
}

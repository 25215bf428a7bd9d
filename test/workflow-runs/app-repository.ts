import * as fs from 'node:fs';
import * as path from 'node:path';
import { run } from '../../src/sandbox';

/** The text of files, changed or new, by their paths; a function is given the text as it is. */
export type Changes = Readonly<Record<string, string | ((text: string) => string)>>;

const AUTHOR = { GIT_AUTHOR_NAME: 'Jane', GIT_AUTHOR_EMAIL: 'jane@acme.example', GIT_COMMITTER_NAME: 'Jane', GIT_COMMITTER_EMAIL: 'jane@acme.example' };

/** What belongs to the example's repository; the rest is made. */
const NOT_COMMITTED = /(^|\/)(node_modules|cdk\.out|reports|coverage)$/;

/** The tag of the first commit. */
const FIRST = 'first';

/** A user's repository, made of an example, with nothing of ours around it. */
export class AppRepository {
  /**
   * @param example a folder of the examples
   * @param folder where the repository is made
   * @param finish changes the files before the first commit
   */
  static async create(example: string, folder: string, finish: (folder: string) => Promise<void>): Promise<AppRepository> {
    fs.cpSync(example, folder, { recursive: true, filter: (file) => !NOT_COMMITTED.test(path.relative(example, file)) });
    await finish(folder);
    const repository = new AppRepository(folder);
    await repository.git('init', '--quiet', '--initial-branch', 'main');
    await repository.commit();
    await repository.git('tag', FIRST);
    return repository;
  }

  /** The repository that was made in a folder before. */
  static open(folder: string): AppRepository {
    return new AppRepository(folder);
  }

  private constructor(readonly folder: string) {}

  /** Checks a branch out that begins at the first commit, whatever was on it before: no run sees the changes of another. */
  async startBranch(branch: string): Promise<void> {
    await this.git('checkout', '--quiet', '-B', branch, FIRST);
  }

  /** Commits changes onto the branch that is checked out. @returns the commit */
  async commit(changes: Changes = {}): Promise<string> {
    for (const [file, change] of Object.entries(changes)) this.change(file, change);
    await this.git('add', '--all');
    await this.git('commit', '--quiet', '--allow-empty', '--message', 'a change');
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

  private git(...args: string[]): Promise<string> {
    return run('git', args, { cwd: this.folder, env: { ...process.env, ...AUTHOR, GIT_CONFIG_GLOBAL: '/dev/null' } });
  }
}

import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const NO_COMMIT = /^0+$/;
const ARCHIVE_LIMIT_BYTES = 1024 * 1024 * 1024;

/** A commit, as far as a source action's variables tell of it. */
export interface Commit {
  readonly id: string;
  /** ISO 8601 */
  readonly authorDate: string;
  readonly committerDate: string;
  readonly authorName: string;
  readonly authorEmail: string;
  readonly message: string;
}

/** The sandbox's repositories: bare ones at `<folder>/OWNER/NAME.git`, in place of GitHub. */
export class GitRepositories {
  constructor(private readonly folder: string) {}

  /** The commit that a branch, a tag or an id names. */
  async commit(repository: string, revision: string): Promise<Commit> {
    const format = ['%H', '%aI', '%cI', '%an', '%ae', '%B'].join('%x00');
    const text = await this.git(repository, ['log', '-1', `--format=${format}`, revision, '--']);
    const [id, authorDate, committerDate, authorName, authorEmail, message] = text.toString('utf8').split('\0');
    return { id, authorDate, committerDate, authorName, authorEmail, message: message.trim() };
  }

  /** The commit's files as a zip, with their modes. */
  async archive(repository: string, commitId: string): Promise<Buffer> {
    return this.git(repository, ['archive', '--format=zip', commitId]);
  }

  /** What a push changed; everything for a new reference. */
  async changedFiles(repository: string, before: string, after: string): Promise<string[]> {
    const command = NO_COMMIT.test(before)
      ? ['ls-tree', '-r', '-z', '--name-only', after]
      : ['diff', '-z', '--name-only', '--no-renames', before, after];
    return (await this.git(repository, command)).toString('utf8').split('\0').filter((name) => name !== '');
  }

  private async git(repository: string, command: string[]): Promise<Buffer> {
    const directory = path.join(this.folder, `${repository}.git`);
    if (!/^[\w.-]+\/[\w.-]+$/.test(repository) || !fs.existsSync(directory)) {
      throw new Error(`the sandbox has no repository ${JSON.stringify(repository)}; make a bare one at ${directory} and push to it`);
    }
    try {
      const options = { encoding: 'buffer' as const, maxBuffer: ARCHIVE_LIMIT_BYTES };
      return (await run('git', ['-C', directory, '-c', 'safe.directory=*', ...command], options)).stdout;
    } catch (cause) {
      const detail = (cause as { stderr?: Buffer }).stderr?.toString('utf8').trim() ?? String(cause);
      throw new Error(`git ${command[0]} in ${repository} failed: ${detail}`, { cause });
    }
  }
}

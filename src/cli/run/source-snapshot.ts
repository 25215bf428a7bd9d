import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { run, tryRun } from '../../sandbox';
import { CliError } from '../errors';

/** Where a working tree is, and where its snapshot goes. */
export interface SnapshotOptions {
  /** The application's folder. */
  readonly source: string;
  /** The sandbox's state folder: never part of a snapshot. */
  readonly stateFolder: string;
  /** Makes a commit even when nothing has changed. */
  readonly always: boolean;
}

/** A commit of the working tree. */
export interface Snapshot {
  readonly commit: string;
  /** Nothing has changed since the last one. */
  readonly isSame: boolean;
  /** The working tree differs from the user's last commit; undefined where the source is in no git repository. */
  readonly hasChanges?: boolean;
}

const NEVER = ['.git/', 'node_modules/', 'cdk.out/'];

/**
 * Commits working trees into a repository of its own, beside the user's: that one is read for the list of files and its last commit, and
 * never written.
 */
export class SnapshotRepository {
  private readonly directory: string;
  /** Each source has a line of commits of its own. */
  private readonly line: string;

  constructor(private readonly options: SnapshotOptions) {
    this.directory = path.join(options.stateFolder, 'cli', 'source.git');
    this.line = `refs/heads/${createHash('sha256').update(options.source).digest('hex').slice(0, 12)}`;
  }

  /** Commits the files as they are now, uncommitted changes and new files included, ignored ones not. */
  async take(): Promise<Snapshot> {
    const files = await this.prepare();
    await this.git(['add', '--force', '--pathspec-from-file=-', '--pathspec-file-nul'], files.map((file) => `:(literal)${file}`).join('\0'));
    const tree = (await this.git(['write-tree'])).trim();
    const parent = await this.tryGit(['rev-parse', '--verify', '--quiet', this.line]);
    const hasChanges = await this.hasChanges();
    const change = hasChanges === undefined ? {} : { hasChanges };
    if (parent && !this.options.always && (await this.tryGit(['rev-parse', `${parent}^{tree}`])) === tree) return { commit: parent, isSame: true, ...change };
    const commit = (await this.git(['commit-tree', tree, ...(parent ? ['-p', parent] : []), '-m', await this.message(hasChanges)])).trim();
    await this.git(['update-ref', this.line, commit]);
    return { commit, isSame: false, ...change };
  }

  /** Pushes a commit to the branch of a repository; answers what its hook said. */
  async push(commit: string, repository: string, branch: string): Promise<string> {
    const { code, stdout, stderr } = await tryRun('git', ['push', '--force', repository, `${commit}:refs/heads/${branch}`], { env: this.environment() });
    if (code !== 0) throw new Error(`the commit could not be pushed to ${repository}:\n${stderr}${stdout}`);
    return stderr;
  }

  /** The commit's files as a zip. */
  async archive(commit: string): Promise<Buffer> {
    const file = path.join(this.options.stateFolder, 'cli', 'source.zip');
    await this.git(['archive', '--format=zip', `--output=${file}`, commit]);
    return fs.readFileSync(file);
  }

  private async prepare(): Promise<string[]> {
    if (!fs.existsSync(this.directory)) await run('git', ['init', '--quiet', '--bare', this.directory]);
    await this.git(['read-tree', '--empty']);
    const files = await this.files();
    if (files.length === 0) throw new CliError(`${this.options.source} has no files that git would take`, 'pass the folder of the application with --source, or look at its .gitignore');
    return files;
  }

  /** What git would take: of the user's repository where there is one, else of the folder with its .gitignore files. */
  private async files(): Promise<string[]> {
    const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
    const theirs = await this.theirGit(list);
    const own = theirs ?? (await this.git(['ls-files', '-z', '--others', '--exclude-standard', ...NEVER.map((pattern) => `--exclude=${pattern}`)]));
    const state = path.relative(this.options.source, this.options.stateFolder);
    return [...new Set(own.split('\0').filter(Boolean))].filter((file) => file !== state && !file.startsWith(`${state}/`) && this.isFile(file));
  }

  /** Neither deleted, nor another repository inside. */
  private isFile(file: string): boolean {
    const found = fs.lstatSync(path.join(this.options.source, file), { throwIfNoEntry: false });
    return found !== undefined && !found.isDirectory();
  }

  private async hasChanges(): Promise<boolean | undefined> {
    const status = await this.theirGit(['status', '--porcelain', '--', '.', `:(exclude)${path.basename(this.options.stateFolder)}`]);
    return status === undefined ? undefined : status.trim() !== '';
  }

  private async message(hasChanges: boolean | undefined): Promise<string> {
    const theirs = (await this.theirGit(['log', '-1', '--format=%s']))?.trim();
    return theirs ? `${theirs}${hasChanges ? ' (with uncommitted changes)' : ''}` : 'the working tree';
  }

  /** Asks the user's repository; undefined when there is none. Takes no lock, so that it writes nothing. */
  private async theirGit(args: string[]): Promise<string | undefined> {
    const { code, stdout } = await tryRun('git', ['-C', this.options.source, ...args], { env: { ...plain(process.env), GIT_OPTIONAL_LOCKS: '0' } });
    return code === 0 ? stdout : undefined;
  }

  private git(args: string[], input?: string): Promise<string> {
    return run('git', args, { cwd: this.options.source, env: this.environment(), input });
  }

  private async tryGit(args: string[]): Promise<string | undefined> {
    const { code, stdout } = await tryRun('git', args, { cwd: this.options.source, env: this.environment() });
    return code === 0 ? stdout.trim() : undefined;
  }

  /** The developer's name where there is one; neither signing nor line ends nor hooks of the developer's settings. */
  private environment(): NodeJS.ProcessEnv {
    const settings = { 'core.bare': 'false', 'core.autocrlf': 'false', 'core.hooksPath': '/dev/null', 'commit.gpgSign': 'false', 'safe.directory': '*' };
    const given = Object.entries(settings).flatMap(([name, value], index) => [[`GIT_CONFIG_KEY_${index}`, name], [`GIT_CONFIG_VALUE_${index}`, value]]);
    return {
      ...plain(process.env),
      ...Object.fromEntries(given),
      GIT_CONFIG_COUNT: String(Object.keys(settings).length),
      GIT_DIR: this.directory,
      GIT_WORK_TREE: this.options.source,
      GIT_AUTHOR_NAME: process.env.GIT_AUTHOR_NAME ?? 'tap-cicd-pipeline run',
      GIT_AUTHOR_EMAIL: process.env.GIT_AUTHOR_EMAIL ?? 'run@localhost',
      GIT_COMMITTER_NAME: 'tap-cicd-pipeline run',
      GIT_COMMITTER_EMAIL: 'run@localhost',
    };
  }
}

/** Inside of a git hook these lead to another repository. */
function plain(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !/^GIT_(DIR|WORK_TREE|INDEX_FILE|PREFIX|CONFIG_)/.test(name)));
}

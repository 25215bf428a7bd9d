import * as fs from 'node:fs';
import * as path from 'node:path';
import { attempt, run } from './shell';

/** A step of a task in projen's `.projen/tasks.json`. */
export interface Step {
  readonly spawn?: string;
  readonly exec?: string;
  readonly execArgs?: string[];
}

export interface Tasks {
  readonly [name: string]: { readonly steps?: Step[]; readonly env?: NodeJS.ProcessEnv };
}

/** The one spawned task whose steps are taken one by one, so that some can be left out. */
const TAKEN_APART = 'build';

/** What projen's `release` does, in order, without the tasks that are left out. */
export function releaseSteps(tasks: Tasks, leftOut: readonly string[]): Step[] {
  const apart = (task: string): Step[] => (tasks[task].steps ?? []).flatMap((step) => (step.spawn === TAKEN_APART ? apart(TAKEN_APART) : [step]));
  const steps = apart('release');
  const unknown = leftOut.filter((name) => !steps.some(({ spawn }) => spawn === name));
  if (unknown.length > 0) throw new Error(`the task 'release' has no step ${unknown.join(', ')}: see .projen/tasks.json`);
  return steps.filter(({ spawn }) => !spawn || !leftOut.includes(spawn));
}

export function nameOf({ spawn, exec, execArgs }: Step): string {
  return spawn ? `projen ${spawn}` : exec ?? (execArgs ?? []).join(' ');
}

/** The last commit in a folder of its own, so that the tree stays as it is; with the packages that are installed here. */
export class ReleaseClone {
  static make(source: string, folder: string): ReleaseClone {
    run('git', ['clone', '--quiet', source, folder], { cwd: source });
    run('git', ['config', 'user.name', 'release dry run'], { cwd: folder });
    run('git', ['config', 'user.email', 'release@localhost'], { cwd: folder });
    fs.appendFileSync(path.join(folder, '.git', 'info', 'exclude'), '\n/node_modules\n/.repo\n/dist.old\n');
    linkPackages(source, folder);
    return new ReleaseClone(folder);
  }

  private constructor(readonly folder: string) {}

  get tasks(): Tasks {
    return JSON.parse(this.read('.projen/tasks.json')).tasks;
  }

  read(file: string): string {
    return fs.readFileSync(path.join(this.folder, file), 'utf8');
  }

  take(step: Step): string {
    const env = { ...process.env, CI: 'true', ...this.tasks.release.env };
    if (step.spawn) return run(path.join('node_modules', '.bin', 'projen'), [step.spawn], { cwd: this.folder, env });
    if (step.exec) return run('sh', ['-c', step.exec], { cwd: this.folder, env });
    const [program, ...args] = step.execArgs ?? [];
    return run(program, args, { cwd: this.folder, env });
  }

  /** The commits since the last release of which the changelog tells. @see https://github.com/conventional-changelog/conventional-changelog-config-spec */
  worthTelling(): string[] {
    const tag = attempt('git', ['describe', '--tags', '--abbrev=0'], { cwd: this.folder });
    const range = tag.passed ? [`${tag.output.trim()}..HEAD`] : [];
    return run('git', ['log', '--format=%s', ...range], { cwd: this.folder }).split('\n').filter((subject) => /^(feat|fix)(\(.+\))?!?: /.test(subject));
  }

  /** The version that would follow when the last one was `tag` and one commit came since. */
  next(tag: string, message: string): string {
    run('git', ['tag', tag], { cwd: this.folder });
    run('git', ['commit', '--quiet', '--allow-empty', '--message', message], { cwd: this.folder });
    try {
      this.take({ spawn: 'bump' });
      return this.read('dist/version.txt').trim();
    } finally {
      run('git', ['reset', '--quiet', '--hard', 'HEAD~1'], { cwd: this.folder });
      run('git', ['tag', '--delete', tag], { cwd: this.folder });
    }
  }
}

/** In place of `npm ci`, which takes a minute. */
export function linkPackages(source: string, folder: string): void {
  fs.symlinkSync(fs.realpathSync(path.join(source, 'node_modules')), path.join(folder, 'node_modules'));
}

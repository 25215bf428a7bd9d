import * as fs from 'node:fs';
import * as path from 'node:path';
import { parse } from 'yaml';
import { linkPackages } from './release-clone';
import { run } from './shell';

/** A step of a job in the release workflow. */
interface JobStep {
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: { readonly [name: string]: string };
}

const PUBLISH = 'release';

/** Permissions of files get lost in GitHub's artifacts, not here. */
const NOT_HERE = ['restore_build_artifact_permissions'];

/**
 * The job of the release workflow that publishes to npm, run here by its own scripts.
 *
 * Stand-ins: the build artifact is a copy, the checkout a clone, the packages those that are installed here. A step that this class does not
 * know is run as it stands.
 */
export class PublishJob {
  private readonly steps: JobStep[];

  /** @param folder where the job runs, with `dist` as the job before has left it */
  constructor(private readonly source: string, private readonly folder: string) {
    const { jobs } = parse(fs.readFileSync(path.join(source, '.github', 'workflows', 'release.yml'), 'utf8'));
    this.steps = jobs.release_npm.steps.filter(({ id }: JobStep) => !NOT_HERE.includes(id ?? ''));
  }

  /** Everything before the publisher: it makes the package anew. */
  prepare(): void {
    for (const step of this.steps.slice(0, this.indexOfPublish())) this.take(step);
  }

  /** The publisher, with a token of the local registry in place of the identity that only GitHub can give. */
  publish(registry: string, token: string, home: string, packages: string): string {
    const step = this.steps[this.indexOfPublish()];
    fs.mkdirSync(home, { recursive: true });
    // For npx. Not as variables, which would reach the publisher's npm, and be stronger than what it says.
    fs.writeFileSync(path.join(this.folder, '.npmrc'), `registry=${packages}\ncache=${npmCache()}\nyes=true\n`);
    // The publisher writes the token into the home folder.
    const variables = { NPM_DIST_TAG: step.env?.NPM_DIST_TAG, NPM_REGISTRY: registry, NPM_TOKEN: token, DISABLE_HTTPS: 'true', HOME: home };
    return this.script(step, { ...withoutNpm(process.env), ...variables });
  }

  private take(step: JobStep): void {
    if (step.uses?.startsWith('actions/checkout@')) run('git', ['clone', '--quiet', this.source, path.join(this.folder, '.repo')], { cwd: this.folder });
    else if (step.id === 'install_dependencies') linkPackages(this.source, path.join(this.folder, '.repo'));
    else if (step.run) this.script(step);
  }

  private script({ run: script = '' }: JobStep, env: NodeJS.ProcessEnv = process.env): string {
    return run('bash', ['-e', '-o', 'pipefail', '-c', script], { cwd: this.folder, env: { ...env, CI: 'true' } });
  }

  private indexOfPublish(): number {
    const index = this.steps.findIndex(({ id }) => id === PUBLISH);
    if (index < 0) throw new Error(`the job release_npm has no step '${PUBLISH}': see .github/workflows/release.yml`);
    return index;
  }
}

/** An npm around this one has set which registry and whose settings its programs take. */
function withoutNpm(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^npm_config_(registry|userconfig)$/i.test(name)));
}

/** So that what the publisher consists of is fetched once. */
function npmCache(): string {
  return run('npm', ['config', 'get', 'cache'], { cwd: process.cwd() }).trim();
}

import * as fs from 'node:fs';
import * as path from 'node:path';
import { wrongBill } from './bill-check';
import { configuredRegistry, LocalRegistry } from './local-registry';
import { node } from './npm-programs';
import { PublishJob } from './publish-job';
import { nameOf, ReleaseClone, releaseSteps } from './release-clone';
import { attempt, run } from './shell';
import { wrongFiles, wrongManifest } from './shipped-files';
import { Rows } from './table';
import { Tarball, tarballIn } from './tarball';
import { UserFolder } from './user-folder';
import { NEWEST_CDK } from '../consumer/cdk-versions';
import { overweight } from '../measure/package-size';

const NAME = 'tap-cicd-pipeline';

/** The oldest release that the package takes, and the newest of each line that Node maintains. @see https://nodejs.org/en/about/previous-releases */
export const NODE_VERSIONS = ['20.16.0', '22.23.3', '24.21.0'];

/** `npm test`, amid which this runs. */
const TESTS = 'test';
/** API.md and the examples, which tests have read already. */
const DOCUMENTS = 'post-compile';

/** What comes after a version, by the commit that came since. @see https://semver.org/#spec-item-4 */
const NEXT = [
  ['v0.4.2', 'fix: a mended thing', '0.4.3'],
  ['v0.4.2', 'feat: a new thing', '0.4.3'],
  ['v0.4.2', 'feat!: another interface', '0.5.0'],
] as const;

/** A release from the last commit to a user's folder, each step with its row. */
export class DryRun {
  /** @param bin the folder with the registry's program */
  constructor(
    private readonly root: string,
    private readonly folder: string,
    private readonly bin: string,
    private readonly rows: Rows,
    private readonly quick: boolean,
  ) {}

  async run(): Promise<void> {
    const clone = await this.release();
    if (!clone) return;
    const registry = await LocalRegistry.start(this.bin, this.in('registry'), NAME);
    try {
      const version = clone.read('dist/version.txt').trim();
      if (!await this.publish(clone, registry, version)) return;
      for (const nodeVersion of this.quick ? [undefined] : NODE_VERSIONS) await this.use(registry, nodeVersion);
    } finally {
      registry.stop();
    }
  }

  /** What the job `release` does. */
  private async release(): Promise<ReleaseClone | undefined> {
    this.tellWhatIsNotCommitted();
    const clone = ReleaseClone.make(this.root, this.in('clone'));
    const leftOut = this.quick ? [TESTS, DOCUMENTS] : [TESTS];
    console.log(`left out: ${leftOut.map((name) => `projen ${name}`).join(', ')}`);
    const steps = releaseSteps(clone.tasks, leftOut);
    const passed = await this.rows.sequence([
      ...steps.map((step) => [nameOf(step), () => void clone.take(step)] as const),
      ['version, tag and changelog belong together', () => checkVersion(clone)],
      ...this.quick ? [] : this.laterVersions(),
    ]);
    return passed ? clone : undefined;
  }

  private laterVersions() {
    const later = ReleaseClone.make(this.root, this.in('later'));
    return NEXT.map(([tag, message, next]) => [`after ${tag} and '${message}' comes ${next}`, () => expectEqual(later.next(tag, message), next)] as const);
  }

  /** What the job `release_npm` does. */
  private async publish(clone: ReleaseClone, registry: LocalRegistry, version: string): Promise<boolean> {
    const built = new Tarball(tarballIn(path.join(clone.folder, 'dist')), this.in('built'));
    fs.mkdirSync(this.in('job'));
    fs.cpSync(path.join(clone.folder, 'dist'), path.join(this.in('job'), 'dist'), { recursive: true });
    const job = new PublishJob(this.root, this.in('job'));
    const token = await registry.signUp('release');
    const publish = (by: string) => job.publish(registry.address, by, this.in('home'), configuredRegistry());
    let packed: Tarball;
    let first: string;
    return this.rows.sequence([
      ['the job release_npm makes the package', () => {
        job.prepare();
        packed = new Tarball(tarballIn(path.join(this.in('job'), 'dist')), this.in('packed'));
      }],
      ['it is the package that was built', () => expectNone(packed.differences(built))],
      ['it has the files that it should have, and no others', () => {
        expectNone(wrongFiles(packed.files));
        return `${packed.files.length} files`;
      }],
      ['it weighs no more than it may', () => {
        expectNone(overweight(packed.files));
        return `${Math.round(packed.files.reduce((sum, { size }) => sum + size, 0) / 1000)} kB unpacked`;
      }],
      ['it brings no dependency and runs nothing when it is installed', () => expectNone(wrongManifest(JSON.parse(packed.read('package.json')), version))],
      ['its bill of materials is valid, and has what the licences are of', async () => expectNone(await wrongBill(packed.read('assets/sbom.cdx.json'), packed.read('assets/THIRD-PARTY-LICENSES'), version))],
      ['a stranger cannot publish it', () => expectRefused(() => publish('no-such-token'))],
      ['publib-npm publishes it', async () => {
        publish(token);
        first = (await registry.published(NAME, version)).dist.integrity;
        return `${NAME}@${version}`;
      }],
      ['another package of the same version is refused', async () => {
        fs.appendFileSync(path.join(packed.folder, 'README.md'), 'changed\n');
        expectRefused(() => this.publishAgain(packed, registry, token));
        expectEqual((await registry.published(NAME, version)).dist.integrity, first);
      }],
    ]);
  }

  private publishAgain(tarball: Tarball, registry: LocalRegistry, token: string): void {
    const npmrc = this.in('npmrc');
    fs.writeFileSync(npmrc, `//${registry.address}/:_authToken=${token}\n`);
    const { passed, output } = attempt('npm', ['publish', '--registry', registry.url, '--userconfig', npmrc], { cwd: tarball.folder });
    if (!passed) throw new Error(output);
  }

  /** What somebody does with it who has read the README. */
  private async use(registry: LocalRegistry, nodeVersion: string | undefined): Promise<void> {
    const installed = nodeVersion === undefined ? undefined : node(nodeVersion);
    const on = `Node ${nodeVersion ?? process.versions.node}`;
    if (installed?.missing !== undefined) {
      await this.rows.try(`${on} is there`, () => { throw new Error(installed.missing); });
      return;
    }
    const user = new UserFolder(this.in(`user-${nodeVersion ?? 'here'}`), registry.url, installed?.bin);
    const readme = fs.readFileSync(path.join(this.folder, 'packed', 'package', 'README.md'), 'utf8');
    await this.rows.sequence([
      [`${on}: it is installed in an empty folder`, () => { expectEqual(user.nodeVersion(), `v${nodeVersion ?? process.versions.node}`); return user.install(this.quick ? NEWEST_CDK : undefined); }],
      [`${on}: the README's example synthesises`, () => user.synthesises(readme)],
      [`${on}: it is imported by an ECMAScript module`, () => user.isImported()],
      [`${on}: npx ${NAME} --help`, () => user.helps()],
    ]);
  }

  private tellWhatIsNotCommitted(): void {
    const changed = run('git', ['status', '--porcelain'], { cwd: this.root }).split('\n').filter(Boolean);
    if (changed.length > 0) console.log(`not part of it, since not committed: ${changed.length} files, ${changed[0].slice(3)} first`);
  }

  private in(name: string): string {
    return path.join(this.folder, name);
  }
}

function checkVersion(clone: ReleaseClone): string {
  const version = clone.read('dist/version.txt').trim();
  if (!/^\d+\.\d+\.\d+$/.test(version)) throw new Error(`'${version}' is no version`);
  expectEqual(clone.read('dist/releasetag.txt').trim(), `v${version}`);
  const changelog = clone.read('dist/changelog.md');
  const entries = changelog.split('\n').filter((line) => line.startsWith('* ')).length;
  if (!changelog.includes(version) || (entries === 0 && clone.worthTelling().length > 0)) throw new Error(`the changelog has nothing of ${version}:\n${changelog.slice(0, 500)}`);
  return `${version}, ${entries} entries`;
}

function expectEqual(found: string, expected: string): void {
  if (found !== expected) throw new Error(`'${found}' instead of '${expected}'`);
}

function expectNone(found: string[]): void {
  if (found.length > 0) throw new Error(found.join('\n'));
}

/** @see https://docs.npmjs.com/cli/v11/commands/npm-publish: a version that exists cannot be published again */
function expectRefused(what: () => void): void {
  try {
    what();
  } catch (error) {
    const said = (error as Error).message;
    if (/E40[139]|already present|previously published/.test(said)) return;
    throw error;
  }
  throw new Error('it was accepted');
}

import { createHash } from 'crypto';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { firstMissing, Language, run, Step } from './language';
import { buildPackage, copyExample, templateIn } from './packages';

/** Maven's own cache: what the example asks for is downloaded once. */
const REPOSITORY = path.join(os.homedir(), '.m2', 'repository');
const MAVEN = ['--batch-mode', '--no-transfer-progress', `-Dmaven.repo.local=${REPOSITORY}`];

/** The jar in `examples/java-infra`. */
export class Java implements Language {
  readonly name = 'java';

  missing(): string | undefined {
    return firstMissing(['javac', '--release', '17', '-version'], ['mvn', '--version']) && 'a JDK of version 17 or later, or Maven, is missing (Debian: apt-get install openjdk-17-jdk-headless maven)';
  }

  *steps(folder: string): Generator<Step> {
    const built = buildPackage('java', path.join(folder, 'packages'));
    yield { name: 'packaged', ...built };
    const project = path.join(folder, 'project');
    copyExample('java-infra', project);
    const { version, remove } = installJar(built.folder);
    try {
      const maven = (...goals: string[]) => run('mvn', [...MAVEN, `-Dtap-cicd-pipeline.version=${version}`, ...goals], project);
      yield { name: 'compiled', ...maven('test-compile') };
      yield { name: 'tested', ...maven('verify') };
      const ended = maven('--errors', '--quiet', 'compile', 'exec:java');
      yield { name: 'synthesised', ...ended, template: ended.passed ? templateIn(project) : undefined };
    } finally {
      remove();
    }
  }
}

/** A jar in Maven's cache, until it is removed. */
export interface InstalledJar {
  readonly version: string;
  remove(): void;
}

/** Into Maven's cache under a version of its own: of two runs at the same time each uses its jar, and none is left for later. */
export function installJar(built: string): InstalledJar {
  const parent = path.join('io', 'github', 'tap-cicd-pipeline', 'tap-cicd-pipeline');
  const [released] = fs.readdirSync(path.join(built, parent), { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const file = (version: string, ending: string) => path.join(parent, version, `tap-cicd-pipeline-${version}.${ending}`);
  const jar = fs.readFileSync(path.join(built, file(released, 'jar')));
  const version = `${released}-${createHash('sha256').update(jar).update(String(process.pid)).digest('hex').slice(0, 12)}`;
  const pom = fs.readFileSync(path.join(built, file(released, 'pom')), 'utf8');
  fs.mkdirSync(path.join(REPOSITORY, parent, version), { recursive: true });
  fs.writeFileSync(path.join(REPOSITORY, file(version, 'jar')), jar);
  fs.writeFileSync(path.join(REPOSITORY, file(version, 'pom')), pom.replace(`<version>${released}</version>`, `<version>${version}</version>`));
  return { version, remove: () => fs.rmSync(path.join(REPOSITORY, parent, version), { recursive: true, force: true }) };
}

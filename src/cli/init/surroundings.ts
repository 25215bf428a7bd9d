import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Language } from './answers';
import { findRepositoryRoot } from '../../private/repository-root';

/** What the folder tells, so that it need not be asked. */
export interface Surroundings {
  /** Absolute. */
  readonly folder: string;
  /** The root of the repository around the folder: the folder itself, where there is none. */
  readonly root: string;
  /** `owner/name` of the remote `origin`, when it is on GitHub. */
  readonly origin?: string;
  /** The branch that the remote, or else the repository, begins with. */
  readonly branch?: string;
  readonly language?: Language;
  readonly hasDockerfile: boolean;
  /** Nothing is in it that a new service could be in the way of. */
  readonly isEmpty: boolean;
}

/** By what a language is known; the first that is there wins. A package.json alone says nothing of the CDK app: most of those are in TypeScript. */
const SIGNS: ReadonlyArray<readonly [files: string[], language: Language]> = [
  [['tsconfig.json'], 'typescript'], [['cdk.json', 'package.json'], 'javascript'],
  [['pyproject.toml'], 'python'], [['requirements.txt'], 'python'], [['requirements.in'], 'python'],
  [['pom.xml'], 'java'], [['build.gradle'], 'java'], [['build.gradle.kts'], 'java'],
];

/** First where an earlier `init` would have put the CDK app. */
function languageOf(folder: string): Language | undefined {
  const places = [path.join(folder, 'infra'), folder];
  const inPlace = (place: string) => SIGNS.find(([files]) => files.every((file) => fs.existsSync(path.join(place, file))))?.[1];
  return places.map(inPlace).find((language) => language !== undefined);
}

/** Looks at the folder; one that is not there yet is empty. */
export function lookAround(given: string): Surroundings {
  const folder = path.resolve(given);
  const has = (file: string) => fs.existsSync(path.join(folder, file));
  const git = (...args: string[]) => (has('.') ? tryGit(folder, args) : undefined);
  return {
    folder,
    root: findRepositoryRoot(folder) ?? folder,
    origin: repositoryOf(git('remote', 'get-url', 'origin')),
    branch: git('symbolic-ref', '--short', 'refs/remotes/origin/HEAD')?.replace(/^origin\//, ''),
    language: languageOf(folder),
    hasDockerfile: has('Dockerfile'),
    isEmpty: !has('.') || fs.readdirSync(folder).every((name) => name.startsWith('.')),
  };
}

/** `git@github.com:owner/name.git`, `https://github.com/owner/name`, `ssh://git@github.com/owner/name.git` */
export function repositoryOf(url: string | undefined): string | undefined {
  return /^(?:\w+:\/\/)?(?:[^@/]+@)?github\.com(?::\d+)?[:/]([^/]+\/[^/]+?)(?:\.git)?\/?$/.exec(url ?? '')?.[1];
}

function tryGit(cwd: string, args: string[]): string | undefined {
  try {
    return execFileSync('git', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 10_000 }).trim() || undefined;
  } catch {
    return undefined;
  }
}

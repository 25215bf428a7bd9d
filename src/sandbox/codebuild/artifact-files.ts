import * as fs from 'node:fs';
import * as path from 'node:path';
import picomatch from 'picomatch';
import { ArchiveEntry } from '../zip';
import { ArtifactSpec } from './buildspec';

/**
 * The files that an `artifacts` or `reports` section names, below the source folder.
 *
 * `base-directory` may be a pattern; with `discard-paths` the files lie flat in the archive.
 *
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec.artifacts.files
 */
export function selectFiles(sourceDirectory: string, spec: Pick<ArtifactSpec, 'files' | 'baseDirectory'> & Partial<ArtifactSpec>): ArchiveEntry[] {
  const selected = new Map<string, string>();
  for (const base of baseDirectories(sourceDirectory, spec.baseDirectory)) {
    const wanted = matcher(spec.files);
    const unwanted = matcher(spec.excludePaths ?? []);
    for (const name of filesBelow(base)) {
      if (wanted(name) && !unwanted(name)) {
        selected.set(spec.discardPaths ? path.posix.basename(name) : name, path.join(base, name));
      }
    }
  }
  return [...selected].map(([name, file]) => ({ name, file }));
}

/** Every file below a folder, as relative paths with forward slashes, in order; symbolic links are files. */
export function filesBelow(directory: string, prefix = ''): string[] {
  const entries = fs.readdirSync(path.join(directory, prefix), { withFileTypes: true });
  return entries
    .flatMap((entry) => {
      const name = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
      return entry.isDirectory() ? filesBelow(directory, name) : [name];
    })
    .sort();
}

function baseDirectories(sourceDirectory: string, base: string | undefined): string[] {
  if (base === undefined) {
    return [sourceDirectory];
  }
  const fixed = path.resolve(sourceDirectory, base);
  if (fs.existsSync(fixed)) {
    return [fixed];
  }
  const matches = picomatch(normalise(base), { dot: true });
  return directoriesBelow(sourceDirectory).filter((name) => matches(name)).map((name) => path.join(sourceDirectory, name));
}

function directoriesBelow(directory: string, prefix = ''): string[] {
  return fs
    .readdirSync(path.join(directory, prefix), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules')
    .flatMap((entry) => {
      const name = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
      return [name, ...directoriesBelow(directory, name)];
    });
}

function matcher(patterns: string[]): (name: string) => boolean {
  const matchers = patterns.map((pattern) => picomatch(normalise(pattern), { dot: true }));
  return (name) => matchers.some((matches) => matches(name));
}

function normalise(pattern: string): string {
  return pattern.replace(/^\.\//, '');
}

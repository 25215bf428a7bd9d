import * as fs from 'node:fs';
import * as path from 'node:path';

/** What is read of the package's own manifest. */
interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly peerDependencies: { readonly [name: string]: string };
  readonly devDependencies: { readonly [name: string]: string };
}

/** The versions that a new project begins with: those that this package was made and tried with. */
export interface Versions {
  readonly package: string;
  readonly [name: string]: string;
}

/** The folder of this package, above whatever file runs: the bundle in `assets`, or the sources. */
export function packageFolder(from: string = __dirname): string {
  const file = path.join(from, 'package.json');
  if (fs.existsSync(file) && (JSON.parse(fs.readFileSync(file, 'utf8')) as Manifest).name === 'tap-cicd-pipeline') return from;
  const above = path.dirname(from);
  if (above === from) throw new Error(`${__dirname} is in no folder of the package`);
  return packageFolder(above);
}

/** From the package's own manifest, which is shipped. */
export function readVersions(folder: string = packageFolder()): Versions {
  const { version, peerDependencies, devDependencies } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')) as Manifest;
  const oldest = Object.entries(peerDependencies).map(([name, range]) => [name, range.replace(/^\^/, '')]);
  return { ...devDependencies, ...Object.fromEntries(oldest) as { [name: string]: string }, package: version };
}

/** A working copy has no release that could be named. */
export function isReleased({ package: version }: Versions): boolean {
  return version !== '0.0.0';
}

import * as fs from 'node:fs';
import * as path from 'node:path';
import { makeInCache, Programs, runOrThrow } from '../support/programs';

/** The last line of Verdaccio that runs on the oldest Node that the package takes. */
const VERDACCIO = '6.8.0';
/** Its audit plugin, which is not used here, asks for a moving tag of this one. */
const VERDACCIO_OVERRIDES = { 'node-fetch': '2.7.0' };

/** A registry for npm that runs here. @see https://verdaccio.org/docs/what-is-verdaccio */
export function verdaccio(): Programs {
  return npmPrograms('verdaccio', VERDACCIO, VERDACCIO_OVERRIDES);
}

/** One release of Node, as it comes in a package of npm. @see https://www.npmjs.com/package/node */
export function node(version: string): Programs {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  return npmPrograms(`node-${platform}-${process.arch}`, version);
}

/** The programs of one release of a package of npm, in a folder of the cache. */
function npmPrograms(name: string, version: string, overrides: { readonly [dependency: string]: string } = {}): Programs {
  return makeInCache(`${name}-${version}`, (folder) => {
    const manifest = { name: 'programs', private: true, dependencies: { [name]: version }, overrides };
    fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
    runOrThrow('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', '--ignore-scripts']);
    fs.symlinkSync(path.join('node_modules', '.bin'), path.join(folder, 'bin'));
  });
}

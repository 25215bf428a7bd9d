import * as fs from 'fs';
import * as path from 'path';

const LICENSE_FILE = /^(licen[cs]e|copying|notice)/i;
const HEADER = 'The files in this folder hold these libraries.\n';

/** A file that was bundled, with the files that it was made of. */
export interface Bundled {
  readonly outfile: string;
  readonly inputs: string[];
}

/** A library that is part of a bundled file. */
export interface Library {
  readonly name: string;
  readonly version: string;
  /** As its manifest has it: an identifier or an expression of SPDX. */
  readonly license: string;
  readonly author?: string;
  readonly folder: string;
  /** The bundled files that it is part of. */
  readonly within: string[];
}

/** The libraries that the files are part of, by name. Two copies of one release are one library. */
export function librariesIn(bundled: Bundled[]): Library[] {
  const found = new Map<string, Library>();
  for (const { outfile, inputs } of bundled) {
    for (const folder of new Set(inputs.map(libraryFolder).filter((lies) => lies !== undefined))) {
      const { name, version, license, author } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
      const within = found.get(`${name}@${version}`)?.within ?? [];
      found.set(`${name}@${version}`, { name, version, license, author: author?.name ?? author, folder, within: [...new Set([...within, outfile])] });
    }
  }
  return [...found.keys()].sort().map((key) => found.get(key) as Library);
}

/** Names the libraries, with the texts of their licenses. */
export function listLicenses(libraries: Library[]): string {
  return [HEADER, ...libraries.map(describe)].join('\n');
}

/** `node_modules/@scope/name/dist/x.js` is in `node_modules/@scope/name`. */
function libraryFolder(file: string): string | undefined {
  return /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1];
}

function describe({ folder, name, version, license, author }: Library): string {
  const texts = fs.readdirSync(folder).filter((file) => LICENSE_FILE.test(file)).map((file) => fs.readFileSync(path.join(folder, file), 'utf8').trim());
  if (texts.length > 0) return [`== ${name} ${version} (${license})`, ...texts, ''].join('\n');
  if (license !== 'MIT' || !author) throw new Error(`${name} has neither a license text nor the words for one: it cannot be bundled`);
  return [`== ${name} ${version} (${license})`, `Copyright ${author}`, '', MIT, ''].join('\n');
}

/** The license of libraries that name it, but bring no text; @see https://opensource.org/license/mit */
const MIT = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the
"Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish,
distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the
following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF
MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY
CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE
SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

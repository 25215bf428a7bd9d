import * as fs from 'fs';
import * as path from 'path';

const LICENSE_FILE = /^(licen[cs]e|copying|notice)/i;
const HEADER = 'The files in this folder hold these libraries.\n';

/** Names the libraries that the files are part of, with the texts of their licenses. */
export function listLibraries(files: string[]): string {
  const folders = [...new Set(files.map(libraryFolder).filter((folder) => folder !== undefined))];
  return [HEADER, ...folders.sort().map(describe)].join('\n');
}

/** `node_modules/@scope/name/dist/x.js` is in `node_modules/@scope/name`. */
function libraryFolder(file: string): string | undefined {
  return /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1];
}

function describe(folder: string): string {
  const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const { name, version, license, author } = manifest;
  const texts = fs.readdirSync(folder).filter((file) => LICENSE_FILE.test(file)).map((file) => fs.readFileSync(path.join(folder, file), 'utf8').trim());
  if (texts.length > 0) return [`== ${name} ${version} (${license})`, ...texts, ''].join('\n');
  if (license !== 'MIT' || !author) throw new Error(`${name} has neither a license text nor the words for one: it cannot be bundled`);
  return [`== ${name} ${version} (${license})`, `Copyright ${author.name ?? author}`, '', MIT, ''].join('\n');
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

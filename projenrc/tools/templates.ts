import * as fs from 'fs';
import * as path from 'path';

/** Not part of a new project: what tools and tests leave behind. */
const LEFT_OUT = /(^|\/)(node_modules|reports|coverage|__pycache__|\.pytest_cache|cdk\.out)(\/|$)/;

/** What `init` makes projects of, as one file: a folder for each language, and the example's service as it is. */
export function packTemplates(outfile: string): void {
  const apps = Object.fromEntries(fs.readdirSync('templates').map((language) => [language, filesOf(path.join('templates', language))]));
  fs.writeFileSync(outfile, JSON.stringify({ apps, service: filesOf('examples/orders-service') }));
}

function filesOf(folder: string): { readonly [file: string]: string } {
  const entries = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = entries.map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name))).filter((file) => !LEFT_OUT.test(file));
  return Object.fromEntries(files.sort().map((file) => [file, fs.readFileSync(path.join(folder, file), 'utf8')]));
}

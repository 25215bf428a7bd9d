import * as fs from 'fs';
import * as path from 'path';
import { gzipSync } from 'zlib';

/** Not part of a new project: what tools and tests leave behind. */
const LEFT_OUT = /(^|\/)(node_modules|reports|coverage|target|__pycache__|\.pytest_cache|cdk\.out)(\/|$)/;

interface Files {
  readonly [file: string]: string;
}

/** What `init` makes projects of, as one file of a fifth of the size. */
export function packTemplates(outfile: string): void {
  fs.writeFileSync(outfile, gzipSync(JSON.stringify(collectTemplates()), { level: 9 }));
}

/** A folder for each language, and the example's service as it is. */
export function collectTemplates(): { readonly apps: { readonly [language: string]: Files }; readonly service: Files } {
  const apps = Object.fromEntries(fs.readdirSync('templates').map((language) => [language, withFeatureFlags(filesOf(path.join('templates', language)))]));
  return { apps, service: filesOf(path.join('examples', 'orders-service')) };
}

/** What `cdk init` writes into an app: without it the CDK CLI counts, at every synthesis, the flags that are not configured. */
function withFeatureFlags(app: Files): Files {
  const context: unknown = JSON.parse(fs.readFileSync(require.resolve('aws-cdk-lib/recommended-feature-flags.json'), 'utf8'));
  return { ...app, 'cdk.json': `${JSON.stringify({ ...JSON.parse(app['cdk.json']), context }, undefined, 2)}\n` };
}

function filesOf(folder: string): Files {
  const entries = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = entries.map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/')).filter((file) => !LEFT_OUT.test(file));
  return Object.fromEntries(files.sort().map((file) => [file, fs.readFileSync(path.join(folder, file), 'utf8')]));
}

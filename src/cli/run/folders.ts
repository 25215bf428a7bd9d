import * as fs from 'node:fs';
import * as path from 'node:path';
import { CliError } from '../errors';

/** The CDK app's folder, absolute. */
export function appFolder(given: string): string {
  const folder = path.resolve(given);
  const file = path.join(folder, 'cdk.json');
  if (!fs.existsSync(file)) throw new CliError(`${folder} is no CDK app: it has no cdk.json`, 'pass the folder of your CDK app with --app');
  try {
    if ((JSON.parse(fs.readFileSync(file, 'utf8')) as { app?: string }).app) return folder;
  } catch (cause) {
    throw new CliError(`${file} is not JSON: ${(cause as Error).message}`, 'mend it, then try again');
  }
  throw new CliError(`${file} does not say how the app is started`, 'add "app", for example "app": "npx ts-node app.ts"');
}

/**
 * The application's folder, absolute: what was given, else the app's own folder or the nearest one above it with a Dockerfile.
 *
 * It is not looked for beyond the repository that the CDK app is in.
 */
export function sourceFolder(given: string | undefined, app: string): string {
  if (given !== undefined) {
    const folder = path.resolve(given);
    if (!fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw new CliError(`the source ${folder} is no folder`, 'pass the folder of the application with --source');
    return folder;
  }
  const found = upwards(app).find((folder) => fs.existsSync(path.join(folder, 'Dockerfile')));
  if (found === undefined) throw new CliError(`neither ${app} nor a folder above it in its repository has a Dockerfile`, 'pass the folder of the application with --source');
  return found;
}

/** The folder and those above it, up to the root of the repository; without a repository only the next one. */
function upwards(folder: string): string[] {
  const all = [folder];
  while (path.dirname(all[all.length - 1]) !== all[all.length - 1]) all.push(path.dirname(all[all.length - 1]));
  const root = all.findIndex((candidate) => fs.existsSync(path.join(candidate, '.git')));
  return all.slice(0, root < 0 ? 2 : root + 1);
}

import * as os from 'node:os';
import * as path from 'node:path';

/**
 * Where downloads and images outlive a sandbox: `tap-cicd-pipeline` in the user's cache folder.
 *
 * @see https://specifications.freedesktop.org/basedir-spec/latest/
 */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const base = environment.XDG_CACHE_HOME;
  return path.join(base && path.isAbsolute(base) ? base : path.join(os.homedir(), '.cache'), 'tap-cicd-pipeline');
}

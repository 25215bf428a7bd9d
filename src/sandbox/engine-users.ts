import * as fs from 'node:fs';
import * as path from 'node:path';
import { isInUse, readSandbox } from './sandbox-record';

/** Notes that the sandbox uses the private engine, which several sandboxes may share. */
export function keepEngineUser(cache: string, stateFolder: string): void {
  writeUsers(cache, [...others(cache, stateFolder), stateFolder]);
}

/** Takes the sandbox off the list and answers how many others still use the engine; a sandbox that does not run does not count. */
export function dropEngineUser(cache: string, stateFolder: string): number {
  const left = others(cache, stateFolder);
  writeUsers(cache, left);
  return left.length;
}

function others(cache: string, stateFolder: string): string[] {
  const file = usersFile(cache);
  const users = fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, 'utf8')) as string[]) : [];
  return users.filter((user) => user !== stateFolder && isInUse(readSandbox(user)));
}

function writeUsers(cache: string, users: string[]): void {
  fs.mkdirSync(cache, { recursive: true });
  fs.writeFileSync(usersFile(cache), JSON.stringify(users));
}

function usersFile(cache: string): string {
  return path.join(cache, 'engine-users.json');
}

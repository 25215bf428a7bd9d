import * as fs from 'node:fs';
import * as path from 'node:path';

/**
 * The sandbox's folder: every service keeps its state in it as JSON, so that a restart of the front loses nothing.
 *
 * Writes are atomic (a file beside, then renamed): a killed process leaves the old or the new state, never half of one.
 */
export class SandboxState {
  /**
   * @param folder absolute path of the state folder; made when it is missing
   */
  constructor(readonly folder: string) {
    fs.mkdirSync(folder, { recursive: true });
  }

  /** The state under a name, or the fallback when nothing was written yet. */
  read<T>(name: string, fallback: T): T {
    const file = this.file(name);
    return fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, 'utf8')) as T) : fallback;
  }

  /** Keeps the value under the name. */
  write(name: string, value: unknown): void {
    const file = this.file(name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    const beside = `${file}.${process.pid}.tmp`;
    fs.writeFileSync(beside, JSON.stringify(value, null, 2));
    fs.renameSync(beside, file);
  }

  /** Forgets what is under the name. */
  remove(name: string): void {
    fs.rmSync(this.file(name), { force: true });
  }

  /** A folder of the state's own, made when it is missing; for example `directory('git')`. */
  directory(...names: string[]): string {
    const directory = path.join(this.folder, ...names);
    fs.mkdirSync(directory, { recursive: true });
    return directory;
  }

  private file(name: string): string {
    return path.join(this.folder, 'services', `${name}.json`);
  }
}

import * as fs from 'node:fs';
import * as path from 'node:path';
import { ExecutionProgress } from '../../sandbox';
import { Expected } from '../view/board';

/** How long the actions of a pipeline took when they last succeeded; kept in the sandbox's folder. */
export class Durations {
  private readonly file: string;

  constructor(stateFolder: string, private readonly pipeline: string) {
    this.file = path.join(stateFolder, 'cli', 'durations.json');
  }

  read(): Expected {
    return this.all[this.pipeline] ?? {};
  }

  /** Keeps the times of the actions that succeeded. */
  learn(progress: ExecutionProgress): void {
    fs.mkdirSync(path.dirname(this.file), { recursive: true });
    fs.writeFileSync(this.file, JSON.stringify({ ...this.all, [this.pipeline]: { ...this.read(), ...durationsOf(progress) } }, null, 2));
  }

  private get all(): Readonly<Record<string, Expected>> {
    return fs.existsSync(this.file) ? (JSON.parse(fs.readFileSync(this.file, 'utf8')) as Record<string, Expected>) : {};
  }
}

/** In milliseconds, by `Stage/Action`. */
export function durationsOf({ stages }: Pick<ExecutionProgress, 'stages'>): Expected {
  const entries = stages.flatMap((stage) => stage.actions.flatMap(({ name, status, startTime, endTime }): Array<[string, number]> =>
    (status === 'Succeeded' && startTime !== undefined && endTime !== undefined ? [[`${stage.name}/${name}`, endTime - startTime]] : [])));
  return Object.fromEntries(entries);
}

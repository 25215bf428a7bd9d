import * as fs from 'node:fs';
import * as path from 'node:path';
import { Files } from './templates';
import { CliError } from '../errors';

/** A file that is wanted, and what is in its place. */
export interface PlannedFile {
  /** Absolute. */
  readonly location: string;
  readonly text: string;
  /** What is there now. */
  readonly before?: string;
}

/** What is to be done with a file, or was. */
export type Action = 'create' | 'overwrite' | 'unchanged' | 'keep';

/** Files below folders, as absolute places. */
export function below(folder: string, files: Files): Files {
  return Object.fromEntries(Object.entries(files).map(([file, text]) => [path.join(folder, file), text]));
}

/** Looks at what is in the place of each file; what cannot become a file is an error. */
export function plan(files: Files): PlannedFile[] {
  return Object.entries(files).map(([location, text]) => ({ location, text, before: read(location) }));
}

/** Whether the user's own content is in its place. */
export function isInTheWay({ text, before }: PlannedFile): boolean {
  return before !== undefined && before !== text;
}

/** What happens to a file that nobody was asked about. */
export function actionOf({ text, before }: PlannedFile): Action {
  if (before === undefined) return 'create';
  return before === text ? 'unchanged' : 'overwrite';
}

function read(location: string): string | undefined {
  const blocked = firstNoFolder(path.dirname(location));
  if (blocked !== undefined) throw new CliError(`${blocked} is no folder, and ${path.basename(location)} is to be put into it`, 'move it away, or choose another folder');
  const found = fs.lstatSync(location, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  // A link may lead out of the folder, to something that is not the project's.
  if (!found.isFile()) throw new CliError(`${location} is no plain file`, 'move it away, or choose another folder');
  return fs.readFileSync(location, 'utf8');
}

/** The first thing on the way down that is something else than a folder; what is not there yet will be one. */
function firstNoFolder(folder: string): string | undefined {
  const above = path.dirname(folder);
  const blocked = above === folder ? undefined : firstNoFolder(above);
  if (blocked !== undefined) return blocked;
  return fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory() === false ? folder : undefined;
}

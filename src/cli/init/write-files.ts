import * as fs from 'node:fs';
import * as path from 'node:path';
import { PlannedFile } from './plan';

/**
 * Writes all files or none.
 *
 * Each is written beside its place first, so that a full disk or a missing right is met before anything of the user's is touched; then they are
 * put into place by rename. When one of those fails, what was there before is put back.
 */
export function writeFiles(files: PlannedFile[]): void {
  const undo: Array<() => void> = [];
  try {
    const staged = files.map((file) => ({ ...file, draft: writeDraft(file, undo) }));
    for (const { draft, location, before } of staged) {
      fs.renameSync(draft, location);
      undo.push(() => (before === undefined ? fs.rmSync(location, { force: true }) : fs.writeFileSync(location, before)));
    }
  } catch (error) {
    undo.reverse().forEach((step) => step());
    throw error;
  }
}

function writeDraft({ location, text }: PlannedFile, undo: Array<() => void>): string {
  makeFolder(path.dirname(location), undo);
  const draft = path.join(path.dirname(location), `.${path.basename(location)}.${process.pid}`);
  undo.push(() => fs.rmSync(draft, { force: true }));
  fs.writeFileSync(draft, text, { flag: 'wx' });
  const there = fs.statSync(location, { throwIfNoEntry: false });
  if (there) fs.chmodSync(draft, there.mode);
  return draft;
}

/** Only folders that were not there are taken away again. */
function makeFolder(folder: string, undo: Array<() => void>): void {
  const first = fs.mkdirSync(folder, { recursive: true });
  if (first !== undefined) undo.push(() => fs.rmSync(first, { recursive: true, force: true }));
}

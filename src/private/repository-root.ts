import * as fs from 'fs';
import * as path from 'path';

/** The nearest folder, upwards, that is the root of a repository or has workflows. */
export function findRepositoryRoot(from: string): string | undefined {
  if (['.git', '.github'].some((name) => fs.existsSync(path.join(from, name)))) return from;
  const parent = path.dirname(from);
  return parent === from ? undefined : findRepositoryRoot(parent);
}

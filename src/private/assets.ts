import * as fs from 'fs';
import * as path from 'path';

/** A file or folder of `assets`, which stands beside `src` in the repository and beside `lib` in the package, where all is one file. */
export function assetPath(...parts: string[]): string {
  let folder = __dirname;
  while (!fs.existsSync(path.join(folder, 'assets', ...parts))) {
    const above = path.dirname(folder);
    if (above === folder) throw new Error(`assets/${parts.join('/')} is missing: run npx projen bundle`);
    folder = above;
  }
  return path.join(folder, 'assets', ...parts);
}

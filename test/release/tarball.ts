import * as fs from 'node:fs';
import * as path from 'node:path';
import { run } from './shell';
import { ShippedFile } from './shipped-files';
import { SizedFile } from '../measure/package-size';

/** The one package in a folder of distributables. */
export function tarballIn(dist: string): string {
  const folder = path.join(dist, 'js');
  const [file, ...others] = fs.readdirSync(folder);
  if (!file || others.length > 0) throw new Error(`${folder} has ${1 + others.length} files: ${[file, ...others].join(', ')}`);
  return path.join(folder, file);
}

/** What npm would make of a tarball: everything in it lies in the folder `package`. */
export class Tarball {
  readonly folder: string;

  constructor(file: string, folder: string) {
    fs.mkdirSync(folder, { recursive: true });
    run('tar', ['-xzf', file, '-C', folder], { cwd: folder });
    this.folder = path.join(folder, 'package');
  }

  get files(): Array<ShippedFile & SizedFile> {
    const entries = fs.readdirSync(this.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const files = entries.map((entry) => path.join(entry.parentPath, entry.name));
    return files.map((file) => ({ path: path.relative(this.folder, file), mode: fs.statSync(file).mode, size: fs.statSync(file).size }));
  }

  read(file: string): string {
    return fs.readFileSync(path.join(this.folder, file), 'utf8');
  }

  /** Files that another package has in another form, or not. */
  differences(other: Tarball): string[] {
    const names = [...new Set([...this.files, ...other.files].map((file) => file.path))];
    const content = (tarball: Tarball, name: string) => (fs.existsSync(path.join(tarball.folder, name)) ? tarball.read(name) : undefined);
    return names.filter((name) => content(this, name) !== content(other, name));
  }
}

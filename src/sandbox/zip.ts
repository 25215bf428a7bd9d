/* eslint-disable no-bitwise -- Unix modes are bit fields */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { unzipSync, Zippable, zipSync } from 'fflate';

/** A file to go into an archive. */
export interface ArchiveEntry {
  /** Path in the archive, with forward slashes. */
  readonly name: string;
  /** The file's absolute path. */
  readonly file: string;
}

/** Unix, in the upper byte of "version made by". */
const UNIX = 3;
const SYMBOLIC_LINK = 0o120000;
const REGULAR_FILE = 0o100000;
const FILE_TYPE = 0o170000;

/** A zip of the files that keeps their modes and symbolic links, as CodePipeline's artifacts do. */
export function zipFiles(entries: ArchiveEntry[]): Buffer {
  const content: Zippable = {};
  for (const entry of entries) {
    const status = fs.lstatSync(entry.file);
    const link = status.isSymbolicLink();
    const data = link ? Buffer.from(fs.readlinkSync(entry.file)) : fs.readFileSync(entry.file);
    const mode = (link ? SYMBOLIC_LINK : REGULAR_FILE) | (status.mode & 0o777);
    content[entry.name] = [new Uint8Array(data), { os: UNIX, attrs: mode * 0x10000, level: 6 }];
  }
  return Buffer.from(zipSync(content));
}

/** Lays the archive out under the folder, with modes and symbolic links. A name that leads outside is an error. */
export function unzipInto(archive: Buffer, folder: string): void {
  const modes = fileModes(archive);
  for (const [name, data] of Object.entries(unzipSync(new Uint8Array(archive)))) {
    const target = path.resolve(folder, name);
    if (target !== path.resolve(folder) && !target.startsWith(path.resolve(folder) + path.sep)) {
      throw new Error(`the archive holds ${JSON.stringify(name)}, which leads outside of the folder; make it without '..'`);
    }
    writeEntry(target, name, data, modes.get(name) ?? 0);
  }
}

function writeEntry(target: string, name: string, data: Uint8Array, mode: number): void {
  if (name.endsWith('/')) {
    fs.mkdirSync(target, { recursive: true });
    return;
  }
  fs.mkdirSync(path.dirname(target), { recursive: true });
  if ((mode & FILE_TYPE) === SYMBOLIC_LINK) {
    fs.symlinkSync(Buffer.from(data).toString('utf8'), target);
    return;
  }
  fs.writeFileSync(target, data);
  if (mode & 0o777) {
    fs.chmodSync(target, mode & 0o777);
  }
}

/**
 * The Unix modes out of the central directory, which fflate does not hand out.
 *
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT section 4.3.12
 */
function fileModes(archive: Buffer): Map<string, number> {
  const modes = new Map<string, number>();
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  let offset = end < 0 ? archive.length : archive.readUInt32LE(end + 16);
  while (offset + 46 <= archive.length && archive.readUInt32LE(offset) === 0x02014b50) {
    const nameLength = archive.readUInt16LE(offset + 28);
    const name = archive.toString('utf8', offset + 46, offset + 46 + nameLength);
    if (archive.readUInt8(offset + 5) === UNIX) {
      modes.set(name, archive.readUInt16LE(offset + 40));
    }
    offset += 46 + nameLength + archive.readUInt16LE(offset + 30) + archive.readUInt16LE(offset + 32);
  }
  return modes;
}

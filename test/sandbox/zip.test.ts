/* eslint-disable no-bitwise -- Unix modes are bit fields */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { zipSync } from 'fflate';
import { unzipInto, zipFiles } from '../../src/sandbox/zip';

let folder: string;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'zip-'));
});

afterEach(() => fs.rmSync(folder, { recursive: true }));

test('modes and symbolic links come through', () => {
  fs.writeFileSync(path.join(folder, 'run.sh'), 'x', { mode: 0o755 });
  fs.writeFileSync(path.join(folder, 'plain'), 'y', { mode: 0o640 });
  fs.symlinkSync('run.sh', path.join(folder, 'link'));
  const archive = zipFiles(['run.sh', 'plain', 'link'].map((name) => ({ name: `in/${name}`, file: path.join(folder, name) })));
  const out = path.join(folder, 'out');
  unzipInto(archive, out);
  expect(fs.statSync(path.join(out, 'in/run.sh')).mode & 0o777).toBe(0o755);
  expect(fs.statSync(path.join(out, 'in/plain')).mode & 0o777).toBe(0o640);
  expect(fs.readlinkSync(path.join(out, 'in/link'))).toBe('run.sh');
});

test('fails on a name that leads outside', () => {
  const archive = Buffer.from(zipSync({ '../evil': new Uint8Array([1]) }));
  expect(() => unzipInto(archive, path.join(folder, 'out'))).toThrow('"../evil", which leads outside');
});

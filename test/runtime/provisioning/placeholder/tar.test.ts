import { execFileSync } from 'node:child_process';
import { tarOf } from '../../../../src/runtime/provisioning/placeholder/tar';

const FILES = [
  { name: 'server', mode: 0o755, content: Buffer.from('x'.repeat(700)) },
  { name: 'empty', mode: 0o644, content: Buffer.alloc(0) },
  { name: 'block', mode: 0o600, content: Buffer.alloc(512, 'b') },
];

describe('tarOf', () => {
  test('is read by tar with names, modes, sizes, owner and time', () => {
    const listing = execFileSync('tar', ['--numeric-owner', '--utc', '--full-time', '-tvf', '-'], { input: tarOf(FILES), encoding: 'utf8' });

    expect(listing.trim().split('\n').map((line) => line.replace(/\s+/g, ' '))).toEqual([
      '-rwxr-xr-x 0/0 700 1970-01-01 00:00:00 server',
      '-rw-r--r-- 0/0 0 1970-01-01 00:00:00 empty',
      '-rw------- 0/0 512 1970-01-01 00:00:00 block',
    ]);
  });

  test('gives every content back', () => {
    for (const { name, content } of FILES) {
      expect(execFileSync('tar', ['-xOf', '-', name], { input: tarOf(FILES) })).toEqual(content);
    }
  });

  test('ends with two blocks of zeros', () => {
    expect(tarOf(FILES).subarray(-1024).equals(Buffer.alloc(1024))).toBe(true);
  });

  test('is whole blocks and the same bytes each time', () => {
    expect(tarOf(FILES).length % 512).toBe(0);
    expect(tarOf(FILES)).toEqual(tarOf(FILES));
  });
});

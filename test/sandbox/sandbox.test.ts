import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { accountIdOf, down } from '../../src/sandbox/sandbox';
import { Steps } from '../../src/sandbox/steps';

test('the account number has twelve digits and stays the same for a folder', () => {
  expect(accountIdOf('/a/.sandbox')).toMatch(/^[1-9]\d{11}$/);
  expect(accountIdOf('/a/.sandbox')).toBe(accountIdOf('/a/.sandbox'));
  expect(accountIdOf('/a/.sandbox')).not.toBe(accountIdOf('/b/.sandbox'));
});

test('taking down a folder without a sandbox does nothing', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sandbox-'));
  expect(await down(folder, new Steps(() => undefined))).toBe(false);
  fs.rmSync(folder, { recursive: true });
});

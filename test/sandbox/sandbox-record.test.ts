import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { identify } from '../../src/sandbox/background-process';
import { dropEngineUser, keepEngineUser } from '../../src/sandbox/engine-users';
import { Sandbox, clearFolder, isUp, readSandbox, writeSandbox } from '../../src/sandbox/sandbox-record';

let folder: string;
beforeEach(() => { folder = fs.mkdtempSync(path.join(os.tmpdir(), 'record-')); });
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

function sandbox(overrides: Partial<Sandbox> = {}): Sandbox {
  return {
    stateFolder: folder,
    cacheFolder: folder,
    accountId: '111122223333',
    region: 'us-east-1',
    accessKeyId: 'AKIA',
    secretAccessKey: 's',
    frontPort: 1,
    frontUrl: 'http://127.0.0.1:1',
    emulatorUrl: 'http://127.0.0.1:2',
    engine: { dockerHost: 'unix:///x', isPrivate: false },
    toolPaths: [],
    ...overrides,
  };
}

test('answers nothing for a folder without a sandbox', () => {
  expect(readSandbox(folder)).toBeUndefined();
});

test('keeps the record for its owner only', () => {
  writeSandbox(sandbox());
  expect(readSandbox(folder)).toEqual(sandbox());
  expect(fs.statSync(path.join(folder, 'sandbox.json')).mode % 0o100).toBe(0);
});

test('is up while both processes run', () => {
  const self = identify(process.pid);
  expect(isUp(sandbox({ front: self, emulator: self }))).toBe(true);
  expect(isUp(sandbox({ front: self }))).toBe(false);
  expect(isUp(undefined)).toBe(false);
});

test('is not up when another process took the id', () => {
  const self = identify(process.pid);
  expect(isUp(sandbox({ front: self, emulator: { ...self, startTime: '1' } }))).toBe(false);
});

test('clears all but the findings and the logs', () => {
  writeSandbox(sandbox());
  fs.mkdirSync(path.join(folder, 'services'));
  fs.mkdirSync(path.join(folder, 'logs'));
  fs.writeFileSync(path.join(folder, 'findings.json'), '{}');
  clearFolder(folder, false);
  expect(fs.readdirSync(folder).sort()).toEqual(['findings.json', 'logs']);
});

test('never clears a folder that is not a sandbox', () => {
  fs.writeFileSync(path.join(folder, 'thesis.txt'), 'x');
  clearFolder(folder, true);
  expect(fs.readdirSync(folder)).toEqual(['thesis.txt']);
});

test('the engine is in use as long as another sandbox runs', () => {
  const other = path.join(folder, 'other');
  const self = identify(process.pid);
  writeSandbox(sandbox({ stateFolder: other, front: self, emulator: self }));
  keepEngineUser(folder, other);
  keepEngineUser(folder, folder);
  expect(dropEngineUser(folder, folder)).toBe(1);
  expect(dropEngineUser(folder, other)).toBe(0);
});

test('a sandbox that comes up holds the engine, as long as somebody brings it up', () => {
  const other = path.join(folder, 'other');
  keepEngineUser(folder, other);
  writeSandbox(sandbox({ stateFolder: other, broughtUpBy: identify(process.pid) }));
  expect(dropEngineUser(folder, folder)).toBe(1);
  writeSandbox(sandbox({ stateFolder: other, broughtUpBy: { pid: process.pid, startTime: '1' } }));
  expect(dropEngineUser(folder, folder)).toBe(0);
});

test('a sandbox that was killed does not hold the engine', () => {
  const other = path.join(folder, 'other');
  writeSandbox(sandbox({ stateFolder: other }));
  keepEngineUser(folder, other);
  expect(dropEngineUser(folder, folder)).toBe(0);
});

import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { isRunning, lastLines, startBackground, stopBackground, waitFor } from '../../src/sandbox/background-process';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'background-'));
const logFile = path.join(folder, 'logs', 'process.log');
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

test('starts a process, keeps what it writes, and stops it', async () => {
  const started = await startBackground(['sh', '-c', 'echo hello; exec sleep 60'], { logFile });
  expect(isRunning(started)).toBe(true);
  expect(await waitFor(async () => lastLines(logFile).includes('hello'), 5)).toBe(true);
  await stopBackground(started);
  expect(isRunning(started)).toBe(false);
});

test('kills a process that does not listen', async () => {
  const started = await startBackground(['sh', '-c', 'trap "" TERM; echo ready; while :; do sleep 0.1; done'], { logFile });
  await waitFor(async () => lastLines(logFile).includes('ready'), 5);
  await stopBackground(started, 0.3);
  expect(isRunning(started)).toBe(false);
});

test('a process whose start time differs is another process', async () => {
  const started = await startBackground(['sleep', '60'], { logFile });
  expect(isRunning({ ...started, startTime: '1' })).toBe(false);
  await stopBackground({ ...started, startTime: '1' });
  expect(isRunning(started)).toBe(true);
  await stopBackground(started);
});

test('fails when there is no such command', async () => {
  await expect(startBackground(['no-such-command-here'], { logFile })).rejects.toThrow('could not be started');
});

test('says no when the time is up', async () => {
  expect(await waitFor(async () => false, 0.05, 10)).toBe(false);
});

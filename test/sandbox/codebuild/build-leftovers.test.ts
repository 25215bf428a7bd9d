import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { identify, isRunning, waitFor } from '../../../src/sandbox/background-process';
import { BuildLeftovers } from '../../../src/sandbox/codebuild/build-leftovers';
import { SandboxState } from '../../../src/sandbox/state';

let root: string;
let folder: string;

beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'leftovers-'));
  folder = path.join(root, 'build');
  fs.mkdirSync(folder);
});
afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

/** A shell with a child, as a build's phase is; the child leaves a file after a second. */
function startShell(): number {
  const child = spawn('sh', ['-c', '(sleep 1; touch went-on) & wait'], { cwd: root, detached: true, stdio: 'ignore' });
  child.unref();
  return Number(child.pid);
}

test('what a build left when the sandbox was killed is ended and removed by the next one', async () => {
  const before = new BuildLeftovers(new SandboxState(root));
  before.begun('orders:1', folder);
  const pid = startShell();
  before.started('orders:1', pid);
  const shell = identify(pid);
  expect(isRunning(shell)).toBe(true);

  new BuildLeftovers(new SandboxState(root)).clear();

  expect(await waitFor(async () => !isRunning(shell), 5)).toBe(true);
  expect(fs.existsSync(folder)).toBe(false);
  expect(await waitFor(async () => fs.existsSync(path.join(root, 'went-on')), 1.5)).toBe(false);
});

test('what a build has cleared up itself is left alone', async () => {
  const leftovers = new BuildLeftovers(new SandboxState(root));
  leftovers.begun('orders:1', folder);
  const pid = startShell();
  leftovers.started('orders:1', pid);
  leftovers.ended('orders:1');
  leftovers.clear();
  expect(fs.existsSync(folder)).toBe(true);
  expect(await waitFor(async () => fs.existsSync(path.join(root, 'went-on')), 5)).toBe(true);
});

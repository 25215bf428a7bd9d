import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { BuildWorkspace } from '../../../src/sandbox/codebuild/build-workspace';
import { enterScript, holdBuild } from '../../../src/sandbox/codebuild/held-build';
import { HeldBuild } from '../../../src/sandbox/codebuild/model';
import { PhaseShell } from '../../../src/sandbox/codebuild/phase-shell';

let workspace: BuildWorkspace;
beforeEach(() => { workspace = new BuildWorkspace('held-build-'); });
afterEach(() => workspace.remove());

/** What the shell of a script prints for what is typed. */
const enter = (script: string, typed: string): string => execFileSync('sh', [script], { input: typed, encoding: 'utf8', stdio: ['pipe', 'pipe', 'ignore'], env: { ...process.env, MINE: 'outside' } });

test("the shell has the build's variables, quotes and all, its folder, and nothing of the caller's", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "held 'build-"));
  const script = path.join(folder, 'enter');
  fs.writeFileSync(script, enterScript({ SUITE: "it's 'unit'", PATH: String(process.env.PATH) }, folder, path.join(folder, 'released')));
  const said = enter(script, 'echo "suite=$SUITE mine=$MINE"; pwd; false\n');
  fs.rmSync(folder, { recursive: true });
  expect(said).toContain("suite=it's 'unit' mine=\n");
  expect(said).toContain(`${folder}\n`);
});

test('the build waits until the shell has ended, in the environment and folder that the failed phase left', async () => {
  const shell = new PhaseShell(workspace.shell, { PATH: String(process.env.PATH) }, workspace.sourceDirectory);
  const phase = { shell: 'sh' as const, environment: {}, signal: new AbortController().signal, onCommand: () => undefined, onLine: () => undefined };
  await shell.run({ ...phase, commands: ['mkdir deep && cd deep && export LEFT=behind', 'false'] });
  const told: Array<HeldBuild | undefined> = [];
  const notes: string[] = [];
  const waiting = holdBuild({ phase: 'BUILD', workspace, shell, signal: phase.signal, log: { note: (line) => notes.push(line) }, held: (build) => told.push(build) });
  expect(told).toEqual([{ phase: 'BUILD', script: path.join(workspace.root, 'enter') }]);
  expect(notes[0]).toContain(`sh '${told[0]?.script}'`);
  expect(fs.statSync(String(told[0]?.script)).mode % 0o1000).toBe(0o700);
  expect(enter(String(told[0]?.script), 'echo "$LEFT in $(pwd)"\n')).toContain(`behind in ${workspace.sourceDirectory}/deep`);
  await waiting;
  expect(told[1]).toBeUndefined();
});

test('a build that is stopped waits no longer', async () => {
  const stop = new AbortController();
  const shell = new PhaseShell(workspace.shell, {}, workspace.sourceDirectory);
  const waiting = holdBuild({ phase: 'BUILD', workspace, shell, signal: stop.signal, log: { note: () => undefined }, held: () => undefined });
  stop.abort();
  await expect(waiting).resolves.toBeUndefined();
});

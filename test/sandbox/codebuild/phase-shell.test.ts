import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { PhaseResult, PhaseShell } from '../../../src/sandbox/codebuild/phase-shell';

const SHELLS = ['sh', 'bash'] as const;

describe.each(SHELLS)('phases in %s', (shell) => {
  let root: string;
  let phases: PhaseShell;
  let lines: string[];
  let announced: string[];

  beforeEach(() => {
    root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'phase-shell-')));
    phases = new PhaseShell(path.join(root, 'shell'), { PATH: String(process.env.PATH), GIVEN: 'yes' }, root);
    lines = [];
    announced = [];
  });

  afterEach(() => {
    phases.close();
    fs.rmSync(root, { recursive: true, force: true });
  });

  const run = (commands: string[], options: { signal?: AbortSignal; environment?: Record<string, string> } = {}): Promise<PhaseResult> =>
    phases.run({
      shell,
      commands,
      environment: options.environment ?? {},
      signal: options.signal ?? new AbortController().signal,
      onCommand: (command) => {
        announced.push(command);
        lines.push(`> ${command}`);
      },
      onLine: (line) => lines.push(line),
    });

  test('a phase hands on exported variables, shell variables and the working directory', async () => {
    await run(['export EXPORTED="a b"', "PLAIN='it''s $HOME\nsecond line'", 'mkdir below && cd below']);
    const result = await run(['echo "$EXPORTED|$PLAIN|$PWD|$GIVEN"']);
    expect(result).toEqual({ aborted: false });
    expect(lines.slice(-2)).toEqual(['a b|its $HOME', `second line|${root}/below|yes`]);
  });

  test('what a phase is given wins over what was handed on', async () => {
    await run(['true'], { environment: { CODEBUILD_BUILD_SUCCEEDING: '1' } });
    await run(['echo "succeeding=$CODEBUILD_BUILD_SUCCEEDING"'], { environment: { CODEBUILD_BUILD_SUCCEEDING: '0' } });
    expect(lines).toContain('succeeding=0');
  });

  test('only exported variables are the environment afterwards', async () => {
    await run(['export SEEN=1', 'HIDDEN=1']);
    expect(phases.variables).toMatchObject({ SEEN: '1', GIVEN: 'yes' });
    expect(phases.variables).not.toHaveProperty('HIDDEN');
  });

  test('a failing command ends the phase and is named with its status', async () => {
    const result = await run(['echo one', 'sh -c "exit 7"', 'echo never']);
    expect(result).toEqual({ aborted: false, failure: { command: 'sh -c "exit 7"', exitStatus: 7 } });
    expect(announced).toEqual(['echo one', 'sh -c "exit 7"']);
    expect(lines).not.toContain('never');
  });

  test('a command that calls exit ends its phase only, and its variables are handed on', async () => {
    const first = await run(['export BEFORE=kept', 'exit 3', 'echo never']);
    expect(first.failure).toEqual({ command: 'exit 3', exitStatus: 3 });
    expect(await run(['echo "after $BEFORE"'])).toEqual({ aborted: false });
    expect(lines).toContain('after kept');
  });

  test('a command of several lines runs as a whole, and output stands below its command', async () => {
    await run(['if true; then\n  printf partial\nfi', 'echo error >&2; echo output']);
    expect(lines).toEqual(['> if true; then\n  printf partial\nfi', 'partial', '> echo error >&2; echo output', 'error', 'output']);
  });

  test('the signal kills the commands with everything they started', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 300);
    const started = Date.now();
    const result = await run([`(sleep 30; echo late > ${root}/late) & sleep 30`], { signal: stop.signal });
    expect(result).toEqual({ aborted: true });
    expect(Date.now() - started).toBeLessThan(5000);
  });

  test('a process in the background does not hold the phase up and is ended at close', async () => {
    const started = Date.now();
    await run([`sleep 30 & echo $! > ${root}/pid`]);
    expect(Date.now() - started).toBeLessThan(5000);
    phases.close();
    const pid = Number(fs.readFileSync(path.join(root, 'pid'), 'utf8'));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(isRunning(pid)).toBe(false);
  });
});

test('bash hands on functions and arrays', async () => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'phase-shell-'));
  const phases = new PhaseShell(path.join(root, 'shell'), { PATH: String(process.env.PATH) }, root);
  const lines: string[] = [];
  const options = { shell: 'bash' as const, environment: {}, signal: new AbortController().signal, onCommand: () => undefined };
  await phases.run({ ...options, commands: ['greet() { echo "hello $1"; }', 'list=(a "b c")'], onLine: (line) => lines.push(line) });
  await phases.run({ ...options, commands: ['greet "${list[1]}"'], onLine: (line) => lines.push(line) });
  expect(lines).toEqual(['hello b c']);
  fs.rmSync(root, { recursive: true });
});

/** A process that is gone, or only a zombie that nobody waited for. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(fs.readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

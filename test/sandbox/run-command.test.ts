import { hasCommand, run, tryRun } from '../../src/sandbox/run-command';

test('answers both outputs and the code of a command', async () => {
  expect(await tryRun('sh', ['-c', 'cat; echo oops >&2; exit 3'], { input: 'in' })).toEqual({ code: 3, stdout: 'in', stderr: 'oops\n' });
});

test('fails when the command fails, with its last lines', async () => {
  await expect(run('sh', ['-c', 'echo why >&2; exit 2'])).rejects.toThrow(/ended with code 2:\nwhy/);
});

test('stops a command whose time is up', async () => {
  await expect(run('sleep', ['60'], { timeoutSeconds: 0.1 })).rejects.toThrow('was stopped after 0.1 s');
});

test('a command that does not exist has code 127', async () => {
  expect((await tryRun('no-such-command-here', [])).code).toBe(127);
  expect(await hasCommand('no-such-command-here')).toBe(false);
  expect(await hasCommand('sh')).toBe(true);
});

test('tells each line as it comes', async () => {
  const lines: string[] = [];
  await tryRun('printf', ['a\\nb\\n'], { onLine: (line) => lines.push(line) });
  expect(lines).toEqual(['a', 'b']);
});

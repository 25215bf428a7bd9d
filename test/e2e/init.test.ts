import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ROOT } from './support/shared-sandbox';
import { linkPackage } from '../../src/cli/demo/package-link';
import { hasCommand, tryRun } from '../../src/sandbox/run-command';

const PROGRAM = path.join(ROOT, 'bin', 'tap-cicd-pipeline');
const INSTALLED = ['@types', 'aws-cdk-lib', 'aws-cdk', 'constructs', 'ts-node', 'typescript', '.bin'];

let folder: string;
beforeEach(() => { folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'tap-cicd init-'))); });
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

/** The program as it is shipped, in an empty folder. */
const init = (...args: string[]) => tryRun(process.execPath, [PROGRAM, 'init', ...args], { cwd: folder, timeoutSeconds: 120 });

/** In place of `npm install`: no network. */
function install(app: string): void {
  fs.mkdirSync(path.join(app, 'node_modules'));
  INSTALLED.forEach((name) => fs.symlinkSync(path.join(ROOT, 'node_modules', name), path.join(app, 'node_modules', name)));
  linkPackage(ROOT, app);
}

test.each([
  ['typescript', ['build', 'test', 'test:integration']],
  ['javascript', ['test', 'test:integration']],
])('a new project in %s passes its own tests and synthesises, and its workflow file stays as it is', async (language, scripts) => {
  expect(await init('shop', '--yes', '--repository', 'acme/shop', '--email', 'team@acme.example', '--language', language)).toMatchObject({ code: 0, stderr: '' });
  const app = path.join(folder, 'shop', 'infra');
  install(app);
  const workflow = path.join(folder, 'shop', '.github', 'workflows', 'ci-cd.yml');
  const before = fs.readFileSync(workflow, 'utf8');
  for (const script of scripts) {
    const { code, stdout, stderr } = await tryRun('npm', ['run', '--silent', script], { cwd: app, env: { ...process.env, CI: '' }, timeoutSeconds: 200 });
    expect({ script, code, said: code === 0 ? '' : `${stdout}${stderr}` }).toEqual({ script, code: 0, said: '' });
  }
  expect(fs.readFileSync(workflow, 'utf8')).toBe(before);
  expect((await init('shop', '--yes', '--repository', 'acme/shop', '--email', 'team@acme.example')).stdout).not.toMatch(/^(create|overwrite)/m);
});

test('without a terminal the shipped program names what is missing, in a line with its fix', async () => {
  const { code, stderr } = await init('--json');
  expect(code).toBe(2);
  expect(JSON.parse(stderr)).toMatchObject({ error: expect.stringContaining('--repository OWNER/NAME') as string, exitCode: 2 });
  expect(fs.readdirSync(folder)).toEqual([]);
});

/** What is typed when a text appears. */
type Script = Array<readonly [awaited: string, keys: string]>;

const ENTER = '\r';
const DOWN = '\u001b[B';
const CLEAR_LINE = '\u0015';

/** Starts the program at a terminal that `script` of util-linux makes, and types. */
function atTerminal(typed: Script): Promise<{ readonly code: number | null; readonly screen: string }> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, CI: '', TERM: 'xterm-256color' };
    const command = `stty cols 120 rows 40; exec '${process.execPath}' '${PROGRAM}' init shop`;
    const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], { cwd: folder, env });
    const [rest, seen] = [[...typed], { all: '', from: 0 }];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      seen.all += text;
      const [next] = rest;
      if (next === undefined || !seen.all.slice(seen.from).includes(next[0])) return;
      rest.shift();
      seen.from = seen.all.length;
      child.stdin.write(next[1]);
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, screen: seen.all }));
  });
}

const DIALOGUE: Script = [
  ['There is no Dockerfile here', DOWN + ENTER],
  ['Repository of the application', `shop${ENTER}`],
  ['must be owner/name', `${CLEAR_LINE}acme/shop${ENTER}`],
  ['Language of the CDK app', ENTER],
  ['How does the pipeline get at', ENTER],
  ['Name of the connection', ENTER],
  ['Suffix of the environment', ENTER],
  ['Address that is told', ENTER],
  ['Repository of this CDK app', ENTER],
];

describe('at a terminal', () => {
  beforeAll(async () => {
    if (!(await hasCommand('script'))) throw new Error('the program script is missing (Debian: apt-get install bsdutils)');
  });

  test('the questions are asked, and a bad answer is asked for again', async () => {
    const { code, screen } = await atTerminal(DIALOGUE);
    expect({ code, screen: code === 0 ? '' : screen }).toEqual({ code: 0, screen: '' });
    expect(fs.readFileSync(path.join(folder, 'shop', 'shop-stack.ts'), 'utf8')).toContain("repository: 'acme/shop-infra'");
  });

  test('Ctrl-C ends it with 130, and nothing is written', async () => {
    const { code, screen } = await atTerminal([...DIALOGUE.slice(0, 3), ['Language of the CDK app', '\u0003']]);
    expect(code).toBe(130);
    expect(screen).toContain('nothing was written');
    expect(fs.readdirSync(folder)).toEqual([]);
  });
});

import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Steps } from '../../src/sandbox/steps';
import { findInCache, makeInCache, pythonPrograms, runOrThrow } from '../support/programs';
import { WORKFLOW_TOOLS } from '../support/workflow-tools';

const { PATH, XDG_CACHE_HOME } = process.env;
const cache = fs.mkdtempSync(path.join(os.tmpdir(), 'programs-'));
const emptyFolder = path.join(cache, 'nothing');
const silent = new Steps(() => undefined);

beforeAll(() => fs.mkdirSync(emptyFolder));

beforeEach(() => {
  process.env.XDG_CACHE_HOME = cache;
});

afterEach(() => {
  process.env.PATH = PATH;
  if (XDG_CACHE_HOME === undefined) delete process.env.XDG_CACHE_HOME;
  else process.env.XDG_CACHE_HOME = XDG_CACHE_HOME;
});

afterAll(() => fs.rmSync(cache, { recursive: true, force: true }));

test('programs are made once', () => {
  const make = jest.fn();

  const first = makeInCache('once', make);
  const second = makeInCache('once', make);

  expect(make).toHaveBeenCalledTimes(1);
  expect(first).toEqual({ bin: path.join(cache, 'tap-cicd-pipeline', 'once', 'bin') });
  expect(second).toEqual(first);
});

test('what a failed installation left behind is not taken for programs', () => {
  const halfMade = (folder: string) => {
    fs.mkdirSync(path.join(folder, 'bin'));
    throw new Error('no network');
  };

  expect(makeInCache('half', halfMade)).toEqual({ missing: 'no network' });
  expect(findInCache('half')).toBeUndefined();
  expect(makeInCache('half', () => undefined)).toMatchObject({ bin: expect.anything() });
});

test('fails with the last lines of the program that could not make them', () => {
  expect(() => runOrThrow('sh', ['-c', 'echo the reason >&2; exit 3'])).toThrow(/the reason/);
});

test.each([
  ['actionlint', /^actionlint v[\d.]+: run 'npx projen tools'.*Go/],
  ['act', /^act v[\d.]+: run 'npx projen tools'.*Go/],
  ['shellcheck', /sudo apt-get install shellcheck/],
  ['zizmor', /^Python 3.10 or later/],
] as const)('%s says how to get it where nothing is installed', (command, how) => {
  process.env.PATH = emptyFolder;

  expect(WORKFLOW_TOOLS[command].find().missing).toMatch(how);
});

test.each(['actionlint', 'act'] as const)('%s says that its installation needs Go', async (command) => {
  process.env.PATH = emptyFolder;

  expect((await WORKFLOW_TOOLS[command].install(silent)).missing).toMatch(/https:\/\/go\.dev/);
});

test('another content of the requirements is another environment', () => {
  process.env.PATH = emptyFolder;
  for (const version of ['1.0.0', '2.0.0', '1.0.0']) {
    const requirements = path.join(cache, 'requirements.txt');
    fs.writeFileSync(requirements, `one==${version}\n`);
    pythonPrograms('some', requirements);
  }

  expect(fs.readdirSync(path.join(cache, 'tap-cicd-pipeline')).filter((name) => name.startsWith('some-'))).toHaveLength(2);
});

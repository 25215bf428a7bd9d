import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { DecidedUser, GIVEN, runInit } from './support';
import { difference } from '../../../src/cli/init/difference';
import { plan } from '../../../src/cli/init/plan';
import { writeFiles } from '../../../src/cli/init/write-files';
import { InitOptions } from '../../../src/cli/program';

let folder: string;
beforeEach(() => { folder = fs.mkdtempSync(path.join(os.tmpdir(), 'init-conflicts-')); });
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const write = (file: string, text: string) => fs.writeFileSync(path.join(folder, file), text);
const read = (file: string) => fs.readFileSync(path.join(folder, file), 'utf8');
const options = (more: Partial<InitOptions> = {}): InitOptions => ({ ...GIVEN, folder, email: 'a@b', ...more });
const MINE = 'mine\n';

describe('files with other content', () => {
  beforeEach(() => {
    write('cdk.json', MINE);
    write('app.ts', MINE);
  });

  test('without a terminal all of them are named, with exit code 2, and nothing is written', async () => {
    const { error } = await runInit(options());
    expect(error).toMatchObject({ exitCode: 2, fix: expect.stringContaining('--force') as string });
    expect(error?.message).toMatch(/cdk\.json/);
    expect(error?.message).toMatch(/app\.ts/);
    expect(fs.readdirSync(folder).sort()).toEqual(['app.ts', 'cdk.json']);
  });

  test('--yes is no leave to write over them', async () => {
    expect((await runInit(options({ yes: true }))).error).toMatchObject({ exitCode: 2 });
    expect([read('app.ts'), read('cdk.json')]).toEqual([MINE, MINE]);
  });

  test('--force writes over them, and says so', async () => {
    const { said } = await runInit(options({ force: true }));
    expect(said).toMatch(/^overwrite +.*app\.ts$/m);
    expect(read('app.ts')).toContain('new App()');
  });

  test('at a terminal each is asked about, after its difference was shown', async () => {
    const user = new DecidedUser({ 'cdk.json is there': ['difference', 'overwrite'], 'app.ts is there': ['keep'] });
    const { said } = await runInit(options(), user);
    expect(said).toContain('- mine');
    expect(said).toContain('+   "app": "ts-node --transpile-only app.ts",');
    expect(said).toMatch(/^keep +.*app\.ts$/m);
    expect(read('app.ts')).toBe(MINE);
    expect(JSON.parse(read('cdk.json')).app).toBe('ts-node --transpile-only app.ts');
  });

  test.each([['keep-all', MINE], ['overwrite-all', undefined]])('%s is asked once', async (answer, expected) => {
    const user = new DecidedUser({ 'is there': [answer] });
    await runInit(options(), user);
    expect(user.asked).toHaveLength(1);
    for (const file of ['app.ts', 'cdk.json']) expect(read(file) === MINE).toBe(expected === MINE);
  });

  test('what is not answered is kept', async () => {
    await runInit(options(), new DecidedUser());
    expect(read('app.ts')).toBe(MINE);
  });
});

test('a second time everything is there already, and nothing is touched', async () => {
  await runInit(options());
  const before = fs.statSync(path.join(folder, 'app.ts')).ino;
  const { exitCode, said } = await runInit(options());
  expect(exitCode).toBe(0);
  expect(said).not.toMatch(/^(create|overwrite)/m);
  expect(fs.statSync(path.join(folder, 'app.ts')).ino).toBe(before);
});

test('--dry-run tells and writes nothing', async () => {
  const { exitCode, said } = await runInit(options({ dryRun: true }));
  expect(exitCode).toBe(0);
  expect(said).toMatch(/^create +.*orders-stack\.ts$/m);
  expect(fs.readdirSync(folder)).toEqual([]);
});

test('--json is one document with the files and the next steps', async () => {
  const { said } = await runInit(options({ json: true }));
  const document = JSON.parse(said) as { version: number; files: Array<{ file: string; action: string }>; next: Array<{ command: string }> };
  expect(document.version).toBe(1);
  expect(document.files.map(({ file }) => path.basename(file))).toContain('orders-stack.ts');
  expect(new Set(document.files.map(({ action }) => action))).toEqual(new Set(['create']));
  expect(document.next.map(({ command }) => command)).toEqual(expect.arrayContaining(['npm test', 'npx tap-cicd-pipeline run --source ../orders', 'npx cdk deploy']));
});

describe('what cannot become a file', () => {
  test('a folder', async () => {
    fs.mkdirSync(path.join(folder, 'app.ts'));
    expect((await runInit(options({ force: true }))).error?.message).toContain('is no plain file');
  });

  test('a link, which may lead anywhere', async () => {
    const other = path.join(folder, 'other');
    fs.writeFileSync(other, MINE);
    fs.symlinkSync(other, path.join(folder, 'app.ts'));
    expect((await runInit(options({ force: true }))).error?.message).toContain('is no plain file');
    expect(read('other')).toBe(MINE);
  });

  test('a file where a folder is needed', async () => {
    write('test', MINE);
    expect((await runInit(options({ force: true }))).error?.message).toMatch(/test is no folder/);
    expect(fs.readdirSync(folder)).toEqual(['test']);
  });
});

describe('writing', () => {
  const place = (file: string) => path.join(folder, file);

  test('a file keeps its mode', () => {
    write('run', MINE);
    fs.chmodSync(place('run'), 0o755);
    writeFiles(plan({ [place('run')]: 'new' }));
    expect(fs.statSync(place('run')).mode % 0o1000).toBe(0o755);
    expect(read('run')).toBe('new');
  });

  test('fails as a whole: what was there is put back, what was not is gone', () => {
    write('a', MINE);
    const files = plan({ [place('a')]: 'new', [place('b/c')]: 'new', [place('d')]: 'new' });
    // Where the last one goes, something has come up since.
    fs.mkdirSync(path.join(place('d'), 'full'), { recursive: true });
    expect(() => writeFiles(files)).toThrow();
    expect(read('a')).toBe(MINE);
    expect(fs.readdirSync(folder).sort()).toEqual(['a', 'd']);
  });

  test('an error of the file system is told, with the advice that nothing was changed', async () => {
    // Not even root makes a folder there. (In /proc Node 20 would try for ever.)
    const { error } = await runInit(options({ folder: '/sys/no-such-folder' }));
    expect(error).toMatchObject({ exitCode: 3, message: expect.stringMatching(/^the files cannot be written: E[A-Z]+: /) as string, fix: expect.stringContaining('nothing was changed') as string });
  });
});

describe('the difference', () => {
  test('shows what goes and what comes, with a little around it', () => {
    const before = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].join('\n');
    expect(difference(before, before.replace('e', 'E'))).toEqual(['  ...', '  c', '  d', '- e', '+ E', '  f', '  g', '  ...']);
  });

  test('of the same leaves all out', () => expect(difference('a\nb', 'a\nb')).toEqual(['  ...']));
  test('of an empty file', () => expect(difference('', 'a')).toEqual(['- ', '+ a']));
});

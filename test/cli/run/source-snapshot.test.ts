import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { SnapshotRepository } from '../../../src/cli/run/source-snapshot';

let root: string;
let source: string;
let stateFolder: string;
beforeEach(() => {
  root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'cli snapshot-')));
  source = path.join(root, 'my app');
  stateFolder = path.join(source, '.sandbox');
  fs.mkdirSync(path.join(stateFolder, 'cli'), { recursive: true });
  write('app.js', 'one');
  write('.gitignore', 'secret.txt\n');
  write('secret.txt', 'ignored');
  write('.sandbox/state.json', 'never');
});
afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

function write(file: string, text: string): void {
  fs.mkdirSync(path.dirname(path.join(source, file)), { recursive: true });
  fs.writeFileSync(path.join(source, file), text);
}

function git(...args: string[]): string {
  return execFileSync('git', ['-C', source, '-c', 'user.name=Jane', '-c', 'user.email=jane@acme.example', '-c', 'commit.gpgsign=false', ...args], { encoding: 'utf8' });
}

const take = (always = false) => new SnapshotRepository({ source, stateFolder, always }).take();

function filesOf(commit: string): string[] {
  return execFileSync('git', ['--git-dir', path.join(stateFolder, 'cli', 'source.git'), 'ls-tree', '-r', '--name-only', commit], { encoding: 'utf8' }).trim().split('\n');
}

test('takes a folder that is in no git repository, without what it ignores', async () => {
  write('node_modules/x/index.js', 'never');
  const { commit, hasChanges } = await take();
  expect(filesOf(commit)).toEqual(['.gitignore', 'app.js']);
  expect(hasChanges).toBeUndefined();
});

test('the same files are the same commit; a change, and only a change, makes another', async () => {
  const first = await take();
  expect(await take()).toEqual({ ...first, isSame: true });
  write('app.js', 'two');
  const second = await take();
  expect(second).toMatchObject({ isSame: false });
  expect(second.commit).not.toBe(first.commit);
});

test('makes a commit of the same files when it must', async () => {
  const { commit } = await take();
  expect((await take(true)).commit).not.toBe(commit);
});

describe('a git repository', () => {
  beforeEach(() => {
    git('init', '--quiet', '--initial-branch=main');
    git('add', '--force', 'app.js', '.gitignore', 'secret.txt');
    git('commit', '--quiet', '--message', 'the app');
  });

  test('is taken with uncommitted changes, new files and what is tracked although ignored, without deleted files', async () => {
    write('app.js', 'changed');
    write('new file.js', 'new');
    fs.rmSync(path.join(source, '.gitignore'));
    const { commit, hasChanges } = await take();
    expect(filesOf(commit)).toEqual(['app.js', 'new file.js', 'secret.txt']);
    expect(hasChanges).toBe(true);
  });

  test('is told from one with changes when all is committed', async () => {
    expect((await take()).hasChanges).toBe(false);
  });

  test('is never written', async () => {
    write('app.js', 'changed');
    const state = () => execFileSync('sh', ['-c', 'find .git -type f -exec sha256sum {} + | sort'], { cwd: source, encoding: 'utf8' });
    const before = state();
    await take();
    expect(state()).toBe(before);
  });
});

test('pushes to a branch, and hands on what the hook says', async () => {
  const bare = path.join(root, 'bare.git');
  execFileSync('git', ['init', '--quiet', '--bare', bare]);
  fs.writeFileSync(path.join(bare, 'hooks', 'post-receive'), '#!/bin/sh\necho heard\n', { mode: 0o755 });
  const { commit } = await take();
  const repository = new SnapshotRepository({ source, stateFolder, always: false });
  expect(await repository.push(commit, bare, 'trunk')).toContain('heard');
  expect(execFileSync('git', ['--git-dir', bare, 'rev-parse', 'trunk'], { encoding: 'utf8' }).trim()).toBe(commit);
});

test('the archive is a zip of the commit', async () => {
  const { commit } = await take();
  const zip = await new SnapshotRepository({ source, stateFolder, always: false }).archive(commit);
  expect(zip.subarray(0, 2).toString()).toBe('PK');
});

test('fails when there is nothing that git would take', async () => {
  ['app.js', '.gitignore', 'secret.txt'].forEach((file) => fs.rmSync(path.join(source, file)));
  await expect(take()).rejects.toThrow('has no files that git would take');
});

import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { CliError } from '../../../src/cli/errors';
import { appFolder, sourceFolder } from '../../../src/cli/run/folders';

let root: string;
beforeEach(() => { root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'cli folders-'))); });
afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

const write = (file: string, text = '') => {
  fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  fs.writeFileSync(path.join(root, file), text);
};

test('the app is a folder with a cdk.json that says how it is started', () => {
  write('cdk.json', '{"app":"node app.js"}');
  expect(appFolder(root)).toBe(root);
});

test.each([
  [undefined, 'it has no cdk.json'],
  ['{"context":{}}', 'does not say how the app is started'],
  ['{', 'is not JSON'],
])('fails when cdk.json is %j', (text, message) => {
  if (text !== undefined) write('cdk.json', text);
  expect(() => appFolder(root)).toThrow(CliError);
  expect(() => appFolder(root)).toThrow(message);
});

test('the source is the app folder when it has a Dockerfile', () => {
  write('infra/Dockerfile');
  write('Dockerfile');
  expect(sourceFolder(undefined, path.join(root, 'infra'))).toBe(path.join(root, 'infra'));
});

test('the source is the nearest folder above with a Dockerfile, within the repository', () => {
  fs.mkdirSync(path.join(root, 'repo', '.git'), { recursive: true });
  write('repo/Dockerfile');
  write('repo/tools/infra/cdk.json');
  expect(sourceFolder(undefined, path.join(root, 'repo', 'tools', 'infra'))).toBe(path.join(root, 'repo'));
});

test('fails when the only Dockerfile is beyond the repository', () => {
  write('Dockerfile');
  fs.mkdirSync(path.join(root, 'repo', '.git'), { recursive: true });
  expect(() => sourceFolder(undefined, path.join(root, 'repo'))).toThrow('has a Dockerfile');
});

test('a source that is given need not be a repository, nor have a Dockerfile at its root', () => {
  expect(sourceFolder(root, '/nowhere')).toBe(root);
});

test('fails when the source that is given is no folder', () => {
  expect(() => sourceFolder(path.join(root, 'nothing'), root)).toThrow('is no folder');
});

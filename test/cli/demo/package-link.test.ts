import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { linkPackage } from '../../../src/cli/demo/package-link';

let root: string;
let app: string;
let linked: string;

beforeEach(() => {
  root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'package-link-')));
  app = path.join(root, 'examples', 'orders-infra');
  linked = path.join(app, 'node_modules', 'tap-cicd-pipeline');
  fs.mkdirSync(path.join(root, 'lib'));
  fs.mkdirSync(path.join(root, 'assets'));
  fs.mkdirSync(path.dirname(linked), { recursive: true });
  fs.writeFileSync(path.join(root, 'package.json'), '{"name":"tap-cicd-pipeline","main":"lib/index.js"}');
  fs.writeFileSync(path.join(root, 'lib', 'index.js'), 'module.exports = __filename;');
});

afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

/** Every file below a folder, as a tool finds them that follows links; a circle ends it with an error. */
function filesBelow(folder: string, above: string[] = []): string[] {
  const real = fs.realpathSync(folder);
  if (above.includes(real)) throw new Error(`${folder} leads back to ${real}`);
  return fs.readdirSync(folder).flatMap((name) => {
    const place = path.join(folder, name);
    return fs.statSync(place).isDirectory() ? filesBelow(place, [...above, real]) : [path.relative(root, place)];
  });
}

test('an app imports the package by its name, and its files are those of the repository', () => {
  linkPackage(root, app);
  // A process of its own: jest resolves modules by itself.
  const loaded = execFileSync(process.execPath, ['-p', 'require("tap-cicd-pipeline")'], { cwd: app, encoding: 'utf8' });
  expect(loaded.trim()).toBe(path.join(root, 'lib', 'index.js'));
});

test('a tool that follows links comes out of the repository again', () => {
  linkPackage(root, app);
  expect(filesBelow(root)).toContain(path.join('examples', 'orders-infra', 'node_modules', 'tap-cicd-pipeline', 'lib', 'index.js'));
});

test('has what an installed package has, and nothing that is not there', () => {
  linkPackage(root, app);
  expect(fs.readdirSync(linked).sort()).toEqual(['assets', 'lib', 'package.json']);
  fs.writeFileSync(path.join(root, '.jsii'), '{}');
  fs.writeFileSync(path.join(root, '.jsii.gz'), '');
  linkPackage(root, app);
  expect(fs.readdirSync(linked).sort()).toEqual(['.jsii', '.jsii.gz', 'assets', 'lib', 'package.json']);
});

test('replaces a link to the whole repository, which leads in a circle', () => {
  fs.symlinkSync(root, linked, 'dir');
  expect(() => filesBelow(root)).toThrow(`leads back to ${root}`);
  linkPackage(root, app);
  expect(filesBelow(root)).toHaveLength(4);
  expect(fs.existsSync(path.join(root, 'lib', 'index.js'))).toBe(true);
});

test('replaces links that lead to where the repository was before', () => {
  fs.mkdirSync(linked);
  fs.symlinkSync('/nowhere/lib', path.join(linked, 'lib'));
  fs.symlinkSync('/nowhere/package.json', path.join(linked, 'package.json'));
  linkPackage(root, app);
  expect(fs.realpathSync(path.join(linked, 'lib'))).toBe(path.join(root, 'lib'));
  expect(fs.realpathSync(path.join(linked, 'package.json'))).toBe(path.join(root, 'package.json'));
});

test('leaves a package alone that npm has installed', () => {
  fs.mkdirSync(linked);
  fs.writeFileSync(path.join(linked, 'package.json'), '{"name":"tap-cicd-pipeline","version":"1.0.0"}');
  linkPackage(root, app);
  expect(fs.readdirSync(linked)).toEqual(['package.json']);
  expect(fs.readFileSync(path.join(linked, 'package.json'), 'utf8')).toContain('1.0.0');
});

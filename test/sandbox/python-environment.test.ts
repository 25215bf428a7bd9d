import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ensurePythonEnvironment, isRecentPython, requirementsHash } from '../../src/sandbox/python-environment';
import { Steps } from '../../src/sandbox/steps';

const REQUIREMENTS = fs.readFileSync(path.join(__dirname, '../../src/sandbox/emulator/requirements.txt'), 'utf8');

test('every requirement is pinned to one version', () => {
  const asked = REQUIREMENTS.split('\n').filter((line) => line.trim() && !line.startsWith('#'));
  expect(asked.filter((line) => !/^[\w.-]+==[\w.]+$/.test(line))).toEqual([]);
  expect(asked).toContain('ministack==1.5.33');
});

test('on the PATH is the AWS CLI and no interpreter: an app in Python and its tests find their own', async () => {
  const cache = fs.mkdtempSync(path.join(os.tmpdir(), 'python-'));
  const asked = path.join(cache, 'requirements.txt');
  fs.writeFileSync(asked, 'a==1');
  const bin = path.join(cache, `python-${requirementsHash('a==1')}`, 'bin');
  fs.mkdirSync(bin, { recursive: true });
  ['aws', 'python3', 'pip', '../complete'].forEach((name) => fs.writeFileSync(path.join(bin, name), ''));

  const { commands } = await ensurePythonEnvironment(cache, asked, new Steps(() => undefined));

  expect(fs.readdirSync(commands)).toEqual(['aws']);
  expect(fs.realpathSync(path.join(commands, 'aws'))).toBe(path.join(fs.realpathSync(bin), 'aws'));
  fs.rmSync(cache, { recursive: true });
});

test('another version makes another environment', () => {
  expect(requirementsHash('a==1\nb==2')).not.toBe(requirementsHash('a==1\nb==3'));
});

test('comments and order do not make another environment', () => {
  expect(requirementsHash('# why\nb==2\n\na==1 # here')).toBe(requirementsHash('a==1\nb==2'));
});

test.each([['3.9.2', false], ['3.10.0', true], ['3.13.1', true], ['2.7.18', false], ['4.0.0', true]])('Python %s is recent enough: %s', (version, expected) => {
  expect(isRecentPython(version)).toBe(expected);
});

import * as fs from 'node:fs';
import * as path from 'node:path';
import { isRecentPython, requirementsHash } from '../../src/sandbox/python-environment';

const REQUIREMENTS = fs.readFileSync(path.join(__dirname, '../../src/sandbox/emulator/requirements.txt'), 'utf8');

test('every requirement is pinned to one version', () => {
  const asked = REQUIREMENTS.split('\n').filter((line) => line.trim() && !line.startsWith('#'));
  expect(asked.filter((line) => !/^[\w.-]+==[\w.]+$/.test(line))).toEqual([]);
  expect(asked).toContain('ministack==1.5.33');
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

import { LIMITS, overweight } from './package-size';

const [whole, withoutCommandLine, library] = LIMITS.map(({ bytes }) => bytes);
const file = (path: string, size: number) => ({ path, size });

test('a package within its limits is not too large', () => {
  expect(overweight([file('lib/index.js', library - 1), file('assets/github/index.js', withoutCommandLine - library), file('assets/cli/index.js', whole - withoutCommandLine)])).toEqual([]);
});

test.each([
  ['the command line', [file('assets/cli/index.js', whole)], /all of it/],
  ['a program of the pipeline', [file('assets/runtime/index.js', withoutCommandLine)], /without the command line/],
  ['the library', [file('lib/index.js', library)], /outside assets/],
])('fails when %s grows beyond its limit', (_name, files, problem) => {
  expect(overweight(files)).toEqual([expect.stringMatching(problem)]);
});

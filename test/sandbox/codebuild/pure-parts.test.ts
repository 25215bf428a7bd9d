import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { selectFiles } from '../../../src/sandbox/codebuild/artifact-files';
import { parseBuildspec } from '../../../src/sandbox/codebuild/buildspec';
import { installDockerWrapper, NO_CACHE_VARIABLE } from '../../../src/sandbox/codebuild/docker-wrapper';
import { mergeVariables, secretReference } from '../../../src/sandbox/codebuild/environment';
import { nextPhase } from '../../../src/sandbox/codebuild/phase-plan';
import { coberturaSummary, failureLines, junitCases, summarise } from '../../../src/sandbox/codebuild/reports';

let folder: string;

beforeEach(() => {
  folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'codebuild-test-')));
});

afterEach(() => fs.rmSync(folder, { recursive: true }));

test.each([
  ['INSTALL', false, undefined, 'PRE_BUILD'],
  ['INSTALL', true, undefined, 'FINALIZING'],
  ['INSTALL', true, 'CONTINUE', 'PRE_BUILD'],
  ['PRE_BUILD', true, undefined, 'FINALIZING'],
  ['BUILD', true, undefined, 'POST_BUILD'],
  ['BUILD', true, 'ABORT', 'UPLOAD_ARTIFACTS'],
  ['PRE_BUILD', true, 'ABORT', 'FINALIZING'],
  ['POST_BUILD', true, 'ABORT', 'UPLOAD_ARTIFACTS'],
  ['BUILD', false, 'ABORT', 'POST_BUILD'],
  ['POST_BUILD', true, undefined, 'UPLOAD_ARTIFACTS'],
  ['UPLOAD_ARTIFACTS', true, undefined, 'FINALIZING'],
  ['FINALIZING', false, undefined, undefined],
] as const)('after %s (failed %s, on-failure %s) comes %s', (phase, failed, onFailure, expected) => {
  expect(nextPhase(phase, failed, onFailure)).toBe(expected);
});

describe('a buildspec', () => {
  test('has its defaults filled in', () => {
    expect(parseBuildspec('version: 0.2\nphases:\n  build:\n    commands: echo one\n')).toEqual({
      shell: 'sh',
      variables: {},
      parameterStore: {},
      secretsManager: {},
      exportedVariables: [],
      secondaryArtifacts: {},
      reports: {},
      cachePaths: [],
      phases: { build: { commands: ['echo one'], finallyCommands: [], runtimeVersions: {} } },
    });
  });

  test.each([
    ['version: 0.1', "got 0.1; write 'version: 0.2'"],
    ['version: 0.2\nrun-as: root', "does not implement 'run-as'"],
    ['version: 0.2\nbatch: {}', "does not implement 'batch'"],
    ['version: 0.2\nphases: {test: {commands: [a]}}', 'no phase "test"'],
    ['version: 0.2\nenv: {shell: powershell.exe}', 'sh or bash, got "powershell.exe"'],
    ['version: 0.2\nphases: {build: {commands: [{a: b}]}}', 'phases/build/commands[0] of a buildspec must be a text'],
    ['version: 0.2\nphases: {build: {on-failure: RETRY-2, commands: [a]}}', "'on-failure: RETRY-2'"],
  ])('fails on %j', (text, message) => {
    expect(() => parseBuildspec(text)).toThrow(message);
  });
});

test.each([
  ['my-secret', { secretId: 'my-secret' }],
  ['my-secret:key', { secretId: 'my-secret', jsonKey: 'key' }],
  ['my-secret::AWSPREVIOUS', { secretId: 'my-secret', versionStage: 'AWSPREVIOUS' }],
  ['arn:aws:secretsmanager:r:1:secret:n-abc', { secretId: 'arn:aws:secretsmanager:r:1:secret:n-abc' }],
  ['arn:aws:secretsmanager:r:1:secret:n-abc:key::v1', { secretId: 'arn:aws:secretsmanager:r:1:secret:n-abc', jsonKey: 'key', versionId: 'v1' }],
])('the secret reference %s is taken apart', (value, expected) => {
  expect(secretReference(value)).toEqual(expected);
});

test('a variable keeps the type of the one that wins', () => {
  const spec = parseBuildspec('version: 0.2\nenv: {parameter-store: {A: /a}}');
  expect(mergeVariables(spec, [{ name: 'A', value: 'plain' }], [])).toEqual([{ name: 'A', value: 'plain' }]);
});

describe('files of an artifact', () => {
  const names = (spec: Parameters<typeof selectFiles>[1]): string[] => selectFiles(folder, spec).map(({ name }) => name).sort();

  beforeEach(() => {
    for (const name of ['a.json', '.hidden', 'dist/x.js', 'dist/sub/y.js', 'other/x.js']) {
      fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      fs.writeFileSync(path.join(folder, name), name);
    }
  });

  test.each([
    ['a single file', { files: ['./a.json'] }, ['a.json']],
    ['everything, hidden files too', { files: ['**/*'] }, ['.hidden', 'a.json', 'dist/sub/y.js', 'dist/x.js', 'other/x.js']],
    ['one folder without what is below', { files: ['dist/*'] }, ['dist/x.js']],
    ['below a base directory', { files: ['**/*'], baseDirectory: 'dist' }, ['sub/y.js', 'x.js']],
    ['below a base directory that is a pattern', { files: ['x.js'], baseDirectory: 'd*' }, ['x.js']],
    ['flat', { files: ['dist/**/*'], discardPaths: true }, ['x.js', 'y.js']],
    ['without what is excluded', { files: ['**/*'], excludePaths: ['dist/**', '.hidden'] }, ['a.json', 'other/x.js']],
  ])('%s', (_name, spec, expected) => {
    expect(names(spec)).toEqual(expected);
  });
});

describe('reports', () => {
  test('count nested suites, and tell failures from errors', () => {
    const cases = junitCases('<testsuite><testsuite><testcase name="a" time="1.5"/></testsuite><testcase name="b"><error/></testcase><testcase name="c"><failure>why</failure></testcase></testsuite>');
    const statusCounts = { SUCCEEDED: 1, FAILED: 1, ERROR: 1, SKIPPED: 0, UNKNOWN: 0 };
    expect(summarise(cases)).toEqual({ total: 3, statusCounts, durationInNanoSeconds: 1.5e9 });
    expect(cases.find(({ name }) => name === 'c')?.message).toBe('why');
  });

  test('the first failed tests are named with the first line of their message, the others are not', () => {
    const failing = '<testcase name="adds"><failure message="1 is not 2&#10;at line 3"/></testcase><testcase name="passes"/><testcase name="breaks"><error/></testcase>';
    expect(failureLines(junitCases(`<testsuite>${failing}</testsuite>`))).toEqual(['  failed: adds (1 is not 2)', '  failed: breaks']);
    expect(failureLines(junitCases(`<testsuite>${failing.repeat(20)}</testsuite>`))).toHaveLength(10);
  });

  test('an empty suite is a report of no tests', () => {
    expect(summarise(junitCases('<testsuites></testsuites>')).total).toBe(0);
  });

  test('fail on a file of another kind', () => {
    expect(() => junitCases('<html/>')).toThrow('not a JUnit report');
    expect(() => coberturaSummary('<html/>')).toThrow('not a Cobertura report');
  });
});

describe('the docker that builds find', () => {
  const HOST = '111122223333.dkr.ecr.eu-west-1.amazonaws.com';

  const docker = (...args: string[]): { output: string; error: string } => {
    const real = path.join(folder, 'real');
    fs.mkdirSync(real, { recursive: true });
    fs.writeFileSync(path.join(real, 'docker'), '#!/bin/sh\nfor a in "$@"; do printf "[%s]" "$a"; done\n', { mode: 0o755 });
    expect(installDockerWrapper(path.join(folder, 'wrapped'), real, { registry: '127.0.0.1:4567', label: "sandbox=/it's here" })).toBe(true);
    const errors = path.join(folder, 'errors');
    const output = execFileSync('sh', ['-c', `"$0" "$@" 2>>'${errors}'`, path.join(folder, 'wrapped', 'docker'), ...args], { encoding: 'utf8', env: { ...process.env } });
    return { output: output.trim(), error: fs.readFileSync(errors, 'utf8') };
  };

  test("writes the registry's host in every argument and leaves the rest as it is", () => {
    const { output } = docker('build', '-t', `${HOST}/app:1`, '--cache-from', `type=registry,ref=${HOST}/app:cache`, '--build-arg', "A=it's $HOME", '', '.');
    expect(output).toBe("[build][-t][127.0.0.1:4567/app:1][--cache-from][type=registry,ref=127.0.0.1:4567/app:cache][--build-arg][A=it's $HOME][][.]");
  });

  describe('when a developer wants no cache', () => {
    beforeEach(() => { process.env[NO_CACHE_VARIABLE] = '1'; });
    afterEach(() => { delete process.env[NO_CACHE_VARIABLE]; });

    test.each([
      [['build', '-t', 'app', '.'], '[build][--no-cache][-t][app][.]'],
      [['buildx', 'build', '--push', '.'], '[buildx][build][--no-cache][--push][.]'],
      [['image', 'build', '.'], '[image][build][--no-cache][.]'],
      [['push', 'app'], '[push][app]'],
    ])('docker %j', (args, expected) => {
      docker('login', HOST);
      expect(docker(...args).output).toBe(expected);
    });
  });

  test('says so once', () => {
    docker('login', HOST);
    expect(docker('push', `${HOST}/app`).error).toBe(`sandbox: docker reaches ${HOST} at 127.0.0.1:4567\n`);
  });

  test.each([
    ['run', '--rm', 'app'], ['create', 'app'], ['container', 'run', 'app'], ['network', 'create', 'tests'], ['volume', 'create'],
  ])('labels what outlives the command: %s %s', (...args) => {
    expect(docker(...args).output).toContain("[--label][sandbox=/it's here]");
  });

  test.each([['build', '.'], ['volume', 'ls'], ['network', 'rm', 'tests'], ['ps']])('labels nothing else: %s %s', (...args) => {
    expect(docker(...args).output).toBe(args.map((arg) => `[${arg}]`).join(''));
  });

  test('writes the host back in what inspect prints', () => {
    expect(docker('inspect', `${HOST}/app:1`).output).toBe(`[inspect][${HOST}/app:1]`);
  });
});

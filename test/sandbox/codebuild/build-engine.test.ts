/* eslint-disable no-bitwise -- Unix modes are bit fields */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { BuildEngine } from '../../../src/sandbox/codebuild';
import { buildProgress } from '../../../src/sandbox/codebuild/build-progress';
import { BuildRecord, BuildRequest, ProjectRecord } from '../../../src/sandbox/codebuild/model';
import { codeBuildService } from '../../../src/sandbox/codebuild/service';
import { unzipInto, zipFiles } from '../../../src/sandbox/zip';
import { ACCOUNT, REGION, TestContext, testContext } from '../support/context';

const GROUP = '/aws/codebuild/cicd-unit-dev';
const OUTPUT = { name: 'Out', bucket: 'artifacts', key: 'pipe/Out/abc', encryptionKey: 'key-arn' };

let context: TestContext;
let engine: BuildEngine;

beforeEach(() => {
  context = testContext();
  engine = new BuildEngine(context);
});

afterEach(() => context.remove());

function project(buildspec: unknown, overrides: Partial<ProjectRecord> = {}): ProjectRecord {
  return {
    name: 'cicd-unit-dev',
    arn: `arn:aws:codebuild:${REGION}:${ACCOUNT}:project/cicd-unit-dev`,
    source: { type: 'CODEPIPELINE', buildspec: typeof buildspec === 'string' ? buildspec : JSON.stringify(buildspec) },
    artifacts: { type: 'CODEPIPELINE' },
    environment: { type: 'LINUX_CONTAINER', image: 'aws/codebuild/standard:7.0', computeType: 'S', privilegedMode: false, environmentVariables: [] },
    serviceRole: 'role-of-the-project',
    timeoutInMinutes: 1,
    queuedTimeoutInMinutes: 5,
    encryptionKey: 'key',
    tags: [],
    created: 0,
    lastModified: 0,
    ...overrides,
  };
}

/** Puts files into the fake bucket as a source artifact. */
function source(files: Record<string, string>, name = 'SourceOutput', primary = true): BuildRequest['sources'][number] {
  const folder = context.state.directory(`fixture-${name}`);
  const entries = Object.entries(files).map(([file, text]) => {
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    fs.writeFileSync(path.join(folder, file), text, { mode: file.endsWith('.sh') ? 0o755 : 0o644 });
    return { name: file, file: path.join(folder, file) };
  });
  context.emulator.objects.set(`artifacts/${name}`, zipFiles(entries));
  return { name, primary, location: { name, bucket: 'artifacts', key: name } };
}

function build(buildspec: unknown, request: Partial<BuildRequest> = {}): Promise<BuildRecord> {
  return engine.start({
    project: project(buildspec),
    initiator: 'codepipeline/cicd-pipeline-dev',
    sources: [],
    variables: [],
    outputs: [],
    signal: new AbortController().signal,
    ...request,
  }).done;
}

const phases = (record: BuildRecord): Record<string, string | undefined> =>
  Object.fromEntries(record.phases.map(({ phaseType, phaseStatus }) => [phaseType, phaseStatus]));

const log = (): string[] => context.emulator.logLines(GROUP);

test('a build goes through all phases, over its source, and uploads its artifact with modes', async () => {
  const record = await build(
    {
      version: 0.2,
      phases: {
        install: { 'runtime-versions': { nodejs: 22 }, 'commands': ['FLAVOUR=plain'] },
        build: { commands: ['./make.sh "$FLAVOUR" > dist/result.txt', 'cp make.sh dist/'] },
      },
      artifacts: { 'files': ['**/*'], 'base-directory': 'dist' },
    },
    { sources: [source({ 'make.sh': '#!/bin/sh\necho "made $1"\n', 'dist/.keep': '' })], outputs: [OUTPUT] },
  );
  expect(record.buildStatus).toBe('SUCCEEDED');
  expect(record.phases.map(({ phaseType }) => phaseType)).toEqual([
    'SUBMITTED', 'QUEUED', 'PROVISIONING', 'DOWNLOAD_SOURCE', 'INSTALL', 'PRE_BUILD', 'BUILD', 'POST_BUILD', 'UPLOAD_ARTIFACTS', 'FINALIZING', 'COMPLETED',
  ]);
  const unpacked = context.state.directory('unpacked');
  unzipInto(await context.emulator.getObject(OUTPUT.bucket, OUTPUT.key), unpacked);
  expect(fs.readFileSync(path.join(unpacked, 'result.txt'), 'utf8')).toBe('made plain\n');
  expect(fs.statSync(path.join(unpacked, 'make.sh')).mode & 0o777).toBe(0o755);
  expect(context.emulator.encryptionKeys.get('artifacts/pipe/Out/abc')).toBe('key-arn');
  expect(log().join('\n')).toMatch(/sandbox: runtime nodejs 22 is not installed, .* Node v/);
});

test('a failed build phase still runs post_build, which is told, and fails the build with the command', async () => {
  const record = await build({
    version: 0.2,
    phases: {
      pre_build: { commands: ['echo "before=$CODEBUILD_BUILD_SUCCEEDING"'] },
      build: { commands: ['echo about to fail', 'exit 3', 'echo never'], finally: ['echo "finally=$CODEBUILD_BUILD_SUCCEEDING"'] },
      post_build: { commands: ['echo "after=$CODEBUILD_BUILD_SUCCEEDING"'] },
    },
  });
  expect(record.buildStatus).toBe('FAILED');
  expect(phases(record)).toMatchObject({ BUILD: 'FAILED', POST_BUILD: 'SUCCEEDED', UPLOAD_ARTIFACTS: 'SUCCEEDED' });
  expect(record.phases.find(({ phaseType }) => phaseType === 'BUILD')?.contexts).toEqual([
    { statusCode: 'COMMAND_EXECUTION_ERROR', message: 'Error while executing command: exit 3. Reason: exit status 3' },
  ]);
  expect(log().filter((line) => /^(before|finally|after)=|^never/.test(line))).toEqual(['before=1', 'finally=0', 'after=0']);
});

test('a failed install goes straight to the end', async () => {
  const record = await build({ version: 0.2, phases: { install: { commands: ['false'] }, post_build: { commands: ['echo ran'] } } });
  expect(Object.keys(phases(record)).slice(4)).toEqual(['INSTALL', 'FINALIZING', 'COMPLETED']);
  expect(log()).not.toContain('ran');
});

test('on-failure ABORT skips post_build but not the upload, and CONTINUE goes on and still fails', async () => {
  const spec = (phase: string, onFailure: string): unknown => ({
    version: 0.2, phases: { [phase]: { 'on-failure': onFailure, 'commands': ['false'] }, post_build: { commands: ['true'] } },
  });
  const aborted = phases(await build(spec('build', 'ABORT')));
  expect(aborted).not.toHaveProperty('POST_BUILD');
  expect(aborted).toHaveProperty('UPLOAD_ARTIFACTS');
  const continued = await build(spec('pre_build', 'CONTINUE'));
  expect(phases(continued)).toMatchObject({ PRE_BUILD: 'FAILED', BUILD: 'SUCCEEDED', POST_BUILD: 'SUCCEEDED' });
  expect(continued.buildStatus).toBe('FAILED');
});

test("the action's variables win over the project's, and these over the buildspec's; stored ones are looked up and masked", async () => {
  context.emulator.parameters.set('/cicd/password', 'hush-parameter');
  context.emulator.secrets.set('token', JSON.stringify({ value: 'hush-secret' }));
  const spec = {
    version: 0.2,
    env: { 'variables': { A: 'spec', B: 'spec', C: 'spec' }, 'parameter-store': { P: '/cicd/password' }, 'secrets-manager': { S: 'token:value' } },
    phases: { build: { commands: ['echo "$A $B $C $P $S"', 'test "$P$S" = hush-parameterhush-secret'] } },
  };
  const withProject = project(spec);
  const environmentVariables = [{ name: 'B', value: 'project' }, { name: 'C', value: 'project' }];
  const record = await build(spec, {
    project: { ...withProject, environment: { ...withProject.environment, environmentVariables } },
    variables: [{ name: 'C', value: 'action' }],
  });
  expect(record.buildStatus).toBe('SUCCEEDED');
  expect(log()).toContain('spec project action *** ***');
  expect(log().join('\n')).not.toContain('hush');
});

test('exported variables are handed back, whichever phase set them', async () => {
  const record = await build({
    version: 0.2,
    env: { 'exported-variables': ['DIGEST', 'UNSET'] },
    phases: { build: { commands: ['export DIGEST=sha256:abc'] }, post_build: { commands: ['true'] } },
  });
  expect(record.exportedEnvironmentVariables).toEqual([{ name: 'DIGEST', value: 'sha256:abc' }]);
});

test("a build has its own home and only the environment that CodeBuild documents, with its role's credentials and the sandbox as AWS", async () => {
  process.env.SECRET_OF_THE_DEVELOPER = 'leaked';
  await build({
    version: 0.2,
    phases: { build: { commands: ['env | sort', 'test "$PWD" = "$CODEBUILD_SRC_DIR"', 'test -w "$HOME"'] } },
  }, { sources: [source({ a: 'a' })], sourceVersion: 'c0ffee' });
  delete process.env.SECRET_OF_THE_DEVELOPER;
  const lines = log();
  expect(lines).toEqual(expect.arrayContaining([
    'AWS_ACCESS_KEY_ID=ASIAFAKE', 'AWS_ENDPOINT_URL=http://127.0.0.1:1', 'AWS_SECRET_ACCESS_KEY=***', `AWS_REGION=${REGION}`,
    'CODEBUILD_INITIATOR=codepipeline/cicd-pipeline-dev', 'CODEBUILD_RESOLVED_SOURCE_VERSION=c0ffee', 'CODEBUILD_BUILD_NUMBER=1',
    'CODEBUILD_BUILD_IMAGE=aws/codebuild/standard:7.0', 'http_proxy=http://127.0.0.1:1', 'no_proxy=127.0.0.1,localhost',
  ]));
  expect(lines.join('\n')).not.toContain('leaked');
  expect(lines.filter((line) => line.startsWith('HOME='))[0]).not.toBe(`HOME=${process.env.HOME}`);
  expect(context.emulator.assumed).toEqual(['role-of-the-project']);
});

test('a build that takes too long is killed and timed out', async () => {
  const withProject = project({ version: 0.2, phases: { build: { commands: ['sleep 60'] } } }, { timeoutInMinutes: 0.01 });
  const started = Date.now();
  const record = await build('', { project: withProject });
  expect(Date.now() - started).toBeLessThan(10_000);
  expect(record.buildStatus).toBe('TIMED_OUT');
  expect(phases(record)).toMatchObject({ BUILD: 'TIMED_OUT' });
  expect(phases(record)).not.toHaveProperty('POST_BUILD');
});

test('JUnit and Cobertura reports are counted, into the group of the name or the ARN', async () => {
  const record = await build({
    version: 0.2,
    phases: { build: { commands: ['mkdir -p reports', 'cp junit.xml reports/', 'cp cobertura.xml reports/', 'false'] } },
    reports: {
      tests: { 'files': ['junit.xml'], 'base-directory': 'reports', 'file-format': 'JUNITXML' },
      coverage: { 'files': ['cobertura.xml'], 'base-directory': 'reports', 'file-format': 'COBERTURAXML' },
    },
  }, {
    sources: [source({
      'junit.xml': '<testsuites><testsuite><testcase name="a" classname="x" time="0.5"/><testcase name="b"><failure message="no">t</failure></testcase>'
        + '<testcase name="c"><skipped/></testcase></testsuite></testsuites>',
      'cobertura.xml': '<coverage line-rate="0.75" lines-covered="3" lines-valid="4" branch-rate="0.5" branches-covered="1" branches-valid="2"></coverage>',
    })],
  });
  expect(record.reportArns).toHaveLength(2);
  const [tests, coverage] = engine.reports.reports();
  expect(tests).toMatchObject({
    status: 'FAILED',
    reportGroupArn: `arn:aws:codebuild:${REGION}:${ACCOUNT}:report-group/cicd-unit-dev-tests`,
    testSummary: { total: 3, statusCounts: { SUCCEEDED: 1, FAILED: 1, SKIPPED: 1 } },
  });
  expect(coverage.codeCoverageSummary).toMatchObject({ lineCoveragePercentage: 75, linesMissed: 1, branchesCovered: 1 });
});

test('fails when the artifacts match nothing, or no report is there', async () => {
  const missing = await build({ version: 0.2, phases: {}, artifacts: { files: ['nothing.json'] } }, { outputs: [OUTPUT] });
  expect(phases(missing)).toMatchObject({ UPLOAD_ARTIFACTS: 'FAILED' });
  const noReport = await build({ version: 0.2, phases: {}, reports: { tests: { files: ['none.xml'] } } });
  expect(noReport.buildStatus).toBe('FAILED');
});

test('several outputs come from secondary artifacts, and secondary sources lie beside the primary one', async () => {
  const record = await build({
    version: 0.2,
    phases: { build: { commands: ['cp "$CODEBUILD_SRC_DIR_Other/o.txt" one.txt', 'mkdir -p deep/er', 'echo 2 > deep/er/two.txt'] } },
    artifacts: { 'secondary-artifacts': { One: { files: ['one.txt'] }, Two: { 'files': ['deep/**/*'], 'discard-paths': 'yes' } } },
  }, {
    sources: [source({ a: 'a' }), source({ 'o.txt': 'other' }, 'Other', false)],
    outputs: [{ ...OUTPUT, name: 'One', key: '1' }, { ...OUTPUT, name: 'Two', key: '2' }],
  });
  expect(record.buildStatus).toBe('SUCCEEDED');
  const unpacked = context.state.directory('unpacked');
  unzipInto(await context.emulator.getObject('artifacts', '1'), unpacked);
  unzipInto(await context.emulator.getObject('artifacts', '2'), unpacked);
  expect(fs.readdirSync(unpacked).sort()).toEqual(['one.txt', 'two.txt']);
});

test('a local custom cache is there in the next build', async () => {
  const spec = {
    version: 0.2,
    phases: { build: { commands: ['cat node_modules/kept 2>/dev/null || echo cold', 'mkdir -p node_modules && echo warm > node_modules/kept'] } },
    cache: { paths: ['node_modules/**/*'] },
  };
  const cached = project(spec, { cache: { type: 'LOCAL', modes: ['LOCAL_CUSTOM_CACHE'] } });
  await build(spec, { project: cached });
  await build(spec, { project: cached });
  expect(log().filter((line) => ['cold', 'warm'].includes(line))).toEqual(['cold', 'warm']);
});

test('fails in the download phase when the buildspec is missing or asks for what the sandbox has not', async () => {
  const missing = await build('buildspec.yml', { sources: [source({ a: 'a' })] });
  expect(missing.phases.find(({ phaseType }) => phaseType === 'DOWNLOAD_SOURCE')?.contexts?.[0].statusCode).toBe('YAML_FILE_ERROR');
  const retry = await build({ version: 0.2, phases: { build: { 'on-failure': 'RETRY', 'commands': ['true'] } } });
  expect(retry.phases.find(({ phaseType }) => phaseType === 'DOWNLOAD_SOURCE')?.contexts?.[0].message).toContain('on-failure: RETRY');
});

test('a buildspec in YAML out of the source is run', async () => {
  const yaml = 'version: 0.2\nphases:\n  build:\n    commands:\n      - |\n        if true; then\n          echo from yaml\n        fi\n';
  const record = await build('ci/spec.yml', { sources: [source({ 'ci/spec.yml': yaml })] });
  expect(record.buildStatus).toBe('SUCCEEDED');
  expect(log()).toContain('from yaml');
});

test('a build that ran when the sandbox stopped is a fault afterwards, never in progress', async () => {
  const stop = new AbortController();
  const running = engine.start({
    project: project({ version: 0.2, phases: { build: { commands: ['sleep 30'] } } }),
    initiator: 'x',
    sources: [],
    variables: [],
    outputs: [],
    signal: stop.signal,
  });
  const restarted = new BuildEngine(context);
  expect(restarted.build(running.record.id)).toMatchObject({ buildStatus: 'FAULT', buildComplete: true });
  stop.abort();
  expect((await running.done).buildStatus).toBe('STOPPED');
});

describe('a build that somebody has wishes for', () => {
  const CACHED = { version: '0.2', cache: { paths: ['kept/**/*'] }, phases: { build: { commands: ['ls kept || true', 'echo "no cache: $SANDBOX_NO_CACHE"', 'mkdir -p kept && touch kept/it'] } } };
  const custom = { cache: { type: 'LOCAL', modes: ['LOCAL_CUSTOM_CACHE'] } };

  test('restores no folder and tells docker, when it is to use no cache', async () => {
    engine.wish('commit-2', { noCache: true });
    await build(CACHED, { project: project(CACHED, custom), sourceVersion: 'commit-1' });
    const again = await build(CACHED, { project: project(CACHED, custom), sourceVersion: 'commit-1' });
    const without = await build(CACHED, { project: project(CACHED, custom), sourceVersion: 'commit-2' });
    expect(engine.logTail(again.id, 100)).toContain('it');
    expect(engine.logTail(without.id, 100)).not.toContain('it');
    expect(engine.logTail(without.id, 100)).toContain('no cache: 1');
  });

  test('waits after its failure, with its folders, until somebody has looked', async () => {
    const given = source({ 'file.txt': 'here' });
    engine.wish('artifacts/SourceOutput', { holdOnFailure: true });
    const failing = { version: '0.2', phases: { build: { commands: ['false'] } } };
    const { record, done } = engine.start({ project: project(failing), initiator: 'test', sources: [given], variables: [], outputs: [], signal: new AbortController().signal });
    while (!engine.heldBuild(record.id)) await new Promise((resolve) => setTimeout(resolve, 20));
    const { script, phase } = engine.heldBuild(record.id) as { script: string; phase: string };
    expect(phase).toBe('BUILD');
    expect(buildProgress(engine, record.id)).toMatchObject({ enter: script, phase: 'BUILD' });
    expect(record.buildComplete).toBe(false);
    fs.writeFileSync(path.join(path.dirname(script), 'released'), '');
    expect((await done).buildStatus).toBe('FAILED');
    expect(engine.heldBuild(record.id)).toBeUndefined();
  });
});

describe('start-build', () => {
  const SAYS = { version: '0.2', phases: { build: { commands: ['cat file.txt', 'cat "$CODEBUILD_SRC_DIR_Extra/file.txt"', 'echo "$WHO"'] } } };
  const start = async (input: object): Promise<BuildRecord> => {
    engine.saveProject(project(SAYS));
    const { build: { id } } = await codeBuildService(engine).operations.StartBuild({ projectName: 'cicd-unit-dev', ...input }, {}) as unknown as { build: { id: string } };
    while (!engine.build(id)?.buildComplete) await new Promise((resolve) => setTimeout(resolve, 20));
    return engine.build(id) as BuildRecord;
  };

  test('takes sources from S3 in place of those of the pipeline', async () => {
    source({ 'file.txt': 'primary\n' });
    source({ 'file.txt': 'secondary\n' }, 'ExtraOutput');
    const record = await start({
      sourceTypeOverride: 'S3',
      sourceLocationOverride: 'artifacts/SourceOutput',
      secondarySourcesOverride: [{ type: 'S3', sourceIdentifier: 'Extra', location: 'arn:aws:s3:::artifacts/ExtraOutput' }],
      environmentVariablesOverride: [{ name: 'WHO', value: 'a developer' }],
    });
    expect(record.buildStatus).toBe('SUCCEEDED');
    expect(engine.logTail(record.id, 100)).toEqual(expect.arrayContaining(['primary', 'secondary', 'a developer']));
  });

  test('fails when the source would come from a pipeline', async () => {
    await expect(start({})).rejects.toThrow("'cicd-unit-dev' has CODEPIPELINE");
  });
});

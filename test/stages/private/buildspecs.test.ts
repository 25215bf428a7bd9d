import { dockerBuildSpec, NPM_INSTALL, programBuildSpec, testBuildSpec } from '../../../src/stages/private/buildspecs';
import { runPhases } from '../../support/shell';

describe('the buildspec of the image', () => {
  const spec = dockerBuildSpec({ dockerfile: 'docker/Dockerfile', directory: 'services/orders', containerName: 'app' });
  const environment = { REPOSITORY_URI: '111111111111.dkr.ecr.us-east-1.amazonaws.com/orders', REPOSITORY_NAME: 'orders', COMMIT_ID: 'c0ffee' };
  /** The registry has the commit's image from the start, or once it was pushed. */
  const registry = (hasImage: boolean) => `
    case "$2" in get-login-password) echo password;; batch-get-image) if ${hasImage} || [ -e "$STATE/pushed" ]; then echo sha256:abc; else echo None; fi;; esac`;
  /** The image of the registry was built from a commit. */
  const dockerOf = (revision: string) => `case "$1" in push) touch "$STATE/pushed";; inspect) echo ${revision};; esac`;
  const docker = dockerOf('c0ffee');

  test('hands on digest and address of the image, and the file that Deploy reads', () => {
    expect(spec).toMatchObject({
      version: '0.2', env: { 'exported-variables': ['IMAGE_DIGEST', 'IMAGE_URI'] }, artifacts: { files: ['imagedefinitions.json'] },
    });
  });

  test('adds no attestations, which a registry scan cannot read', () => {
    expect(spec).toMatchObject({ env: { variables: { BUILDX_NO_DEFAULT_ATTESTATIONS: '1' } } });
  });

  test('builds, tags with the commit, pushes, and names the image by digest', () => {
    const run = runPhases(spec, { aws: registry(false), docker }, environment);
    expect(run.failedPhase).toBeUndefined();
    expect(run.calls.filter((call) => call.startsWith('docker'))).toEqual([
      'docker login --username AWS --password-stdin 111111111111.dkr.ecr.us-east-1.amazonaws.com',
      `docker build --file docker/Dockerfile --tag ${environment.REPOSITORY_URI}:c0ffee --build-arg COMMIT_ID=c0ffee --label org.opencontainers.image.revision=c0ffee services/orders`,
      `docker push ${environment.REPOSITORY_URI}:c0ffee`,
    ]);
    expect(JSON.parse(run.files['imagedefinitions.json'])).toEqual([{ name: 'app', imageUri: `${environment.REPOSITORY_URI}@sha256:abc` }]);
  });

  test('takes the image of a commit that is built already, since its tag cannot be written again', () => {
    const run = runPhases(spec, { aws: registry(true), docker }, environment);
    expect(run.failedPhase).toBeUndefined();
    expect(run.output).toContain('commit c0ffee is already built: sha256:abc');
    expect(run.calls.filter((call) => /docker (build|push)/.test(call))).toEqual([]);
    expect(run.files['imagedefinitions.json']).toContain('@sha256:abc');
  });

  test.each([
    ['of another commit', 'beef', 'sha256:abc, built from beef.'],
    ['of no commit', '', 'sha256:abc, built from no commit that it names.'],
  ])('refuses an image %s under the tag, and says whose it is', (_what, revision, words) => {
    const run = runPhases(spec, { aws: registry(true), docker: dockerOf(revision) }, environment);
    expect(run.failedPhase).toBe('build');
    expect(run.output).toContain(`tag c0ffee of orders names another image: ${words} Tags are immutable`);
    expect(run.output).not.toContain('already built');
    expect(run.files).not.toHaveProperty('imagedefinitions.json');
  });

  test.each([
    ['the image that is there cannot be fetched', 'build', registry(true), 'if [ "$1" = pull ]; then exit 1; fi; echo c0ffee'],
    ['the registry lets nobody in', 'pre_build', registry(false), 'if [ "$1" = login ]; then exit 1; fi'],
    ['the registry cannot be asked', 'pre_build', 'case "$2" in get-login-password) echo password;; *) exit 254;; esac', docker],
    ['the image cannot be built', 'build', registry(false), 'if [ "$1" = build ]; then exit 1; fi'],
    ['the image cannot be pushed', 'build', registry(false), 'if [ "$1" = push ]; then exit 1; fi'],
    ['the pushed image is not there', 'build', registry(false), 'true'],
    ['the registry cannot be asked once the image is pushed', 'build', `if [ -e "$STATE/pushed" ]; then exit 254; fi; ${registry(false)}`, docker],
  ])('fails when %s', (_what, phase, aws, fakeDocker) => {
    const run = runPhases(spec, { aws, docker: fakeDocker }, environment);
    expect(run.failedPhase).toBe(phase);
    expect(run.files).not.toHaveProperty('imagedefinitions.json');
  });

  test('stops at the phase that fails', () => {
    expect(spec.phases).toMatchObject({ pre_build: { 'on-failure': 'ABORT' }, build: { 'on-failure': 'ABORT' } });
  });
});

describe('the buildspec of a suite', () => {
  const spec = testBuildSpec({
    installCommands: ['npm ci'],
    commands: ['npm test', 'npm run lint'],
    reports: [{ groupArn: 'arn:results', files: 'reports/*.xml', format: 'JUNITXML' }, { groupArn: 'arn:coverage', files: 'coverage.xml', format: 'COBERTURAXML' }],
  });

  test('installs, runs the commands, and reports under the groups that are given', () => {
    expect(spec).toEqual({
      version: '0.2',
      phases: {
        install: { 'runtime-versions': { nodejs: 22 }, 'on-failure': 'ABORT', 'commands': ['npm ci'] },
        build: { 'on-failure': 'ABORT', 'commands': ['npm test', 'npm run lint'] },
      },
      reports: {
        'arn:results': { 'files': ['reports/*.xml'], 'file-format': 'JUNITXML' },
        'arn:coverage': { 'files': ['coverage.xml'], 'file-format': 'COBERTURAXML' },
      },
    });
  });

  test('fails when a command but the last one fails', () => {
    expect(runPhases(spec, { npm: '[ "$1" != test ]' }).failedPhase).toBe('build');
  });

  test('refuses a repository without a lock file, and says what to do', () => {
    const run = runPhases(testBuildSpec({ installCommands: NPM_INSTALL, commands: ['npm test'], reports: [] }), { npm: 'true' });
    expect(run).toMatchObject({ failedPhase: 'install', calls: [] });
    expect(run.output).toContain('package-lock.json is missing: run npm install and commit it');
  });

  test('installs what the lock file says', () => {
    const withLock = { phases: { install: { commands: ['touch package-lock.json', ...NPM_INSTALL] } } };
    expect(runPhases(withLock, { npm: 'true' }).calls).toEqual(['npm ci']);
  });
});

describe('the buildspec of a program of ours', () => {
  const spec = programBuildSpec({ programUrl: 's3://assets/abc.js', command: 'scan-gate', artifacts: ['reports/**/*'] });

  test("fetches the program from the account's own bucket and runs it", () => {
    const run = runPhases(spec, { aws: 'true', node: 'true' });
    expect(run.calls).toEqual(['aws s3 cp --only-show-errors s3://assets/abc.js pipeline-runtime.js', 'node pipeline-runtime.js scan-gate']);
  });

  test('fails when the program says no', () => expect(runPhases(spec, { aws: 'true', node: 'exit 3' }).failedPhase).toBe('build'));
  test('fails when the program cannot be fetched', () => expect(runPhases(spec, { aws: 'exit 1', node: 'true' })).toMatchObject({ failedPhase: 'install', calls: [expect.stringContaining('aws s3 cp')] }));

  test('hands on its artifacts only where it has some', () => {
    expect(spec.artifacts).toEqual({ files: ['reports/**/*'] });
    expect(programBuildSpec({ programUrl: 's3://assets/abc.js', command: 'deploy' })).not.toHaveProperty('artifacts');
  });
});

import assert from 'node:assert/strict';
import { phasesOf, withBuilds } from './build-world';
import { codeBuildGuide, Rule } from './rule';
import { ACCOUNT, REGION } from '../sandbox/support/context';

const PHASES = codeBuildGuide('view-build-details-phases.html');
const SPEC = (section: string) => codeBuildGuide(`build-spec-ref.html#build-spec.${section}`);

const PLAN = 'codebuild/phase-plan.ts';
const RUN = 'codebuild/build-run.ts';
const FILES = 'codebuild/artifact-files.ts';
const REPORTS = 'codebuild/report-store.ts';

const failing = { commands: ['false'] };
const JUNIT = { 'out/junit.xml': '<testsuite><testcase name="a"/></testsuite>' };
/** The folders of the example in the reference of `base-directory`. */
const TREE = { 'my-build-1/my-file-1.txt': '1', 'my-build-2/my-file-2.txt': '2', 'my-build-2/my-subdirectory/my-file-3.txt': '3' };

/** What a build does with its phases, artifacts and reports. */
export const BUILD_RULES: readonly Rule[] = [
  {
    says: 'phases run in the order install, pre_build, build, post_build',
    link: PHASES,
    mutation: { file: PLAN, from: "['INSTALL', 'PRE_BUILD', 'BUILD', 'POST_BUILD', 'UPLOAD", to: "['INSTALL', 'BUILD', 'PRE_BUILD', 'POST_BUILD', 'UPLOAD" },
    holds: withBuilds(async (world) => {
      await world.build({ phases: Object.fromEntries(['post_build', 'build', 'pre_build', 'install'].map((name) => [name, { commands: [`echo ${name}`] }])) });
      assert.deepEqual(world.lines(), ['install', 'pre_build', 'build', 'post_build']);
    }),
  },
  {
    says: 'post_build runs although build failed, and the build fails',
    link: PHASES,
    mutation: { file: PLAN, from: "return phase === 'BUILD' && onFailure === 'ABORT' ?", to: "return phase === 'BUILD' ?" },
    holds: withBuilds(async (world) => {
      const record = await world.build({ phases: { build: failing, post_build: { commands: ['true'] } } });
      assert.deepEqual(phasesOf(record).slice(2, 4), ['BUILD FAILED', 'POST_BUILD SUCCEEDED']);
      assert.equal(record.buildStatus, 'FAILED');
    }),
  },
  {
    says: 'when install or pre_build fails, no command of a later phase runs',
    link: SPEC('phases'),
    mutation: { file: PLAN, from: "if (phase === 'INSTALL' || phase === 'PRE_BUILD') {", to: "if (phase === 'INSTALL') {" },
    holds: withBuilds(async (world) => {
      for (const phase of ['install', 'pre_build']) {
        await world.build({ phases: { [phase]: failing, build: { commands: ['echo ran'] }, post_build: { commands: ['echo ran'] } } });
      }
      assert.deepEqual(world.lines(), []);
    }),
  },
  {
    says: 'artifacts are uploaded even if build failed',
    link: PHASES,
    mutation: { file: PLAN, from: "'UPLOAD_ARTIFACTS' : following;", to: "'UPLOAD_ARTIFACTS' : phase === 'POST_BUILD' || phase === 'BUILD' ? 'FINALIZING' : following;" },
    holds: withBuilds(async (world) => {
      const record = await world.build({ phases: { build: { commands: ['echo 1 > a.txt', 'false'] } }, artifacts: { files: ['a.txt'] } }, { outputs: ['Out'] });
      assert.deepEqual(world.artifact('Out'), ['a.txt']);
      assert.equal(record.buildStatus, 'FAILED');
    }),
  },
  {
    says: 'on-failure ABORT ends the build after the phase: post_build does not run',
    link: SPEC('phases.on-failure'),
    mutation: { file: PLAN, from: "onFailure === 'ABORT' ? 'UPLOAD", to: "onFailure === undefined ? 'UPLOAD" },
    holds: withBuilds(async (world) => {
      await world.build({ phases: { build: { ...failing, 'on-failure': 'ABORT' }, post_build: { commands: ['echo ran'] } } });
      assert.deepEqual(world.lines(), []);
    }),
  },
  {
    says: 'on-failure CONTINUE goes on to the next phase',
    link: SPEC('phases.on-failure'),
    mutation: { file: PLAN, from: "if (!failed || onFailure === 'CONTINUE') {", to: 'if (!failed) {' },
    holds: withBuilds(async (world) => {
      await world.build({ phases: { pre_build: { ...failing, 'on-failure': 'CONTINUE' }, build: { commands: ['echo ran'] } } });
      assert.deepEqual(world.lines(), ['ran']);
    }),
  },
  {
    says: 'after a failed command the rest of its list is skipped, and finally runs',
    link: SPEC('phases.finally'),
    mutation: { file: RUN, from: 'const afterwards = this.signal.aborted ?', to: 'const afterwards = this.signal.aborted || failure ?' },
    holds: withBuilds(async (world) => {
      await world.build({ phases: { build: { commands: ['echo first', 'false', 'echo never'], finally: ['echo finally'] } } });
      assert.deepEqual(world.lines(), ['first', 'finally']);
    }),
  },
  {
    says: 'a phase fails when a command of its finally fails',
    link: SPEC('phases.finally'),
    mutation: { file: RUN, from: 'if (failure ?? afterwards) {', to: 'if (failure) {' },
    holds: withBuilds(async (world) => {
      const record = await world.build({ phases: { install: { commands: ['true'], finally: ['false'] } } });
      assert.deepEqual(phasesOf(record)[0], 'INSTALL FAILED');
    }),
  },
  {
    says: 'a command that fails ends the list of commands',
    link: SPEC('phases.build.commands'),
    mutation: { file: 'codebuild/phase-shell.ts', from: '-eq 0 ] || exit "$__sandbox_status"', to: '-eq 0 ] || true' },
    holds: withBuilds(async (world) => {
      const record = await world.build({ phases: { build: { commands: ['(exit 3)', 'echo never'] } } });
      assert.deepEqual([world.lines(), record.buildStatus], [[], 'FAILED']);
    }),
  },
  {
    says: 'in version 0.2 all commands share one shell: variables and folder stay from command to command and phase to phase',
    link: codeBuildGuide('build-env-ref-cmd.html'),
    mutation: { file: 'codebuild/phase-shell.ts', from: "`if [ -f '${this.file('variables')}' ]; then", to: '`if false; then' },
    holds: withBuilds(async (world) => {
      await world.build({ phases: { install: { commands: ['A=kept', 'mkdir sub', 'cd sub'] }, build: { commands: ['echo $A ${PWD##*/}'] } } });
      assert.deepEqual(world.lines(), ['kept sub']);
    }),
  },
  {
    says: 'a build that takes longer than its timeout ends as TIMED_OUT',
    link: 'https://docs.aws.amazon.com/codebuild/latest/APIReference/API_Build.html',
    mutation: { file: RUN, from: 'minutes * 60_000)', to: 'minutes * 6_000_000)' },
    holds: withBuilds(async (world) => {
      const record = await world.build({ phases: { build: { commands: ['sleep 3'] } } }, { project: { timeoutInMinutes: 0.01 } });
      assert.equal(record.buildStatus, 'TIMED_OUT');
    }),
  },
  {
    says: 'a build that is stopped ends as STOPPED',
    link: 'https://docs.aws.amazon.com/codebuild/latest/APIReference/API_StopBuild.html',
    mutation: { file: 'codebuild/build-engine.ts', from: 'this.stops.get(id)?.abort();', to: '' },
    holds: withBuilds(async (world) => {
      const { record, done } = world.engine.start(world.request({ phases: { build: { commands: ['sleep 2'] } } }));
      world.engine.stop(record.id);
      assert.equal((await done).buildStatus, 'STOPPED');
    }),
  },
  {
    says: 'without a name the buildspec is buildspec.yml in the root of the source',
    link: codeBuildGuide('build-spec-ref.html#build-spec-ref-name-storage'),
    mutation: { file: RUN, from: "?? 'buildspec.yml'", to: "?? 'buildspec.yaml'" },
    holds: withBuilds(async (world) => {
      const request = world.request(undefined, { files: { 'buildspec.yml': 'version: 0.2\nphases: {build: {commands: [echo found]}}' } });
      await world.engine.start(request).done;
      assert.deepEqual(world.lines(), ['found']);
    }),
  },
  {
    says: 'base-directory: its files come without it, as in the example of the reference',
    link: SPEC('artifacts.base-directory'),
    mutation: { file: FILES, from: 'baseDirectories(sourceDirectory, spec.baseDirectory)', to: 'baseDirectories(sourceDirectory, undefined)' },
    holds: withBuilds(async (world) => {
      await world.build({ phases: {}, artifacts: { 'files': ['*/my-file-3.txt'], 'base-directory': 'my-build-2' } }, { files: TREE, outputs: ['Out'] });
      assert.deepEqual(world.artifact('Out'), ['my-subdirectory/my-file-3.txt']);
    }),
  },
  {
    says: 'discard-paths puts all files into one folder, as in the example of the reference',
    link: SPEC('artifacts.discard-paths'),
    mutation: { file: FILES, from: 'spec.discardPaths ? path.posix.basename(name) : name', to: 'name' },
    holds: withBuilds(async (world) => {
      const artifacts = { 'files': ['**/*'], 'base-directory': 'my-build*', 'discard-paths': 'yes' };
      await world.build({ phases: {}, artifacts }, { files: TREE, outputs: ['Out'] });
      assert.deepEqual(world.artifact('Out'), ['my-file-1.txt', 'my-file-2.txt', 'my-file-3.txt']);
    }),
  },
  {
    says: 'exclude-paths keeps files out of the artifact',
    link: SPEC('artifacts.exclude-paths'),
    mutation: { file: FILES, from: 'wanted(name) && !unwanted(name)', to: 'wanted(name)' },
    holds: withBuilds(async (world) => {
      const artifacts = { 'files': ['**/*'], 'base-directory': 'my-build-2', 'exclude-paths': ['my-subdirectory/**/*'] };
      await world.build({ phases: {}, artifacts }, { files: TREE, outputs: ['Out'] });
      assert.deepEqual(world.artifact('Out'), ['my-file-2.txt']);
    }),
  },
  {
    says: 'a single output artifact is the plain artifacts section',
    link: codePipelineActionReference(),
    mutation: { file: 'codebuild/build-outputs.ts', from: 'options.outputs.length === 1 ? artifacts', to: 'options.outputs.length === 0 ? artifacts' },
    holds: withBuilds(async (world) => {
      await world.build({ phases: {}, artifacts: { files: ['my-build-1/*'] } }, { files: TREE, outputs: ['Out'] });
      assert.deepEqual(world.artifact('Out'), ['my-build-1/my-file-1.txt']);
    }),
  },
  {
    says: 'several output artifacts are the secondary artifacts of their names, and one without is an error',
    link: codePipelineActionReference(),
    mutation: { file: 'codebuild/build-outputs.ts', from: '(options.outputs.length === 1 ? artifacts : undefined)', to: 'artifacts' },
    holds: withBuilds(async (world) => {
      const artifacts = { 'files': ['**/*'], 'secondary-artifacts': { One: { files: ['my-build-1/*'] } } };
      const record = await world.build({ phases: {}, artifacts }, { files: TREE, outputs: ['One', 'Two'] });
      assert.deepEqual([world.artifact('One'), world.artifact('Two')], [['my-build-1/my-file-1.txt'], undefined]);
      assert.ok(phasesOf(record).includes('UPLOAD_ARTIFACTS FAILED'));
    }),
  },
  {
    says: 'a local custom cache is there in the next build',
    link: codeBuildGuide('caching-local.html'),
    mutation: { file: 'codebuild/build-cache.ts', from: 'fs.cpSync(kept, target, { recursive: true, verbatimSymlinks: true });', to: '' },
    holds: withBuilds(async (world) => {
      const spec = { phases: { build: { commands: ['cat kept/a 2>/dev/null || echo cold', 'mkdir -p kept && echo warm > kept/a'] } }, cache: { paths: ['kept/**/*'] } };
      const project = { cache: { type: 'LOCAL', modes: ['LOCAL_CUSTOM_CACHE'] } };
      await world.build(spec, { project });
      await world.build(spec, { project });
      assert.deepEqual(world.lines(), ['cold', 'warm']);
    }),
  },
  {
    says: 'a report group that the buildspec names is PROJECT-NAME, and is made',
    link: codeBuildGuide('test-report-group-naming.html'),
    mutation: { file: REPORTS, from: 'const name = `${project.name}-${key}`;', to: 'const name = key;' },
    holds: withBuilds(async (world) => {
      await world.build({ phases: {}, reports: { tests: { files: ['out/junit.xml'] } } }, { files: JUNIT });
      assert.deepEqual(world.engine.reports.groups().map(({ name }) => name), ['suite-tests']);
    }),
  },
  {
    says: 'a report group that the buildspec names by its ARN takes the report, and no other is made',
    link: codeBuildGuide('test-report-group-naming.html'),
    mutation: { file: REPORTS, from: "(key.startsWith('arn:') ? group.arn === key : group.name === name)", to: '(group.name === name)' },
    holds: withBuilds(async (world) => {
      const arn = `arn:aws:codebuild:${REGION}:${ACCOUNT}:report-group/mine`;
      world.engine.reports.saveGroup({ arn, name: 'mine', type: 'TEST', exportConfig: { exportConfigType: 'NO_EXPORT' }, tags: [], created: 0, lastModified: 0, status: 'ACTIVE' });
      await world.build({ phases: {}, reports: { [arn]: { files: ['out/junit.xml'] } } }, { files: JUNIT });
      assert.deepEqual(world.engine.reports.reports().map(({ reportGroupArn }) => reportGroupArn), [arn]);
    }),
  },
  {
    says: 'a report without file-format is read as JUNITXML',
    link: SPEC('reports.file-format'),
    mutation: { file: 'codebuild/buildspec.ts', from: "=== undefined ? 'JUNITXML'", to: "=== undefined ? 'CUCUMBERJSON'" },
    holds: withBuilds(async (world) => {
      await world.build({ phases: {}, reports: { tests: { 'files': ['*.xml'], 'base-directory': 'out' } } }, { files: JUNIT });
      assert.deepEqual(world.engine.reports.reports().map(({ testSummary }) => testSummary?.total), [1]);
    }),
  },
];

function codePipelineActionReference(): string {
  return 'https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeBuild.html';
}

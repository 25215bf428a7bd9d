import assert from 'node:assert/strict';
import { withBuilds } from './build-world';
import { codeBuildGuide, Rule } from './rule';
import { BuildVariable } from '../../src/sandbox/codebuild/model';

const SPEC = (section: string) => codeBuildGuide(`build-spec-ref.html#build-spec.${section}`);
const VARIABLES = codeBuildGuide('build-env-ref-env-vars.html');

const ENVIRONMENT = 'codebuild/environment.ts';
const BUILTIN = 'codebuild/builtin-variables.ts';
const RUN = 'codebuild/build-run.ts';

const variable = (value: string, type?: BuildVariable['type'], name = 'A'): BuildVariable => ({ name, value, ...(type ? { type } : {}) });
const echo = (text: string) => ({ build: { commands: [`echo "${text}"`] } });
const spec = { env: { variables: { A: 'buildspec' } }, phases: echo('$A') };

/** What a build's commands find in their environment, and what leaves it again. */
export const ENVIRONMENT_RULES: readonly Rule[] = [
  {
    says: "a variable of the start of the build wins over the project's",
    link: SPEC('env.variables'),
    mutation: { file: ENVIRONMENT, from: '...project, ...action]', to: '...action, ...project]' },
    holds: withBuilds(async (world) => {
      await world.build(spec, { variables: [variable('project')], request: { variables: [variable('start')] } });
      assert.deepEqual(world.lines(), ['start']);
    }),
  },
  {
    says: "a variable of the project wins over the buildspec's",
    link: SPEC('env.variables'),
    mutation: { file: ENVIRONMENT, from: '[...buildspecVariables(buildspec), ...project, ', to: '[...project, ...buildspecVariables(buildspec), ' },
    holds: withBuilds(async (world) => {
      await world.build(spec, { variables: [variable('project')] });
      assert.deepEqual(world.lines(), ['project']);
    }),
  },
  {
    says: 'parameter-store: the variable has the value of the parameter of that name',
    link: SPEC('env.parameter-store'),
    mutation: { file: ENVIRONMENT, from: 'return await emulator.getParameter(variable.value, credentials);', to: 'return variable.value;' },
    holds: withBuilds(async (world) => {
      world.context.emulator.parameters.set('/cicd/p', 'abc');
      await world.build({ env: { 'parameter-store': { P: '/cicd/p' } }, phases: echo('${#P}') });
      assert.deepEqual(world.lines(), ['3']);
    }),
  },
  {
    says: 'secrets-manager: SECRET-ID:JSON-KEY is the value of that key',
    link: SPEC('env.secrets-manager'),
    mutation: { file: ENVIRONMENT, from: '...(jsonKey ? { jsonKey } : {}),', to: '' },
    holds: withBuilds(async (world) => {
      world.context.emulator.secrets.set('token', '{"value":"abcd"}');
      await world.build({ env: { 'secrets-manager': { S: 'token:value' } }, phases: echo('${#S}') });
      assert.deepEqual(world.lines(), ['4']);
    }),
  },
  {
    says: 'CODEBUILD_BUILD_SUCCEEDING is 1 while the build succeeds and 0 once it fails',
    link: VARIABLES,
    mutation: { file: RUN, from: 'String(Number(succeeding))', to: "'1'" },
    holds: withBuilds(async (world) => {
      const told = { commands: ['echo $CODEBUILD_BUILD_SUCCEEDING'] };
      await world.build({ phases: { pre_build: told, build: { commands: ['false'] }, post_build: told } });
      assert.deepEqual(world.lines(), ['1', '0']);
    }),
  },
  {
    says: 'CODEBUILD_BUILD_ID and CODEBUILD_BUILD_ARN are those of the API',
    link: VARIABLES,
    mutation: { file: BUILTIN, from: 'CODEBUILD_BUILD_ID: record.id,', to: 'CODEBUILD_BUILD_ID: record.arn,' },
    holds: withBuilds(async (world) => {
      const record = await world.build({ phases: echo('$CODEBUILD_BUILD_ID $CODEBUILD_BUILD_ARN') });
      assert.deepEqual(world.lines(), [`${record.id} ${record.arn}`]);
    }),
  },
  {
    says: 'CODEBUILD_BUILD_NUMBER counts the builds of the project',
    link: VARIABLES,
    mutation: { file: 'codebuild/build-engine.ts', from: 'build.projectName === project.name).length + 1', to: 'build.projectName === project.name).length' },
    holds: withBuilds(async (world) => {
      await world.build({ phases: echo('$CODEBUILD_BUILD_NUMBER') });
      await world.build({ phases: echo('$CODEBUILD_BUILD_NUMBER') });
      assert.deepEqual(world.lines(), ['1', '2']);
    }),
  },
  {
    says: 'CODEBUILD_START_TIME is in milliseconds since 1970',
    link: VARIABLES,
    mutation: { file: BUILTIN, from: 'Math.round(record.startTime * 1000)', to: 'Math.round(record.startTime)' },
    holds: withBuilds(async (world) => {
      await world.build({ phases: echo('$CODEBUILD_START_TIME') });
      assert.ok(Math.abs(Number(world.lines()[0]) - Date.now()) < 60_000, `got ${world.lines()[0]}`);
    }),
  },
  {
    says: 'CODEBUILD_RESOLVED_SOURCE_VERSION is the revision that CodePipeline gives',
    link: VARIABLES,
    mutation: { file: BUILTIN, from: "record.resolvedSourceVersion ?? ''", to: "record.sourceVersion ?? ''" },
    holds: withBuilds(async (world) => {
      await world.build({ phases: echo('$CODEBUILD_RESOLVED_SOURCE_VERSION') }, { files: { a: 'a' }, request: { sourceVersion: 'c0ffee' } });
      assert.deepEqual(world.lines(), ['c0ffee']);
    }),
  },
  {
    says: 'CODEBUILD_SRC_DIR is the folder of the primary source, where the commands begin',
    link: VARIABLES,
    mutation: { file: BUILTIN, from: 'CODEBUILD_SRC_DIR: options.sourceDirectory,', to: "CODEBUILD_SRC_DIR: '/'," },
    holds: withBuilds(async (world) => {
      await world.build({ phases: { build: { commands: ['test "$PWD" = "$CODEBUILD_SRC_DIR" && cat a'] } } }, { files: { a: 'source' } });
      assert.deepEqual(world.lines(), ['source']);
    }),
  },
  {
    says: 'CODEBUILD_SRC_DIR_NAME is the folder of every other input artifact',
    link: 'https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeBuild.html',
    mutation: { file: BUILTIN, from: '`CODEBUILD_SRC_DIR_${source.name}`', to: '`CODEBUILD_SRC_${source.name}`' },
    holds: withBuilds(async (world) => {
      await world.build({ phases: { build: { commands: ['cat "$CODEBUILD_SRC_DIR_Other/o"'] } } }, { files: { a: 'a' }, other: { o: 'other' } });
      assert.deepEqual(world.lines(), ['other']);
    }),
  },
  {
    says: 'an exported variable has the value of the end of post_build',
    link: SPEC('env.exported-variables'),
    mutation: { file: RUN, from: 'const variables = this.shell?.variables ?? {};', to: 'const variables: Record<string, string> = {};' },
    holds: withBuilds(async (world) => {
      const phases = { install: { commands: ['export A=early'] }, post_build: { commands: ['export A=late'] } };
      const record = await world.build({ env: { 'exported-variables': ['A', 'NEVER_SET'] }, phases });
      assert.deepEqual(record.exportedEnvironmentVariables, [{ name: 'A', value: 'late' }]);
    }),
  },
  {
    says: 'a variable that starts with AWS_ cannot be exported',
    link: SPEC('env.exported-variables'),
    mutation: { file: RUN, from: "!name.startsWith('AWS_') && ", to: '' },
    holds: withBuilds(async (world) => {
      const record = await world.build({ env: { 'exported-variables': ['AWS_REGION'] }, phases: {} });
      assert.deepEqual(record.exportedEnvironmentVariables, []);
    }),
  },
  {
    says: "a secret of the project's variables cannot be exported",
    link: SPEC('env.exported-variables'),
    mutation: { file: RUN, from: ' && !secretsOfProject.some((secret) => secret.name === name)', to: '' },
    holds: withBuilds(async (world) => {
      world.context.emulator.parameters.set('/p', 'abc');
      const record = await world.build({ env: { 'exported-variables': ['A'] }, phases: {} }, { variables: [variable('/p', 'PARAMETER_STORE')] });
      assert.deepEqual(record.exportedEnvironmentVariables, []);
    }),
  },
];

import { aws_s3 as s3, Duration } from 'aws-cdk-lib';
import { TestSuiteOptions } from '../../src';
import { ACCOUNT, makeStack, REGION } from '../support/app';
import { errorOf, makePipeline, Props, synthesise } from '../support/pipeline';
import { PipelineTemplate } from '../support/template';

/** A pipeline with one more suite, added after it was made. */
function withSuite(suiteName: string, options?: TestSuiteOptions, props?: Props, region = REGION): PipelineTemplate {
  const stack = makeStack({ env: { account: ACCOUNT, region } });
  makePipeline(props, stack).addTestSuite(suiteName, options);
  return PipelineTemplate.of(stack);
}

describe('a suite that is there', () => {
  test('takes other commands, files, time and variables', () => {
    const template = synthesise({
      unitTests: {
        installCommands: ['pip install -r requirements.txt'],
        commands: ['pytest', 'flake8'],
        junitFiles: 'out/junit.xml',
        coverageFiles: 'out/cobertura.xml',
        timeout: Duration.minutes(5),
        environment: { LOG_LEVEL: 'debug' },
      },
    });
    const { phases, reports } = template.buildSpecOf('cicd-unit-dev');
    expect(phases.install.commands).toEqual(['pip install -r requirements.txt']);
    expect(phases.build.commands).toEqual(['pytest', 'flake8']);
    expect(Object.values(reports ?? {}).map((report) => (report as { files: string[] }).files)).toEqual([['out/junit.xml'], ['out/cobertura.xml']]);
    expect(template.one('AWS::CodeBuild::Project', { Name: 'cicd-unit-dev' }).properties.TimeoutInMinutes).toBe(5);
    expect(template.variablesOf('cicd-unit-dev')).toEqual({ LOG_LEVEL: 'debug' });
  });

  test('leaves the other suite as it is', () => {
    const template = synthesise({ integrationTests: { commands: ['make integration'] } });
    expect(template.buildSpecOf('cicd-integration-dev').phases.build.commands).toEqual(['make integration']);
    expect(template.buildSpecOf('cicd-unit-dev').phases.build.commands).toEqual(['npm test']);
  });

  test('writes only into its own report groups', () => {
    const permissions = synthesise().permissionsOf('cicd-unit-role');
    expect(permissions['codebuild:CreateReport']).toEqual(['results', 'coverage'].map((kind) => `arn:aws:codebuild:us-east-1:111111111111:report-group/cicd-unit-${kind}-dev`));
  });

  test('fails when its commands or its install commands are none', () => {
    expect(errorOf({ unitTests: { commands: [] } })).toBe('Delivery/Cicd/Test/Unit: \'unit.commands\' must have at least one command, got []: leave it out for the default');
    expect(errorOf({ integrationTests: { installCommands: [] } })).toBe(
      'Delivery/Cicd/Test/Integration: \'integration.installCommands\' must have at least one command, got []: leave it out for the default',
    );
  });

  test('fails when its time is too short', () => {
    expect(errorOf({ unitTests: { timeout: Duration.minutes(1) } })).toBe(
      'Delivery/Cicd/Test/Unit/Build: \'unit.timeout\' must let the build run for 5 minutes to 36 hours, got "1 minutes": for example Duration.minutes(30)',
    );
  });
});

describe('a suite that is added', () => {
  const template = withSuite('smoke-e2e');

  test('runs beside the others, with the same run order', () => {
    const { Actions } = template.stages[2];
    expect(Actions.map(({ Name, RunOrder }) => [Name, RunOrder])).toEqual([['Unit', 1], ['Integration', 1], ['SmokeE2e', 1]]);
    expect(template.action('SmokeE2e').InputArtifacts).toEqual([{ Name: 'SourceOutput' }]);
  });

  test('may be started by the pipeline', () => {
    expect(template.permissionsOf('cicd-pipeline-role')['codebuild:StartBuild']).toContain('arn:aws:codebuild:us-east-1:111111111111:project/cicd-smoke-e2e-dev');
  });

  test('has project, role, log group and report groups of its own, with all safeguards', () => {
    const { id } = template.one('AWS::CodeBuild::Project', { Name: 'cicd-smoke-e2e-dev' });
    expect([...template.waitsFor(id)]).toContain(template.one('AWS::Logs::LogGroup', { LogGroupName: '/aws/codebuild/cicd-smoke-e2e-dev' }).id);
    expect(template.one('AWS::CodeBuild::ReportGroup', { Name: 'cicd-smoke-e2e-results-dev' })).toBeDefined();
    expect(JSON.stringify(template.one('AWS::KMS::Key').properties)).toContain(':log-group:/aws/codebuild/cicd-smoke-e2e-dev');
  });

  test('runs its own script and reports from its own folders by default', () => {
    const { phases, reports } = template.buildSpecOf('cicd-smoke-e2e-dev');
    expect(phases.build.commands).toEqual(['npm run test:smoke-e2e']);
    expect(JSON.stringify(reports)).toContain('reports/smoke-e2e/*.xml');
  });

  test('has a role that takes grants', () => {
    const stack = makeStack();
    const suite = makePipeline({}, stack).addTestSuite('contract');
    s3.Bucket.fromBucketName(stack, 'Contracts', 'acme-contracts').grantRead(suite.role);
    const [policy] = PipelineTemplate.of(stack).all('AWS::IAM::Policy');
    expect(JSON.stringify(policy.properties)).toContain('acme-contracts');
  });

  test.each([
    'Contract', 'a b', '', '1st', 'a--b', 'a-', 'a'.repeat(21), 'a_b',
  ])('fails when it is called %p', (suiteName) => {
    expect(() => withSuite(suiteName)).toThrow(
      `Delivery/Cicd/Test: 'suiteName' must be 1 to 20 lower-case letters, digits and single inner hyphens, got ${JSON.stringify(suiteName)}: for example "contract"`,
    );
  });

  test.each(['unit', 'integration', 'build', 'scan', 'deploy', 'pipeline', 'task', 'execution', 'provisioning', 'flow-logs'])('fails when it is called %p, which is taken', (suiteName) => {
    expect(() => withSuite(suiteName)).toThrow(`Delivery/Cicd/Test: 'suiteName' must not be taken, got "${suiteName}": give the suite another name`);
  });

  test('fails when it is one more than a stage has room for', () => {
    const pipeline = makePipeline();
    for (let n = 3; n <= 50; n++) pipeline.addTestSuite(`suite-${n}`);
    expect(() => pipeline.addTestSuite('one-more')).toThrow(
      'Delivery/Cicd/Test: \'suiteName\' must be one of at most 50 suites, as many as a stage has room for, got "one-more": let one suite run several commands',
    );
  });

  test('fails when two names differ only in hyphens', () => {
    const pipeline = makePipeline();
    pipeline.addTestSuite('a-1');
    expect(() => pipeline.addTestSuite('a1')).toThrow("'suiteName' must not be taken");
  });

  test('fails when the name of its role becomes too long', () => {
    const props = { environmentSuffix: 'a'.repeat(10), naming: { application: 'b'.repeat(9) } };
    expect(() => withSuite('c'.repeat(20), {}, props, 'ap-southeast-1')).toThrow('must leave a IAM role name of 1 to 64 characters');
  });
});

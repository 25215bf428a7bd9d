import { aws_codebuild as codebuild, aws_iam as iam, Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { StageConfig, StageContext, StartedAction } from './pipeline-stage';
import { BuildProject } from './private/build-project';
import { NPM_INSTALL, ReportFiles, testBuildSpec } from './private/buildspecs';
import { requireThat } from '../private/errors';

/** A suite of tests that runs beside the others in the Test stage. */
export interface TestSuiteOptions {
  /**
   * What runs the suite.
   * @default - `npm test` for `unit`, `npm run test:{name}` for every other suite
   */
  readonly commands?: string[];

  /**
   * What makes the commands ready to run.
   * @default - `npm ci`; a missing package-lock.json is an error
   */
  readonly installCommands?: string[];

  /**
   * JUnit XML files that the suite writes (a glob).
   * @default - `reports/{name}/*.xml`
   */
  readonly junitFiles?: string;

  /**
   * Cobertura XML files that the suite writes (a glob).
   * @default - `coverage/{name}/cobertura-coverage.xml`
   */
  readonly coverageFiles?: string;

  /**
   * The longest run, 5 minutes to 36 hours.
   * @default Duration.minutes(30)
   */
  readonly timeout?: Duration;

  /**
   * Plain environment variables of the suite. Secrets belong into Secrets Manager and are read by the suite itself (see `TestSuite.role`).
   * @default - only what CodeBuild sets
   */
  readonly environment?: { readonly [name: string]: string };
}

/** One suite of the Test stage. */
export class TestSuite extends Construct {
  /** @internal */
  static _make(scope: Construct, id: string, suiteName: string, context: StageContext, options?: TestSuiteOptions): TestSuite {
    return new TestSuite(scope, id, suiteName, context, options);
  }

  /** The suite's name, for example `unit`. */
  readonly suiteName: string;
  /** The suite's CodeBuild project. */
  readonly project: codebuild.IProject;
  /** The suite's own role: what you grant here, the tests may do. */
  readonly role: iam.IRole;
  private readonly build: BuildProject;

  private constructor(scope: Construct, id: string, suiteName: string, context: StageContext, options: TestSuiteOptions = {}) {
    super(scope, id);
    this.suiteName = suiteName;
    const { foundation } = context;
    checkCommands(this, `${suiteName}.commands`, options.commands);
    checkCommands(this, `${suiteName}.installCommands`, options.installCommands);
    const reports = this.reports(suiteName, context, options);
    this.build = new BuildProject(this, 'Build', {
      foundation,
      type: suiteName,
      description: `Runs the ${suiteName} tests of a commit`,
      buildSpec: testBuildSpec({
        installCommands: options.installCommands ?? NPM_INSTALL,
        commands: options.commands ?? [suiteName === 'unit' ? 'npm test' : `npm run test:${suiteName}`],
        reports,
      }),
      timeout: options.timeout ?? Duration.minutes(30),
      timeoutProp: `${suiteName}.timeout`,
      environment: options.environment,
      permissions: [reportPermissions(reports)],
    });
    this.project = this.build.project;
    this.role = this.build.role;
  }

  /** @internal */
  _start({ source }: StageContext): StartedAction {
    return this.build.start({ actionName: this.node.id, input: source });
  }

  private reports(suiteName: string, { foundation }: StageContext, options: TestSuiteOptions): ReportFiles[] {
    const group = (id: string, type: codebuild.ReportGroupType) => new codebuild.ReportGroup(this, id, {
      reportGroupName: foundation.names.of(`${suiteName}-${id.toLowerCase()}`),
      type,
      removalPolicy: foundation.removalPolicy,
      deleteReports: foundation.emptiesOnRemoval,
    }).reportGroupArn;
    const { junitFiles = `reports/${suiteName}/*.xml`, coverageFiles = `coverage/${suiteName}/cobertura-coverage.xml` } = options;
    return [
      { groupArn: group('Results', codebuild.ReportGroupType.TEST), files: junitFiles, format: 'JUNITXML' },
      { groupArn: group('Coverage', codebuild.ReportGroupType.CODE_COVERAGE), files: coverageFiles, format: 'COBERTURAXML' },
    ];
  }
}

/** Test: all suites at once. */
export class TestStage extends Construct {
  readonly stageName = 'Test';
  readonly suites: TestSuite[] = [];

  constructor(scope: Construct, private readonly context: StageContext, suites: { readonly [suiteName: string]: TestSuiteOptions | undefined }) {
    super(scope, 'Test');
    Object.entries(suites).forEach(([suiteName, options]) => this.addSuite(suiteName, options));
  }

  addSuite(suiteName: string, options?: TestSuiteOptions): TestSuite {
    requireThat(this, /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(suiteName) && suiteName.length <= 20, {
      prop: 'suiteName', rule: 'must be 1 to 20 lower-case letters, digits and single inner hyphens', value: suiteName, fix: 'for example "contract"',
    });
    const id = suiteName.split('-').map((word) => word[0].toUpperCase() + word.slice(1)).join('');
    requireThat(this, this.node.tryFindChild(id) === undefined && !RESERVED.includes(suiteName), {
      prop: 'suiteName', rule: 'must not be taken', value: suiteName, fix: 'give the suite another name',
    });
    requireThat(this, this.suites.length < MAX_SUITES, {
      prop: 'suiteName', rule: `must be one of at most ${MAX_SUITES} suites, as many as a stage has room for`, value: suiteName, fix: 'let one suite run several commands',
    });
    const suite = TestSuite._make(this, id, suiteName, this.context, options);
    this.suites.push(suite);
    return suite;
  }

  start(suite: TestSuite): StartedAction {
    return suite._start(this.context);
  }

  bind(): StageConfig {
    return { stageName: this.stageName, starts: this.suites.map((suite) => this.start(suite)) };
  }
}

/**
 * Actions of one stage. It also bounds the pipeline's policy, which names the project of each suite: 50 of the longest names stay below the
 * 10,240 characters that a role's inline policies may have.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html
 */
const MAX_SUITES = 50;

function checkCommands(scope: Construct, prop: string, commands?: string[]): void {
  requireThat(scope, commands === undefined || commands.length > 0, {
    prop, rule: 'must have at least one command', value: commands, fix: 'leave it out for the default',
  });
}

/** Project types of the other stages: a suite of that name would clash. */
const RESERVED = ['build', 'scan', 'deploy', 'pipeline', 'task', 'execution', 'provisioning', 'flow-logs'];

/** @see https://docs.aws.amazon.com/codebuild/latest/userguide/test-permissions.html */
function reportPermissions(reports: ReportFiles[]): iam.PolicyStatement {
  return new iam.PolicyStatement({
    actions: ['codebuild:CreateReport', 'codebuild:UpdateReport', 'codebuild:BatchPutTestCases', 'codebuild:BatchPutCodeCoverages'],
    resources: reports.map(({ groupArn }) => groupArn),
  });
}

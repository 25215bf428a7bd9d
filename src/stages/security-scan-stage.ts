import { aws_codebuild as codebuild, aws_codepipeline as codepipeline, aws_iam as iam, Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { StageConfig, StageContext, VARIABLES } from './pipeline-stage';
import { BuildProject } from './private/build-project';
import { programBuildSpec } from './private/buildspecs';
import { RuntimeProgram } from './private/runtime-program';
import { requireThat } from '../private/errors';

/** How bad a finding is, in the registry's own words; @see https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ImageScanFinding.html */
export enum FindingSeverity {
  /** Stops for critical findings only. */
  CRITICAL = 'CRITICAL',
  /** Stops for high and critical findings: the default. */
  HIGH = 'HIGH',
  /** Stops for medium findings and worse. */
  MEDIUM = 'MEDIUM',
  /** Stops for low findings and worse. */
  LOW = 'LOW',
  /** Stops for every finding that has a severity. */
  INFORMATIONAL = 'INFORMATIONAL',
}

/** A finding that does not stop the pipeline, for a reason and for a time. */
export interface IgnoredFinding {
  /** The identifier in the finding list, for example `CVE-2026-12345`. */
  readonly id: string;
  /** Why it may be ignored; printed in every report. */
  readonly reason: string;
  /** The last day on which it is ignored, `YYYY-MM-DD` (UTC). From the day after, the finding stops the pipeline again. */
  readonly expires: string;
}

/** What the scan gate lets through. */
export interface SecurityScanOptions {
  /**
   * The lowest severity that stops the pipeline.
   * @default FindingSeverity.HIGH
   */
  readonly threshold?: FindingSeverity;

  /**
   * Findings that do not stop the pipeline for the time being.
   *
   * An entry that has expired, or whose finding is not there, is noted in the report.
   *
   * @default - every finding counts
   */
  readonly ignore?: IgnoredFinding[];

  /**
   * How long to wait for the registry's finding list; without one by then the stage fails.
   * @default Duration.minutes(15)
   */
  readonly timeout?: Duration;
}

/** SecurityScan: waits for the finding list of the digest that was built, and fails closed. */
export class SecurityScanStage extends Construct {
  private readonly build: BuildProject;
  private readonly report = new codepipeline.Artifact('ScanOutput');

  constructor(scope: Construct, { foundation }: StageContext, program: RuntimeProgram, options: SecurityScanOptions = {}) {
    super(scope, 'SecurityScan');
    const { repository } = foundation;
    const timeout = options.timeout ?? Duration.minutes(15);
    (options.ignore ?? []).forEach((entry) => checkIgnored(this, entry));
    this.build = new BuildProject(this, 'Gate', {
      foundation,
      type: 'scan',
      description: 'Judges the findings of the image that was built',
      buildSpec: programBuildSpec({ programUrl: program.url, command: 'scan-gate', artifacts: ['reports/**/*'] }),
      timeout: timeout.plus(Duration.minutes(10)),
      timeoutProp: 'securityScan.timeout',
      makesArtifact: true,
      environment: {
        REPOSITORY_NAME: repository.repositoryName,
        SEVERITY_THRESHOLD: options.threshold ?? FindingSeverity.HIGH,
        IGNORE_FINDINGS: JSON.stringify(options.ignore ?? []),
        SCAN_TIMEOUT_SECONDS: `${timeout.toSeconds()}`,
        REPORT_DIRECTORY: 'reports',
      },
      permissions: [
        program.permission,
        new iam.PolicyStatement({ actions: ['ecr:DescribeImageScanFindings'], resources: [repository.repositoryArn] }),
      ],
    });
  }

  get project(): codebuild.IProject {
    return this.build.project;
  }

  bind({ image }: StageContext): StageConfig {
    const start = this.build.start({ actionName: 'ScanGate', input: image, output: this.report, environment: { IMAGE_DIGEST: VARIABLES.imageDigest } });
    return { stageName: 'SecurityScan', starts: [start] };
  }
}

function checkIgnored(scope: Construct, { id, reason, expires }: IgnoredFinding): void {
  requireThat(scope, id.trim() !== '' && reason.trim() !== '', {
    prop: 'securityScan.ignore', rule: 'must have an id and a reason', value: { id, reason }, fix: 'say why the finding may be ignored',
  });
  requireThat(scope, isCalendarDate(expires), {
    prop: 'securityScan.ignore', rule: 'must expire on a day, YYYY-MM-DD', value: expires, fix: 'for example "2027-01-31"',
  });
}

function isCalendarDate(value: string): boolean {
  const day = new Date(`${value}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
}

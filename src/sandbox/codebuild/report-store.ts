import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import { SandboxState } from '../state';
import { selectFiles } from './artifact-files';
import { now, PhaseFailure } from './build-phases';
import { ReportSpec } from './buildspec';
import { BuildRecord, ProjectRecord, ReportGroupRecord } from './model';
import { CoverageSummary, coberturaSummary, junitCases, summarise, TestCase, TestSummary } from './reports';

/** A report as the API has it, with its test cases. */
export interface ReportRecord {
  readonly arn: string;
  readonly type: 'TEST' | 'CODE_COVERAGE';
  readonly name: string;
  readonly reportGroupArn: string;
  readonly executionId: string;
  readonly status: 'SUCCEEDED' | 'FAILED';
  readonly created: number;
  readonly exportConfig: { readonly exportConfigType: string };
  readonly truncated: boolean;
  readonly testSummary?: TestSummary;
  readonly codeCoverageSummary?: CoverageSummary;
  readonly testCases: TestCase[];
}

const GROUPS = 'codebuild-report-groups';
const REPORTS = 'codebuild-reports';

/** The report groups and their reports. */
export class ReportStore {
  constructor(private readonly state: SandboxState) {}

  groups(): ReportGroupRecord[] {
    return this.state.read<ReportGroupRecord[]>(GROUPS, []);
  }

  saveGroup(group: ReportGroupRecord): void {
    this.state.write(GROUPS, [...this.groups().filter(({ arn }) => arn !== group.arn), group]);
  }

  /** A group goes with its reports. */
  removeGroup(arn: string): void {
    this.state.write(REPORTS, this.reports().filter(({ reportGroupArn }) => reportGroupArn !== arn));
    this.state.write(GROUPS, this.groups().filter((group) => group.arn !== arn));
  }

  reports(): ReportRecord[] {
    return this.state.read<ReportRecord[]>(REPORTS, []);
  }

  /**
   * Takes up what a build's `reports` section names.
   *
   * A name stands for the group PROJECT-NAME, which is made when it is missing; an ARN must be there.
   *
   * @see https://docs.aws.amazon.com/codebuild/latest/userguide/report-group-naming.html
   */
  publish(key: string, spec: ReportSpec, directory: string, record: BuildRecord, project: ProjectRecord): ReportRecord {
    const group = this.groupFor(key, spec, project);
    const files = selectFiles(directory, spec);
    if (files.length === 0) {
      throw new PhaseFailure('CLIENT_ERROR', `[${group.name}: [no matching report files found for ${spec.files.join(', ')}]]`);
    }
    const report: ReportRecord = {
      arn: `${group.arn.replace(':report-group/', ':report/')}:${randomUUID()}`,
      name: `${group.name}-${record.buildNumber}`,
      reportGroupArn: group.arn,
      executionId: record.arn,
      created: now(),
      exportConfig: group.exportConfig,
      truncated: false,
      ...content(spec.fileFormat, files.map(({ file }) => fs.readFileSync(file, 'utf8')), group.name),
    };
    this.state.write(REPORTS, [...this.reports(), report]);
    return report;
  }

  private groupFor(key: string, spec: ReportSpec, project: ProjectRecord): ReportGroupRecord {
    const name = `${project.name}-${key}`;
    const found = this.groups().find((group) => (key.startsWith('arn:') ? group.arn === key : group.name === name));
    if (found) {
      return found;
    }
    if (key.startsWith('arn:')) {
      throw new PhaseFailure('CLIENT_ERROR', `report group ${key} does not exist; create it or name it without an ARN`);
    }
    const group: ReportGroupRecord = {
      arn: project.arn.replace(/:project\/.*$/, `:report-group/${name}`),
      name,
      type: isCoverage(spec.fileFormat) ? 'CODE_COVERAGE' : 'TEST',
      exportConfig: { exportConfigType: 'NO_EXPORT' },
      tags: [],
      created: now(),
      lastModified: now(),
      status: 'ACTIVE',
    };
    this.saveGroup(group);
    return group;
  }
}

function isCoverage(format: string): boolean {
  return ['COBERTURAXML', 'JACOCOXML', 'CLOVERXML', 'SIMPLECOV'].includes(format);
}

function content(format: string, files: string[], group: string): Pick<ReportRecord, 'type' | 'status' | 'testSummary' | 'codeCoverageSummary' | 'testCases'> {
  try {
    if (format === 'JUNITXML') {
      const testCases = files.flatMap(junitCases);
      const testSummary = summarise(testCases);
      const failed = testSummary.statusCounts.FAILED + testSummary.statusCounts.ERROR > 0;
      return { type: 'TEST', status: failed ? 'FAILED' : 'SUCCEEDED', testSummary, testCases };
    }
    if (format === 'COBERTURAXML') {
      return { type: 'CODE_COVERAGE', status: 'SUCCEEDED', codeCoverageSummary: coberturaSummary(files[0]), testCases: [] };
    }
  } catch (cause) {
    throw new PhaseFailure('CLIENT_ERROR', `[${group}: [${cause instanceof Error ? cause.message : String(cause)}]]`);
  }
  throw new PhaseFailure('CLIENT_ERROR', `[${group}: [the sandbox reads JUNITXML and COBERTURAXML, not ${format}]]`);
}

import { AwsError, JsonObject, optionalString, requiredString, SandboxService, stringList } from '../aws-json';
import { BuildEngine } from './build-engine';
import { BuildSource, BuildVariable, ProjectRecord } from './model';

/** The CodeBuild API, as far as the sandbox has it. */
export function codeBuildService(engine: BuildEngine): SandboxService {
  return {
    name: 'codebuild',
    targetPrefix: 'CodeBuild_20161006',
    operations: {
      BatchGetBuilds: async (input) => {
        const ids = identifiers(input, 'ids');
        return found('builds', 'buildsNotFound', ids, ids.map((id) => engine.build(id)));
      },
      BatchGetProjects: async (input) => {
        const names = identifiers(input, 'names');
        return found('projects', 'projectsNotFound', names, names.map((name) => engine.project(name)));
      },
      BatchGetReportGroups: async (input) => {
        const arns = identifiers(input, 'reportGroupArns');
        return found('reportGroups', 'reportGroupsNotFound', arns, arns.map((arn) => engine.reports.groups().find((group) => group.arn === arn)));
      },
      BatchGetReports: async (input) => {
        const arns = identifiers(input, 'reportArns');
        const reports = arns.map((arn) => engine.reports.reports().find((report) => report.arn === arn));
        return found('reports', 'reportsNotFound', arns, reports.map((report) => report && { ...report, testCases: undefined }));
      },
      DeleteReportGroup: async (input) => {
        deleteReportGroup(engine, requiredString(input, 'arn'), input.deleteReports === true);
        return {};
      },
      DescribeTestCases: async (input) => {
        const arn = requiredString(input, 'reportArn');
        const report = known(engine.reports.reports().find((candidate) => candidate.arn === arn), `Report ${arn}`);
        return { testCases: report.testCases.map((test) => ({ ...test, reportArn: arn })) };
      },
      ListBuilds: async (input) => ({ ids: ordered(engine.allBuilds().map(({ id }) => id), input) }),
      ListBuildsForProject: async (input) => ({ ids: ordered(buildsOf(engine, existing(engine, requiredString(input, 'projectName'))), input) }),
      ListProjects: async () => ({ projects: engine.projects().map(({ name }) => name).sort() }),
      ListReportGroups: async () => ({ reportGroups: engine.reports.groups().map(({ arn }) => arn) }),
      ListReports: async () => ({ reports: engine.reports.reports().map(({ arn }) => arn).reverse() }),
      ListReportsForReportGroup: async (input) => {
        const group = requiredString(input, 'reportGroupArn');
        known(engine.reports.groups().find(({ arn }) => arn === group), `Report group ${group}`);
        return { reports: engine.reports.reports().filter((report) => report.reportGroupArn === group).map(({ arn }) => arn).reverse() };
      },
      StartBuild: async (input) => ({ build: startBuild(engine, input) }),
      StopBuild: async (input) => {
        const build = known(engine.build(requiredString(input, 'id')), `Build ${requiredString(input, 'id')}`);
        engine.stop(build.id);
        return { build };
      },
    },
  };
}

/**
 * With its reports, when that is asked for; without it a group with reports is kept. One that is gone already is no error.
 *
 * @see https://docs.aws.amazon.com/codebuild/latest/APIReference/API_DeleteReportGroup.html
 */
function deleteReportGroup({ reports }: BuildEngine, arn: string, deleteReports: boolean): void {
  if (!deleteReports && reports.reports().some(({ reportGroupArn }) => reportGroupArn === arn)) {
    throw new AwsError('InvalidInputException', `the report group ${arn} has reports: delete them first, or set deleteReports`);
  }
  reports.removeGroup(arn);
}

function startBuild(engine: BuildEngine, input: JsonObject): unknown {
  const project = existing(engine, requiredString(input, 'projectName'));
  const sources = overriddenSources(project, input);
  const { record } = engine.start({
    project,
    initiator: 'sandbox',
    sources,
    variables: (input.environmentVariablesOverride ?? []) as BuildVariable[],
    ...(typeof input.buildspecOverride === 'string' ? { buildspecOverride: input.buildspecOverride } : {}),
    outputs: [],
    signal: new AbortController().signal,
  });
  return record;
}

/**
 * What a build without a pipeline works on: nothing, or what `sourceTypeOverride: S3` names.
 *
 * @see https://docs.aws.amazon.com/codebuild/latest/APIReference/API_StartBuild.html
 */
function overriddenSources(project: ProjectRecord, input: JsonObject): BuildSource[] {
  const type = optionalString(input, 'sourceTypeOverride') ?? project.source.type;
  if (type === 'NO_SOURCE') {
    return [];
  }
  if (type !== 'S3') {
    const fix = 'start its pipeline, or override the source';
    const message = `the sandbox starts a build by itself without source or with one in S3, '${project.name}' has ${type}; ${fix}`;
    throw new AwsError('SandboxNotImplemented', message);
  }
  const secondary = (input.secondarySourcesOverride ?? []) as { sourceIdentifier: string; location: string }[];
  return [
    { name: 'source', primary: true, location: objectLocation('source', requiredString(input, 'sourceLocationOverride')) },
    ...secondary.map(({ sourceIdentifier: name, location }) => ({ name, primary: false, location: objectLocation(name, location) })),
  ];
}

/** `BUCKET/KEY`, or the same as an ARN. */
function objectLocation(name: string, location: string): BuildSource['location'] {
  const [bucket, ...key] = location.replace(/^arn:[^:]*:s3:::/, '').split('/');
  return { name, bucket, key: key.join('/') };
}

function existing(engine: BuildEngine, name: string): ProjectRecord {
  return known(engine.project(name), `Project ${name}`);
}

function known<T>(item: T | undefined, what: string): T {
  if (item === undefined) {
    throw new AwsError('ResourceNotFoundException', `${what} cannot be found`);
  }
  return item;
}

/** What a batch operation is asked for: from 1 to 100 of them. */
function identifiers(input: JsonObject, name: string): string[] {
  const given = stringList(input, name);
  if (given.length === 0 || given.length > 100) {
    throw new AwsError('InvalidInputException', `'${name}' must have from 1 to 100 entries, got ${given.length}`);
  }
  return given;
}

function buildsOf(engine: BuildEngine, project: ProjectRecord): string[] {
  return engine.allBuilds().filter((build) => build.projectName === project.name).map(({ id }) => id);
}

/** Newest first unless asked otherwise. */
function ordered(ids: string[], input: JsonObject): string[] {
  return input.sortOrder === 'ASCENDING' ? ids : [...ids].reverse();
}

function found(name: string, missingName: string, ids: string[], items: unknown[]): JsonObject {
  return { [name]: items.filter((item) => item !== undefined), [missingName]: ids.filter((_, index) => items[index] === undefined) };
}

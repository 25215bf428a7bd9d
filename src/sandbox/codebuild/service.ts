import { AwsError, JsonObject, requiredString, SandboxService, stringList } from '../aws-json';
import { BuildEngine } from './build-engine';
import { BuildVariable, ProjectRecord } from './model';

/** The CodeBuild API, as far as the sandbox has it. */
export function codeBuildService(engine: BuildEngine): SandboxService {
  return {
    name: 'codebuild',
    targetPrefix: 'CodeBuild_20161006',
    operations: {
      BatchGetBuilds: async (input) => {
        const ids = stringList(input, 'ids');
        return found('builds', 'buildsNotFound', ids, ids.map((id) => engine.build(id)));
      },
      BatchGetProjects: async (input) => {
        const names = stringList(input, 'names');
        return found('projects', 'projectsNotFound', names, names.map((name) => engine.project(name)));
      },
      BatchGetReportGroups: async (input) => {
        const arns = stringList(input, 'reportGroupArns');
        return found('reportGroups', 'reportGroupsNotFound', arns, arns.map((arn) => engine.reports.groups().find((group) => group.arn === arn)));
      },
      BatchGetReports: async (input) => {
        const arns = stringList(input, 'reportArns');
        const reports = arns.map((arn) => engine.reports.reports().find((report) => report.arn === arn));
        return found('reports', 'reportsNotFound', arns, reports.map((report) => report && { ...report, testCases: undefined }));
      },
      DescribeTestCases: async (input) => {
        const arn = requiredString(input, 'reportArn');
        const report = engine.reports.reports().find((candidate) => candidate.arn === arn);
        return { testCases: (report?.testCases ?? []).map((test) => ({ ...test, reportArn: arn })) };
      },
      ListBuilds: async (input) => ({ ids: ordered(engine.allBuilds().map(({ id }) => id), input) }),
      ListBuildsForProject: async (input) => ({ ids: ordered(buildsOf(engine, existing(engine, requiredString(input, 'projectName'))), input) }),
      ListProjects: async () => ({ projects: engine.projects().map(({ name }) => name).sort() }),
      ListReportGroups: async () => ({ reportGroups: engine.reports.groups().map(({ arn }) => arn) }),
      ListReports: async () => ({ reports: engine.reports.reports().map(({ arn }) => arn).reverse() }),
      ListReportsForReportGroup: async (input) => {
        const group = requiredString(input, 'reportGroupArn');
        return { reports: engine.reports.reports().filter((report) => report.reportGroupArn === group).map(({ arn }) => arn).reverse() };
      },
      StartBuild: async (input) => ({ build: startBuild(engine, input) }),
      StopBuild: async (input) => {
        engine.stop(requiredString(input, 'id'));
        return { build: engine.build(requiredString(input, 'id')) };
      },
    },
  };
}

function startBuild(engine: BuildEngine, input: JsonObject): unknown {
  const project = existing(engine, requiredString(input, 'projectName'));
  if (project.source.type !== 'NO_SOURCE') {
    const message = `the sandbox starts only projects without source by themselves, '${project.name}' has ${project.source.type}; start its pipeline`;
    throw new AwsError('InvalidInputException', message);
  }
  const { record } = engine.start({
    project,
    initiator: 'sandbox',
    sources: [],
    variables: (input.environmentVariablesOverride ?? []) as BuildVariable[],
    ...(typeof input.buildspecOverride === 'string' ? { buildspecOverride: input.buildspecOverride } : {}),
    outputs: [],
    signal: new AbortController().signal,
  });
  return record;
}

function existing(engine: BuildEngine, name: string): ProjectRecord {
  const project = engine.project(name);
  if (!project) {
    throw new AwsError('ResourceNotFoundException', `Project cannot be found: ${name}`);
  }
  return project;
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

import { AwsApi } from './aws-api';

/** CodePipeline's and CodeBuild's answers, as far as they are read here; times are seconds since 1970. */
export interface ActionDeclaration {
  readonly name: string;
  readonly actionTypeId: { readonly category: string; readonly provider: string };
  readonly configuration?: Readonly<Record<string, string>>;
  readonly inputArtifacts?: ReadonlyArray<{ readonly name: string }>;
  readonly outputArtifacts?: ReadonlyArray<{ readonly name: string }>;
  readonly namespace?: string;
}

export interface PipelineDeclaration {
  readonly name: string;
  readonly artifactStore?: { readonly location: string };
  readonly stages: ReadonlyArray<{ readonly name: string; readonly actions: readonly ActionDeclaration[] }>;
}

export interface ExecutionSummary {
  readonly pipelineExecutionId: string;
  readonly status: string;
  readonly statusSummary?: string;
  readonly startTime: number;
  readonly lastUpdateTime: number;
  readonly sourceRevisions?: ReadonlyArray<{ readonly revisionId?: string; readonly revisionSummary?: string }>;
  readonly trigger?: { readonly triggerType?: string };
}

export interface ActionExecution {
  readonly pipelineExecutionId: string;
  readonly stageName: string;
  readonly actionName: string;
  readonly startTime: number;
  readonly lastUpdateTime: number;
  readonly status: string;
  readonly output?: {
    readonly outputArtifacts?: ReadonlyArray<{ readonly name: string; readonly s3location?: { readonly bucket: string; readonly key: string } }>;
    readonly executionResult?: {
      readonly externalExecutionId?: string;
      readonly externalExecutionSummary?: string;
      readonly errorDetails?: { readonly code?: string; readonly message?: string };
    };
    readonly outputVariables?: Readonly<Record<string, string>>;
  };
}

export interface Build {
  readonly id: string;
  readonly buildStatus: string;
  readonly buildComplete: boolean;
  readonly currentPhase?: string;
  readonly startTime: number;
  readonly endTime?: number;
  readonly logs?: { readonly groupName?: string; readonly streamName?: string };
}

/** Names of all pipelines. */
export async function listPipelines(api: AwsApi): Promise<string[]> {
  const pages = await allPages<{ pipelines: Array<{ name: string }> }>((nextToken) => api.call('codepipeline', 'ListPipelines', { nextToken }));
  return pages.flatMap(({ pipelines }) => pipelines.map(({ name }) => name)).sort();
}

export async function readPipeline(api: AwsApi, name: string): Promise<PipelineDeclaration> {
  return (await api.call<{ pipeline: PipelineDeclaration }>('codepipeline', 'GetPipeline', { name })).pipeline;
}

/** Newest first; as many as one answer holds. */
export async function listExecutions(api: AwsApi, pipelineName: string, maxResults = 100): Promise<ExecutionSummary[]> {
  return (await api.call<{ pipelineExecutionSummaries: ExecutionSummary[] }>('codepipeline', 'ListPipelineExecutions', { pipelineName, maxResults })).pipelineExecutionSummaries;
}

/** The latest run of each action of an execution. */
export async function listActions(api: AwsApi, pipelineName: string, pipelineExecutionId: string): Promise<ActionExecution[]> {
  const pages = await allPages<{ actionExecutionDetails: ActionExecution[] }>((nextToken) =>
    api.call('codepipeline', 'ListActionExecutions', { pipelineName, filter: { pipelineExecutionId }, nextToken }));
  const byTime = pages.flatMap(({ actionExecutionDetails }) => actionExecutionDetails).sort((a, b) => a.startTime - b.startTime);
  return [...new Map(byTime.map((action) => [`${action.stageName}/${action.actionName}`, action])).values()];
}

export async function readBuilds(api: AwsApi, ids: string[]): Promise<Build[]> {
  return ids.length === 0 ? [] : (await api.call<{ builds: Build[] }>('codebuild', 'BatchGetBuilds', { ids })).builds;
}

/** The plain environment variables of a project. */
export async function projectVariables(api: AwsApi, name: string): Promise<Readonly<Record<string, string>>> {
  interface Project { readonly environment?: { readonly environmentVariables?: Array<{ name: string; value: string }> } }
  const { projects } = await api.call<{ projects: Project[] }>('codebuild', 'BatchGetProjects', { names: [name] });
  return Object.fromEntries((projects[0]?.environment?.environmentVariables ?? []).map((variable) => [variable.name, variable.value]));
}

/** Asks until an answer has no token for the next page. */
export async function allPages<T extends object>(ask: (nextToken?: string) => Promise<T>): Promise<T[]> {
  const pages: T[] = [];
  let token: string | undefined;
  do {
    const page: T & { nextToken?: string } = await ask(token);
    pages.push(page);
    token = page.nextToken;
  } while (token !== undefined);
  return pages;
}

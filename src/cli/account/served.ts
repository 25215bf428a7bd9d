import { AwsApi, AwsRefusal } from './aws-api';
import { PipelineDeclaration, projectVariables } from './pipelines';

/** What the service of a pipeline runs. */
export interface Served {
  readonly cluster: string;
  readonly service: string;
  /** Absent where the service has no known address. */
  readonly url?: string;
  readonly desiredCount: number;
  readonly runningCount: number;
  /** Of all running tasks, each once. */
  readonly digests: string[];
  /** The commit by whose tag the image is found, when all tasks run the same one. */
  readonly commit?: string;
}

interface Service { readonly desiredCount: number; readonly runningCount: number }
interface Task { readonly lastStatus?: string; readonly containers?: Array<{ readonly imageDigest?: string }> }

/** Reads what the Deploy action's project deploys to; undefined for a pipeline that has none of ours. */
export async function readServed(api: AwsApi, pipeline: PipelineDeclaration): Promise<Served | undefined> {
  const variables = await deployVariables(api, pipeline);
  const { CLUSTER_NAME: cluster, SERVICE_NAME: service, REPOSITORY_NAME: repository, SMOKE_URL: url } = variables ?? {};
  if (!cluster || !service) return undefined;
  const { services } = await api.call<{ services: Service[] }>('ecs', 'DescribeServices', { cluster, services: [service] });
  if (services.length === 0) return undefined;
  const digests = await runningDigests(api, cluster, service);
  const commit = await commitOf(api, repository, digests);
  const { desiredCount, runningCount } = services[0];
  return { cluster, service, ...(url ? { url } : {}), desiredCount, runningCount, digests, ...(commit ? { commit } : {}) };
}

async function deployVariables(api: AwsApi, { stages }: PipelineDeclaration): Promise<Readonly<Record<string, string>> | undefined> {
  const action = stages.find(({ name }) => name === 'Deploy')?.actions.find(({ actionTypeId }) => actionTypeId.provider === 'CodeBuild');
  const project = action?.configuration?.ProjectName;
  return project ? projectVariables(api, project) : undefined;
}

async function runningDigests(api: AwsApi, cluster: string, service: string): Promise<string[]> {
  const { taskArns } = await api.call<{ taskArns: string[] }>('ecs', 'ListTasks', { cluster, serviceName: service, desiredStatus: 'RUNNING' });
  if (taskArns.length === 0) return [];
  const { tasks } = await api.call<{ tasks: Task[] }>('ecs', 'DescribeTasks', { cluster, tasks: taskArns });
  const running = tasks.filter(({ lastStatus }) => lastStatus === 'RUNNING');
  return [...new Set(running.flatMap(({ containers = [] }) => containers.flatMap(({ imageDigest }) => imageDigest ?? [])))];
}

/** Images are tagged with their commit. */
async function commitOf(api: AwsApi, repositoryName: string | undefined, [imageDigest, ...others]: string[]): Promise<string | undefined> {
  if (!repositoryName || !imageDigest || others.length > 0) return undefined;
  try {
    const { imageDetails } = await api.call<{ imageDetails: Array<{ imageTags?: string[] }> }>('ecr', 'DescribeImages', { repositoryName, imageIds: [{ imageDigest }] });
    return imageDetails.flatMap(({ imageTags = [] }) => imageTags).find((tag) => /^[0-9a-f]{40}$/.test(tag));
  } catch (error) {
    // An image that its repository has no more: the lifecycle rules took it, or it came from elsewhere.
    if (error instanceof AwsRefusal && /ImageNotFound|RepositoryNotFound/.test(error.code)) return undefined;
    throw error;
  }
}

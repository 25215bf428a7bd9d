import { Aws } from './aws';

/** The digest of one execution, as each station saw it. */
export interface Digests {
  readonly built?: string;
  readonly scanned?: string;
  readonly deployed?: string;
  readonly running: string[];
}

interface ActionDetail {
  readonly actionName: string;
  readonly input?: { readonly resolvedConfiguration?: { readonly EnvironmentVariables?: string } };
  readonly output?: { readonly outputVariables?: { readonly IMAGE_DIGEST?: string } };
}

/** Reads the digests from CodePipeline's and ECS's own APIs. */
export async function readDigests(aws: Aws, pipelineName: string, executionId: string, cluster: string, service: string): Promise<Digests> {
  const { actionExecutionDetails: actions } = await aws.call<{ actionExecutionDetails: ActionDetail[] }>(
    'codepipeline', 'list-action-executions', '--pipeline-name', pipelineName, '--filter', `pipelineExecutionId=${executionId}`,
  );
  const action = (name: string) => actions.find(({ actionName }) => actionName === name);
  return {
    built: action('DockerBuild')?.output?.outputVariables?.IMAGE_DIGEST,
    scanned: digestGivenTo(action('ScanGate')),
    deployed: digestGivenTo(action('DeployService')),
    running: await runningDigests(aws, cluster, service),
  };
}

/** Whether all stations saw one and the same digest. */
export function agree({ built, scanned, deployed, running }: Digests): boolean {
  return built !== undefined && running.length > 0 && [scanned, deployed, ...running].every((digest) => digest === built);
}

function digestGivenTo(action?: ActionDetail): string | undefined {
  const variables = JSON.parse(action?.input?.resolvedConfiguration?.EnvironmentVariables ?? '[]') as Array<{ name: string; value: string }>;
  return variables.find(({ name }) => name === 'IMAGE_DIGEST')?.value;
}

async function runningDigests(aws: Aws, cluster: string, service: string): Promise<string[]> {
  const { taskArns } = await aws.call<{ taskArns: string[] }>('ecs', 'list-tasks', '--cluster', cluster, '--service-name', service);
  if (taskArns.length === 0) return [];
  const { tasks } = await aws.call<{ tasks: Array<{ containers: Array<{ imageDigest: string }> }> }>('ecs', 'describe-tasks', '--cluster', cluster, '--tasks', ...taskArns);
  return tasks.flatMap(({ containers }) => containers.map(({ imageDigest }) => imageDigest));
}

import { DeploymentFailed } from './deployment-failed';
import { Service, ServiceDeployment, ServiceDeploymentBrief, Task } from './ecs-model';
import { RevisionInput, Tag, TaskDefinition } from './task-definition';
import { Aws } from '../ports/aws';

const TASKS_PER_CALL = 100;

interface Page { readonly nextToken?: string }

/** One ECS service: the API calls of the deployer, each bound to cluster and service. */
export class EcsService {
  constructor(private readonly aws: Aws, private readonly cluster: string, private readonly service: string) {}

  public async describe(): Promise<Service> {
    const answer = await this.ecs<{ services?: Service[] }>('DescribeServices', { cluster: this.cluster, services: [this.service] });
    const found = answer.services?.find(({ status }) => status === 'ACTIVE');
    if (!found) {
      throw new DeploymentFailed(`cluster ${this.cluster} has no active service ${this.service}`, 'deploy the infrastructure first, or correct CLUSTER_NAME and SERVICE_NAME');
    }
    return found;
  }

  public async describeRevision(arn: string): Promise<{ definition: TaskDefinition; tags: readonly Tag[] }> {
    const answer = await this.ecs<{ taskDefinition: TaskDefinition; tags?: Tag[] }>('DescribeTaskDefinition', { taskDefinition: arn, include: ['TAGS'] });
    return { definition: answer.taskDefinition, tags: answer.tags ?? [] };
  }

  /** Returns the ARN of the new revision. */
  public async register(input: RevisionInput): Promise<string> {
    const answer = await this.ecs<{ taskDefinition: { taskDefinitionArn: string } }>('RegisterTaskDefinition', input);
    return answer.taskDefinition.taskDefinitionArn;
  }

  public async deregister(arn: string): Promise<void> {
    await this.ecs('DeregisterTaskDefinition', { taskDefinition: arn });
  }

  public async update(change: { taskDefinition?: string; desiredCount?: number }): Promise<void> {
    await this.ecs('UpdateService', { cluster: this.cluster, service: this.service, ...change });
  }

  /** Service deployments created after a time, all pages. */
  public async deploymentsSince(time: number): Promise<ServiceDeploymentBrief[]> {
    const input = { cluster: this.cluster, service: this.service, createdAt: { after: new Date(time).toISOString() } };
    return this.pages<{ serviceDeployments?: ServiceDeploymentBrief[] }, ServiceDeploymentBrief>(
      'ListServiceDeployments', input, (page) => page.serviceDeployments);
  }

  public async describeDeployment(arn: string): Promise<ServiceDeployment> {
    const answer = await this.ecs<{ serviceDeployments?: ServiceDeployment[] }>('DescribeServiceDeployments', { serviceDeploymentArns: [arn] });
    const found = answer.serviceDeployments?.[0];
    if (!found) { throw new Error(`ECS does not know the service deployment ${arn}`); }
    return found;
  }

  public async rollBackDeployment(arn: string): Promise<void> {
    await this.ecs('StopServiceDeployment', { serviceDeploymentArn: arn, stopType: 'ROLLBACK' });
  }

  /** The service's tasks of one revision that ECS keeps running, or has stopped lately (about an hour). */
  public async tasksOf(revision: string, desiredStatus: 'RUNNING' | 'STOPPED'): Promise<Task[]> {
    const input = { cluster: this.cluster, serviceName: this.service, desiredStatus };
    const arns = await this.pages<{ taskArns?: string[] }, string>('ListTasks', input, (page) => page.taskArns);
    const tasks: Task[] = [];
    for (let start = 0; start < arns.length; start += TASKS_PER_CALL) {
      const answer = await this.ecs<{ tasks?: Task[] }>('DescribeTasks', { cluster: this.cluster, tasks: arns.slice(start, start + TASKS_PER_CALL) });
      tasks.push(...(answer.tasks ?? []));
    }
    return tasks.filter(({ taskDefinitionArn }) => taskDefinitionArn === revision);
  }

  private async pages<Answer, Item>(operation: string, input: object, items: (page: Answer) => Item[] | undefined): Promise<Item[]> {
    const all: Item[] = [];
    let nextToken: string | undefined;
    do {
      const page: Answer & Page = await this.ecs<Answer & Page>(operation, { ...input, ...(nextToken ? { nextToken } : {}) });
      all.push(...(items(page) ?? []));
      nextToken = page.nextToken;
    } while (nextToken);
    return all;
  }

  private ecs<Output>(operation: string, input: object): Promise<Output> {
    return this.aws.call<Output>('ecs', operation, input);
  }
}

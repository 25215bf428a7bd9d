import { FakeAws } from './fake-aws';
import { FakeClock } from './fake-clock';
import { FakeLog } from './fake-log';
import { DeploySettings } from '../../../src/runtime/deploy/deploy-settings';
import { runDeploy } from '../../../src/runtime/deploy/deployer';
import { Task } from '../../../src/runtime/deploy/ecs-model';
import { HttpAnswer } from '../../../src/runtime/ports/http';

export const NEW_DIGEST = `sha256:${'11'.repeat(32)}`;
export const OLD_DIGEST = `sha256:${'22'.repeat(32)}`;
const ARN = 'arn:aws:ecs:eu-west-1:123456789012';
export const OLD_REVISION = `${ARN}:task-definition/orders:7`;
export const NEW_REVISION = `${ARN}:task-definition/orders:8`;
export const REPOSITORY_URI = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/orders';
export const deploymentArn = (number: number) => `${ARN}:service-deployment/cluster/service/${number}`;

export const deploySettings = (given: Partial<DeploySettings> = {}): DeploySettings => ({
  clusterName: 'cluster',
  serviceName: 'service',
  imageDefinitionsFile: 'imagedefinitions.json',
  imageDigest: NEW_DIGEST,
  repositoryName: 'orders',
  desiredCount: 2,
  deploymentTimeoutSeconds: 300,
  rollbackTimeoutSeconds: 60,
  maxStoppedTasks: 3,
  ...given,
});

export const aTask = (given: Partial<Task> = {}): Task => ({ taskArn: `${ARN}:task/cluster/t1`, taskDefinitionArn: NEW_REVISION, lastStatus: 'RUNNING', ...given });

export const aStoppedTask = (given: Partial<Task> = {}): Task => aTask({
  lastStatus: 'STOPPED',
  stopCode: 'EssentialContainerExited',
  stoppedReason: 'Essential container in task exited',
  stoppedAt: 10,
  containers: [{ name: 'app', exitCode: 1 }],
  ...given,
});

type Service = Record<string, unknown> & { taskDefinition: string; desiredCount: number };

/** A cluster with one service, whose service deployments go through scripted statuses, one for each look. */
export class FakeCluster {
  public readonly aws = new FakeAws();
  public readonly clock = new FakeClock();
  public readonly log = new FakeLog();
  public service: Service = { serviceArn: `${ARN}:service/cluster/service`, status: 'ACTIVE', taskDefinition: OLD_REVISION, desiredCount: 2 };
  public readonly definition: Record<string, unknown> = {
    taskDefinitionArn: OLD_REVISION,
    family: 'orders',
    containerDefinitions: [{
      name: 'app',
      image: `${REPOSITORY_URI}@${OLD_DIGEST}`,
      logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': '/cicd/s/service', 'awslogs-stream-prefix': 'orders' } },
    }],
  };
  /** Statuses of the deployments that updates start: the first list for the first update with a task definition. */
  public scripts: string[][] = [['IN_PROGRESS', 'SUCCESSFUL'], ['IN_PROGRESS', 'SUCCESSFUL']];
  public readonly deployments: Array<{ serviceDeploymentArn: string; status: string; createdAt: number; statuses: string[]; extra?: object }> = [];
  public stopped: Task[] = [];
  /** Digest that the running containers report, by revision. */
  public runningDigest: Record<string, string | undefined> = { [OLD_REVISION]: OLD_DIGEST, [NEW_REVISION]: NEW_DIGEST };
  /** How many tasks run instead of the desired count: always, or at the next looks. */
  public runningCount?: number;
  public readonly nextRunningCounts: number[] = [];
  public answers: HttpAnswer[] = [{ kind: 'answer', status: 200, body: 'fine' }];
  public readonly requests: Array<{ url: string; timeoutSeconds: number }> = [];
  public tags: Record<string, string> = { live: OLD_DIGEST };
  public manifests: Record<string, string> = { [OLD_DIGEST]: '{"old":1}', [NEW_DIGEST]: '{"new":1}' };
  public imageDefinitions = JSON.stringify([{ name: 'app', imageUri: `${REPOSITORY_URI}@${NEW_DIGEST}` }]);

  constructor() {
    this.aws
      .reply('ecs:DescribeServices', () => ({ services: [{ ...this.service }] }))
      .reply('ecs:DescribeTaskDefinition', () => ({ taskDefinition: this.definition, tags: [{ key: 'Team', value: 'a' }] }))
      .reply('ecs:RegisterTaskDefinition', () => ({ taskDefinition: { taskDefinitionArn: NEW_REVISION } }))
      .reply('ecs:DeregisterTaskDefinition', {})
      .reply('ecs:UpdateService', (input) => this.update(input))
      .reply('ecs:ListServiceDeployments', () => ({ serviceDeployments: [...this.deployments].reverse() }))
      .reply('ecs:DescribeServiceDeployments', (input) => ({ serviceDeployments: [this.look((input.serviceDeploymentArns as string[])[0])] }))
      .reply('ecs:StopServiceDeployment', {})
      .reply('ecs:ListTasks', (input) => ({ taskArns: input.desiredStatus === 'STOPPED' ? this.stopped.map((_, index) => `stopped/${index}`) : this.runningArns() }))
      .reply('ecs:DescribeTasks', (input) => ({ tasks: (input.tasks as string[]).map((arn) => this.task(arn)) }))
      .reply('logs:GetLogEvents', { events: [{ message: 'Error: no database\n' }] })
      .reply('ecr:BatchGetImage', (input) => this.image((input.imageIds as Array<{ imageTag?: string; imageDigest?: string }>)[0]))
      .reply('ecr:PutImage', (input) => { this.tags[String(input.imageTag)] = String(input.imageDigest); return {}; });
  }

  public async deploy(given: Partial<DeploySettings> = {}): Promise<number> {
    const http = {
      get: (url: string, timeoutSeconds: number) => {
        this.requests.push({ url, timeoutSeconds });
        return Promise.resolve(this.answers.length > 1 ? this.answers.shift()! : this.answers[0]);
      },
    };
    return runDeploy(deploySettings(given), { aws: this.aws, clock: this.clock, log: this.log, http, readFile: () => this.imageDefinitions });
  }

  /** The last text of the log: the final line or the failure block. */
  public get ending(): string {
    return this.log.texts[this.log.texts.length - 1];
  }

  private update(input: Record<string, unknown>): object {
    if (typeof input.desiredCount === 'number') { this.service.desiredCount = input.desiredCount; }
    if (typeof input.taskDefinition === 'string') {
      const statuses = this.scripts.shift() ?? ['SUCCESSFUL'];
      this.service.taskDefinition = input.taskDefinition;
      const serviceDeploymentArn = deploymentArn(this.deployments.length + 1);
      this.deployments.push({ serviceDeploymentArn, status: 'PENDING', createdAt: this.clock.now() / 1000, statuses });
    }
    return {};
  }

  private look(arn: string): object | undefined {
    const deployment = this.deployments.find(({ serviceDeploymentArn }) => serviceDeploymentArn === arn);
    if (!deployment) { return undefined; }
    const { statuses } = deployment;
    deployment.status = statuses.length > 1 ? statuses.shift()! : statuses[0];
    if (deployment.status === 'ROLLBACK_SUCCESSFUL') { this.service.taskDefinition = OLD_REVISION; }
    const { status, extra } = deployment;
    return { serviceDeploymentArn: arn, status, targetServiceRevision: { requestedTaskCount: 2, runningTaskCount: 1 }, ...extra };
  }

  private runningArns(): string[] {
    return Array.from({ length: this.nextRunningCounts.shift() ?? this.runningCount ?? this.service.desiredCount }, (_, index) => `running/${index}`);
  }

  private task(arn: string): Task {
    if (arn.startsWith('stopped/')) { return this.stopped[Number(arn.split('/')[1])]; }
    const { taskDefinition } = this.service;
    const containers = [{ name: 'app', imageDigest: this.runningDigest[taskDefinition] }, { name: 'sidecar', imageDigest: 'sha256:other' }];
    return aTask({ taskArn: arn, taskDefinitionArn: taskDefinition, containers });
  }

  private image({ imageTag, imageDigest }: { imageTag?: string; imageDigest?: string }): object {
    const digest = imageDigest ?? this.tags[imageTag!];
    const imageManifest = digest && this.manifests[digest];
    if (!imageManifest) { return { images: [], failures: [{ failureCode: 'ImageNotFound' }] }; }
    return { images: [{ imageId: { imageDigest: digest, imageTag }, imageManifest, imageManifestMediaType: 'media/type' }], failures: [] };
  }
}

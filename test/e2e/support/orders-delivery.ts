import * as fs from 'node:fs';
import * as path from 'node:path';
import { CdkApp, Stack } from './cdk-app';
import { ROOT, sharedSandbox, tell } from './shared-sandbox';
import { Application } from '../../../src/cli/demo/application';
import { Aws } from '../../../src/cli/demo/aws';
import { Break } from '../../../src/cli/demo/breaks';
import { Digests, readDigests } from '../../../src/cli/demo/digests';
import { servedCommit } from '../../../src/cli/demo/service-client';
import { ExecutionProgress, followExecution, Sandbox } from '../../../src/sandbox';

const EXAMPLE = path.join(ROOT, 'examples', 'orders-service');

/** An execution that has ended, and all that the terminal showed of it. */
export interface Followed extends ExecutionProgress {
  readonly commit: string;
  readonly shown: string;
}

/** How ECS stands. */
export interface Running {
  readonly desiredCount: number;
  readonly digests: string[];
  readonly taskArns: string[];
  readonly taskDefinition: string;
}

interface EcsDeployment {
  readonly rolloutState: string;
}

interface EcsService {
  readonly desiredCount: number;
  readonly runningCount: number;
  readonly taskDefinition: string;
  readonly deployments: EcsDeployment[];
}

/** The orders service on its way through one deployed stack. */
export class OrdersDelivery {
  static async create(name: string, app: CdkApp, repository: string): Promise<OrdersDelivery> {
    const sandbox = sharedSandbox();
    return new OrdersDelivery(name, sandbox, app, await Application.create(EXAMPLE, sandbox, repository));
  }

  readonly aws: Aws;
  private readonly say: (line: string) => void;

  private constructor(name: string, readonly sandbox: Sandbox, readonly app: CdkApp, readonly application: Application) {
    this.aws = new Aws(sandbox);
    this.say = tell(name);
  }

  get stack(): Stack {
    return this.app.stack;
  }

  /** Pushes the example as it is, but for its version. */
  push(version: string): Promise<string> {
    this.restore();
    this.application.setVersion(version);
    return this.application.push(`version ${version}`);
  }

  /** Pushes the example with one of the demo's breaks in it. */
  pushBroken(broken: Break): Promise<string> {
    this.restore();
    this.application.apply(broken);
    return this.application.push(broken.says);
  }

  /** Follows the execution of a commit, or the given one, to its end. */
  async follow(commit: string, executionId?: string): Promise<Followed> {
    const lines: string[] = [];
    const write = (line: string) => { lines.push(line); this.say(line); };
    const { frontUrl } = this.sandbox;
    const progress = await followExecution({ frontUrl, pipelineName: this.stack.pipelineName, executionId, commit, write });
    return { ...progress, commit, shown: lines.join('\n') };
  }

  served(): Promise<string | undefined> {
    return servedCommit(this.sandbox, this.stack.serviceUrl);
  }

  digests({ executionId }: ExecutionProgress): Promise<Digests> {
    const { pipelineName, cluster, service } = this.stack;
    return readDigests(this.aws, pipelineName, executionId, cluster, service);
  }

  /** The digest that the Build stage of the latest execution has made; waits for it. */
  async builtDigest(commit: string): Promise<string> {
    return until('a digest of the Build stage', async () => {
      const { images } = await this.aws.call<{ images: Array<{ imageId: { imageDigest: string } }> }>(
        'ecr', 'batch-get-image', '--repository-name', this.stack.pipelineName.replace('pipeline', 'repository'), '--image-ids', `imageTag=${commit}`,
      );
      return images[0]?.imageId.imageDigest;
    });
  }

  /** The digest that a tag of the repository names. */
  async taggedDigest(tag: string): Promise<string> {
    return this.builtDigest(tag);
  }

  /** The service once nothing rolls any more. */
  async running(): Promise<Running> {
    const { cluster, service } = this.stack;
    const steady = await until('a steady service', async () => {
      const { services: [found] } = await this.aws.call<{ services: EcsService[] }>('ecs', 'describe-services', '--cluster', cluster, '--services', service);
      const { deployments, runningCount, desiredCount } = found;
      return deployments.length === 1 && deployments[0].rolloutState === 'COMPLETED' && runningCount === desiredCount ? found : undefined;
    });
    const { taskArns } = await this.aws.call<{ taskArns: string[] }>('ecs', 'list-tasks', '--cluster', cluster, '--service-name', service);
    const { tasks } = await this.aws.call<{ tasks: Array<{ containers: Array<{ imageDigest: string }> }> }>(
      'ecs', 'describe-tasks', '--cluster', cluster, '--tasks', ...taskArns,
    );
    return {
      desiredCount: steady.desiredCount,
      taskDefinition: steady.taskDefinition,
      taskArns: [...taskArns].sort(),
      digests: tasks.flatMap(({ containers }) => containers.map(({ imageDigest }) => imageDigest)),
    };
  }

  /** Scales the service by hand, and waits. */
  async scale(desiredCount: number): Promise<void> {
    await this.changeService('--desired-count', `${desiredCount}`);
  }

  /** How far a deployment may go below and above the wanted number of tasks, in percent. */
  async setDeploymentLimits(minimumHealthyPercent: number, maximumPercent: number): Promise<void> {
    await this.changeService('--deployment-configuration', `minimumHealthyPercent=${minimumHealthyPercent},maximumPercent=${maximumPercent}`);
  }

  /** Replaces every task by one of the same image. */
  async replaceTasks(): Promise<void> {
    await this.changeService('--force-new-deployment');
  }

  private async changeService(...change: string[]): Promise<void> {
    const { cluster, service } = this.stack;
    await this.aws.call('ecs', 'update-service', '--cluster', cluster, '--service', service, ...change);
    await this.running();
  }

  /** The whole log of an action's build. */
  async buildLog(execution: ExecutionProgress, stage: string): Promise<string> {
    const buildId = execution.stages.find(({ name }) => name === stage)?.actions[0].buildId;
    const { builds: [build] } = await this.aws.call<{ builds: Array<{ logs: { groupName: string; streamName: string } }> }>('codebuild', 'batch-get-builds', '--ids', String(buildId));
    const { events } = await this.aws.call<{ events: Array<{ message: string }> }>(
      'logs', 'get-log-events', '--log-group-name', build.logs.groupName, '--log-stream-name', build.logs.streamName, '--start-from-head',
    );
    return events.map(({ message }) => message).join('\n');
  }

  private restore(): void {
    fs.cpSync(EXAMPLE, this.application.folder, { recursive: true, filter: (file) => !/\/(node_modules|reports|coverage)$/.test(file) });
  }
}

/** Looks every half second until there is something, for two minutes. */
export async function until<T>(what: string, look: () => Promise<T | undefined>, seconds = 120): Promise<T> {
  const patience = Date.now() + seconds * 1000;
  while (Date.now() < patience) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error(`${what} did not come within ${seconds} s`);
}

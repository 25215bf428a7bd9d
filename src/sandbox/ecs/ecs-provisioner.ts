import { JsonObject } from '../aws-json';
import { Provisioned, Provisioner, ResourceRequest } from '../provisioner';
import { Clock } from './clock';
import { toApiInput } from './cloudformation-properties';
import { clusterSettings, createCluster } from './clusters';
import { isFinal } from './deployment-life';
import { lastPart } from './ecs-store';
import { ServiceDeploymentRecord, ServiceRecord } from './model';
import { createService, deleteService, ServicesContext, updateService } from './services';
import { registerTaskDefinition } from './task-definitions';

const POLL_MS = 200;

/** What provisioning stands on. */
export interface EcsProvisionerOptions {
  readonly services: ServicesContext;
  readonly clock: Clock;
  /** How long a service may take to become steady before the stack operation fails. */
  readonly stabilizationTimeoutMs: number;
  /** Tells where the last stopped task of the service ended, for the error of the stack. */
  lastFailure(service: ServiceRecord): string;
}

/** Clusters by CloudFormation. */
export class ClusterProvisioner implements Provisioner {
  readonly resourceTypes = ['AWS::ECS::Cluster'];

  constructor(private readonly context: ServicesContext) {}

  async create(request: ResourceRequest): Promise<Provisioned> {
    const input = toApiInput(request.properties);
    const cluster = createCluster(this.context.store, this.context.place, { ...input, clusterName: input.clusterName ?? generatedName(request) });
    return { physicalId: cluster.clusterName, attributes: { Arn: cluster.clusterArn } };
  }

  async update(request: ResourceRequest): Promise<Provisioned> {
    const name = request.properties.ClusterName;
    if (name !== undefined && name !== request.physicalId) {
      return this.create(request);
    }
    const cluster = this.context.store.cluster(request.physicalId);
    Object.assign(cluster, clusterSettings(toApiInput(request.properties)));
    return { physicalId: cluster.clusterName, attributes: { Arn: cluster.clusterArn } };
  }

  async delete(request: ResourceRequest): Promise<void> {
    const cluster = this.context.store.clusters.find((candidate) => candidate.clusterName === request.physicalId);
    if (cluster) {
      cluster.status = 'INACTIVE';
    }
  }
}

/** Task definitions by CloudFormation: each change is a new revision, the one it replaces is deregistered when the stack cleans up. */
export class TaskDefinitionProvisioner implements Provisioner {
  readonly resourceTypes = ['AWS::ECS::TaskDefinition'];

  constructor(private readonly context: ServicesContext) {}

  async create(request: ResourceRequest): Promise<Provisioned> {
    const input = toApiInput(request.properties);
    const family = input.family ?? generatedName(request).replace(/[^A-Za-z0-9_-]/g, '');
    const record = registerTaskDefinition(this.context.store, this.context.place, { ...input, family }, this.context.now());
    return { physicalId: record.taskDefinitionArn, attributes: { TaskDefinitionArn: record.taskDefinitionArn } };
  }

  async update(request: ResourceRequest): Promise<Provisioned> {
    return this.create(request);
  }

  async delete(request: ResourceRequest): Promise<void> {
    const record = this.context.store.taskDefinitions.find((candidate) => candidate.taskDefinitionArn === request.physicalId);
    if (record) {
      record.status = 'INACTIVE';
    }
  }
}

/** Services by CloudFormation: create and update end only when the service is steady, or fail with what ECS says. */
export class ServiceProvisioner implements Provisioner {
  readonly resourceTypes = ['AWS::ECS::Service'];

  constructor(private readonly options: EcsProvisionerOptions) {}

  async create(request: ResourceRequest): Promise<Provisioned> {
    const input = toApiInput(request.properties);
    const service = createService(this.options.services, { ...input, serviceName: input.serviceName ?? generatedName(request) });
    try {
      await this.untilSteady(service, service.serviceDeployments[0]);
    } catch (error) {
      await this.remove(service);
      throw error;
    }
    return provisionedService(service);
  }

  async update(request: ResourceRequest): Promise<Provisioned> {
    const input = toApiInput(request.properties);
    const [, clusterName, serviceName] = String(request.physicalId).split(':').slice(-1)[0].split('/');
    if (lastPart(String(input.cluster ?? 'default')) !== clusterName || (input.serviceName ?? serviceName) !== serviceName) {
      return this.create(request);
    }
    const { store } = this.options.services;
    const before = store.service(store.cluster(clusterName), serviceName).serviceDeployments[0];
    const service = updateService(this.options.services, { ...input, cluster: clusterName, service: serviceName });
    service.tags = (input.tags as ServiceRecord['tags'] | undefined) ?? service.tags;
    await this.untilSteady(service, service.serviceDeployments[0] === before ? undefined : service.serviceDeployments[0]);
    return provisionedService(service);
  }

  async delete(request: ResourceRequest): Promise<void> {
    const service = this.options.services.store.services.find((candidate) => (
      candidate.serviceArn === request.physicalId && candidate.status === 'ACTIVE'));
    if (service) {
      await this.remove(service);
    }
  }

  private async remove(service: ServiceRecord): Promise<void> {
    deleteService(this.options.services, { cluster: service.clusterArn, service: service.serviceArn, force: true });
    await this.waitFor(service, () => service.status === 'INACTIVE');
  }

  /** Waits for the deployment that the change started, if it started one, and for the desired number of tasks. */
  private async untilSteady(service: ServiceRecord, started: ServiceDeploymentRecord | undefined): Promise<void> {
    await this.waitFor(service, () => started === undefined || isFinal(started.status));
    if (started !== undefined && started.status !== 'SUCCESSFUL') {
      throw new Error(stabilizationError(started, this.options.lastFailure(service)));
    }
    await this.waitFor(service, () => service.deployments[0].rolloutState === 'FAILED' || this.isAtDesiredCount(service));
  }

  private async waitFor(service: ServiceRecord, reached: () => boolean): Promise<void> {
    const { clock } = this.options;
    const deadline = clock.now() + this.options.stabilizationTimeoutMs;
    while (!reached()) {
      if (clock.now() > deadline) {
        throw new Error(`Resource timed out waiting for service ${service.serviceName} to become steady. ${this.options.lastFailure(service)}`.trim());
      }
      await clock.sleep(POLL_MS);
    }
  }

  private isAtDesiredCount(service: ServiceRecord): boolean {
    const running = this.options.services.store.tasksOf(service).filter((task) => task.desiredStatus === 'RUNNING');
    return running.length === service.desiredCount && running.every((task) => task.lastStatus === 'RUNNING');
  }
}

function provisionedService(service: ServiceRecord): Provisioned {
  return { physicalId: service.serviceArn, attributes: { Name: service.serviceName, ServiceArn: service.serviceArn } satisfies JsonObject };
}

function stabilizationError(deployment: ServiceDeploymentRecord, lastFailure: string): string {
  const told = `service deployment ${deployment.status}: ${deployment.statusReason ?? 'no reason'}`;
  return `Error occurred during operation 'ECS Deployment Circuit Breaker was triggered' (${told}) ${lastFailure}`.trim();
}

function generatedName(request: ResourceRequest): string {
  return `${request.stackName}-${request.logicalId}`.slice(0, 240);
}

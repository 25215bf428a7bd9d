import { JsonObject } from '../aws-json';

/** A tag as ECS spells it. */
export interface EcsTag {
  readonly key: string;
  readonly value?: string;
}

/** A container's own health check, as the task definition asks for it. */
export interface ContainerHealthCheck {
  /** `['CMD', ...]`, `['CMD-SHELL', line]` or `['NONE']`. */
  readonly command: string[];
  readonly interval?: number;
  readonly timeout?: number;
  readonly retries?: number;
  readonly startPeriod?: number;
}

/** What the sandbox reads of a container definition; everything else is kept and given back untouched. */
export interface ContainerDefinition extends JsonObject {
  readonly name: string;
  readonly image: string;
  readonly essential?: boolean;
  readonly command?: string[];
  readonly entryPoint?: string[];
  readonly environment?: Array<{ readonly name: string; readonly value: string }>;
  readonly secrets?: Array<{ readonly name: string; readonly valueFrom: string }>;
  readonly portMappings?: Array<{ readonly containerPort: number; readonly protocol?: string }>;
  readonly user?: string;
  readonly workingDirectory?: string;
  readonly readonlyRootFilesystem?: boolean;
  readonly stopTimeout?: number;
  readonly healthCheck?: ContainerHealthCheck;
  readonly dockerLabels?: Record<string, string>;
  readonly dependsOn?: Array<{ readonly containerName: string; readonly condition: string }>;
  readonly mountPoints?: Array<{ readonly sourceVolume: string; readonly containerPath: string; readonly readOnly?: boolean }>;
  readonly logConfiguration?: { readonly logDriver: string; readonly options?: Record<string, string> };
}

/** A registered revision of a task definition. */
export interface TaskDefinitionRecord extends JsonObject {
  readonly taskDefinitionArn: string;
  readonly family: string;
  readonly revision: number;
  status: 'ACTIVE' | 'INACTIVE';
  readonly containerDefinitions: ContainerDefinition[];
  readonly executionRoleArn?: string;
  readonly taskRoleArn?: string;
  readonly cpu?: string;
  readonly memory?: string;
}

/** A container of a task. */
export interface ContainerRecord {
  readonly name: string;
  readonly image: string;
  readonly essential: boolean;
  imageDigest?: string;
  /** The engine's id. */
  runtimeId?: string;
  lastStatus: string;
  exitCode?: number;
  reason?: string;
  /** The definition asks for a health check. */
  readonly checked: boolean;
  healthStatus: 'HEALTHY' | 'UNHEALTHY' | 'UNKNOWN';
  /** Milliseconds of the last log line that was handed on, so that a restarted sandbox goes on there. */
  loggedUntil?: number;
}

/** A task; times are seconds since 1970 as in AWS's JSON, except where said. */
export interface TaskRecord {
  readonly taskArn: string;
  readonly id: string;
  readonly clusterArn: string;
  readonly serviceArn: string;
  readonly serviceName: string;
  readonly deploymentId: string;
  readonly taskDefinitionArn: string;
  readonly createdAt: number;
  readonly containers: ContainerRecord[];
  readonly tags: EcsTag[];
  /** Names of the task's own volumes. */
  readonly volumes?: string[];
  desiredStatus: 'RUNNING' | 'STOPPED';
  lastStatus: 'PROVISIONING' | 'PENDING' | 'RUNNING' | 'DEACTIVATING' | 'STOPPING' | 'STOPPED';
  startedAt?: number;
  pullStartedAt?: number;
  pullStoppedAt?: number;
  stoppingAt?: number;
  stoppedAt?: number;
  stopCode?: string;
  stoppedReason?: string;
  /** The container's private address. */
  address?: string;
  /** Where the sandbox itself reaches a container port: container port to port on the loopback address. */
  loopbackPorts?: Record<string, number>;
  /** Milliseconds since all checks pass; kept when a check wavers, gone only with the task. */
  healthySince?: number;
  /** The task ended for a reason that counts against its deployment. */
  failed?: boolean;
  /** The failure has been counted. */
  counted?: boolean;
}

/** One of a service's load balancers, as the service names it. */
export interface ServiceLoadBalancer {
  readonly targetGroupArn: string;
  readonly containerName: string;
  readonly containerPort: number;
}

/** What a revision of the service runs: the part of a service whose change makes a deployment. */
export interface ServiceRevisionRecord {
  readonly serviceRevisionArn: string;
  readonly taskDefinition: string;
  readonly createdAt: number;
  readonly settings: RevisionSettings;
  /** Images with the digest that the tag stood for when the first task of the revision started (version consistency). */
  containerImages: Array<{ readonly containerName: string; readonly image: string; imageDigest?: string }>;
}

/** Settings of a revision beside the task definition. */
export interface RevisionSettings {
  readonly launchType?: string;
  readonly capacityProviderStrategy?: JsonObject[];
  readonly platformVersion?: string;
  readonly networkConfiguration?: JsonObject;
  readonly loadBalancers: ServiceLoadBalancer[];
  readonly serviceRegistries?: JsonObject[];
}

/** A deployment as DescribeServices shows it. */
export interface DeploymentRecord {
  readonly id: string;
  status: 'PRIMARY' | 'ACTIVE';
  readonly serviceRevisionArn: string;
  readonly taskDefinition: string;
  readonly createdAt: number;
  updatedAt: number;
  rolloutState: 'IN_PROGRESS' | 'COMPLETED' | 'FAILED';
  rolloutStateReason: string;
  /** Tasks that failed one after the other. */
  failedTasks: number;
  /** Milliseconds: no task is started before. */
  notBefore?: number;
}

/** Status names of a service deployment. @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceDeployment.html */
export type ServiceDeploymentStatus =
  'PENDING' | 'SUCCESSFUL' | 'STOPPED' | 'STOP_REQUESTED' | 'IN_PROGRESS' |
  'ROLLBACK_REQUESTED' | 'ROLLBACK_IN_PROGRESS' | 'ROLLBACK_SUCCESSFUL' | 'ROLLBACK_FAILED';

/** A service deployment: one attempt to bring a revision out, with its rollback. */
export interface ServiceDeploymentRecord {
  readonly serviceDeploymentArn: string;
  /** The deployment that brings the target revision out. */
  readonly deploymentId: string;
  readonly createdAt: number;
  readonly startedAt: number;
  updatedAt: number;
  finishedAt?: number;
  stoppedAt?: number;
  status: ServiceDeploymentStatus;
  statusReason?: string;
  readonly sourceServiceRevisions: string[];
  readonly targetServiceRevision: string;
  readonly deploymentConfiguration: DeploymentConfiguration;
  circuitBreaker: { status: 'TRIGGERED' | 'MONITORING' | 'MONITORING_COMPLETE' | 'DISABLED'; failureCount: number; threshold: number };
  rollback?: { reason: string; startedAt: number; serviceRevisionArn: string };
}

/** How a service rolls over. */
export interface DeploymentConfiguration extends JsonObject {
  readonly minimumHealthyPercent?: number;
  readonly maximumPercent?: number;
  readonly deploymentCircuitBreaker?: { readonly enable: boolean; readonly rollback: boolean };
  readonly alarms?: { readonly enable?: boolean; readonly alarmNames?: string[] };
}

/** A service with its history. */
export interface ServiceRecord {
  readonly serviceArn: string;
  readonly serviceName: string;
  readonly clusterArn: string;
  readonly createdAt: number;
  status: 'ACTIVE' | 'DRAINING' | 'INACTIVE';
  desiredCount: number;
  taskDefinition: string;
  settings: RevisionSettings;
  deploymentConfiguration: DeploymentConfiguration;
  healthCheckGracePeriodSeconds?: number;
  /** What does not make a deployment and is given back as it came. */
  extras: JsonObject;
  tags: EcsTag[];
  /** The primary one first. */
  deployments: DeploymentRecord[];
  /** The newest first. */
  serviceDeployments: ServiceDeploymentRecord[];
  revisions: ServiceRevisionRecord[];
  /** The newest first. */
  events: Array<{ readonly id: string; readonly createdAt: number; readonly message: string }>;
  /** Revision of the last deployment that completed: what a rollback goes back to. */
  lastCompletedRevision?: string;
}

/** A cluster. */
export interface ClusterRecord {
  readonly clusterArn: string;
  readonly clusterName: string;
  status: 'ACTIVE' | 'INACTIVE';
  settings: JsonObject[];
  capacityProviders: string[];
  defaultCapacityProviderStrategy: JsonObject[];
  configuration?: JsonObject;
  tags: EcsTag[];
}

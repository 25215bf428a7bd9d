import { JsonObject } from '../aws-json';
import { EcsStore } from './ecs-store';
import { ClusterRecord, DeploymentRecord, ServiceDeploymentRecord, ServiceRecord, ServiceRevisionRecord, TaskDefinitionRecord, TaskRecord } from './model';
import { defined } from './pages';
import { taskHealthStatus } from './task-verdict';

/** A cluster as DescribeClusters gives it. */
export function presentCluster(store: EcsStore, cluster: ClusterRecord): JsonObject {
  const tasks = store.tasks.filter((task) => task.clusterArn === cluster.clusterArn);
  return defined({
    ...cluster,
    registeredContainerInstancesCount: 0,
    runningTasksCount: tasks.filter((task) => task.lastStatus === 'RUNNING').length,
    pendingTasksCount: tasks.filter(isPending).length,
    activeServicesCount: store.services.filter((service) => service.clusterArn === cluster.clusterArn && service.status === 'ACTIVE').length,
    statistics: [],
  });
}

/** A service as DescribeServices gives it. */
export function presentService(store: EcsStore, service: ServiceRecord): JsonObject {
  const tasks = store.tasksOf(service);
  const current = service.serviceDeployments[0];
  return defined({
    ...service.extras,
    ...service.settings,
    serviceArn: service.serviceArn,
    serviceName: service.serviceName,
    clusterArn: service.clusterArn,
    serviceRegistries: service.settings.serviceRegistries ?? [],
    status: service.status,
    desiredCount: service.desiredCount,
    runningCount: tasks.filter(isRunning).length,
    pendingCount: tasks.filter(isPending).length,
    taskDefinition: service.taskDefinition,
    deploymentConfiguration: service.deploymentConfiguration,
    deployments: service.deployments.map((deployment) => presentDeployment(service, deployment, tasks)),
    events: service.events,
    createdAt: service.createdAt,
    currentServiceDeployment: current?.serviceDeploymentArn,
    currentServiceRevisions: service.deployments.map((deployment) => revisionSummary(service, deployment.serviceRevisionArn, tasks)),
    healthCheckGracePeriodSeconds: service.healthCheckGracePeriodSeconds,
    tags: service.tags,
  });
}

/** A service deployment as ListServiceDeployments gives it. */
export function presentServiceDeploymentBrief(service: ServiceRecord, record: ServiceDeploymentRecord): JsonObject {
  return defined({
    serviceDeploymentArn: record.serviceDeploymentArn,
    serviceArn: service.serviceArn,
    clusterArn: service.clusterArn,
    startedAt: record.startedAt,
    createdAt: record.createdAt,
    finishedAt: record.finishedAt,
    targetServiceRevisionArn: record.targetServiceRevision,
    status: record.status,
    statusReason: record.statusReason,
  });
}

/** A service deployment as DescribeServiceDeployments gives it. */
export function presentServiceDeployment(store: EcsStore, service: ServiceRecord, record: ServiceDeploymentRecord): JsonObject {
  const tasks = store.tasksOf(service);
  return defined({
    serviceDeploymentArn: record.serviceDeploymentArn,
    serviceArn: service.serviceArn,
    clusterArn: service.clusterArn,
    createdAt: record.createdAt,
    startedAt: record.startedAt,
    updatedAt: record.updatedAt,
    finishedAt: record.finishedAt,
    stoppedAt: record.stoppedAt,
    sourceServiceRevisions: record.sourceServiceRevisions.map((arn) => revisionSummary(service, arn, tasks)),
    targetServiceRevision: revisionSummary(service, record.targetServiceRevision, tasks),
    status: record.status,
    statusReason: record.statusReason,
    deploymentConfiguration: record.deploymentConfiguration,
    rollback: record.rollback,
    deploymentCircuitBreaker: record.circuitBreaker,
    alarms: { status: 'DISABLED', alarmNames: [], triggeredAlarmNames: [] },
  });
}

/** A service revision as DescribeServiceRevisions gives it. */
export function presentServiceRevision(service: ServiceRecord, revision: ServiceRevisionRecord): JsonObject {
  return defined({
    ...revision.settings,
    serviceRevisionArn: revision.serviceRevisionArn,
    serviceArn: service.serviceArn,
    clusterArn: service.clusterArn,
    taskDefinition: revision.taskDefinition,
    containerImages: revision.containerImages,
    guardDutyEnabled: false,
    createdAt: revision.createdAt,
  });
}

/** A task as DescribeTasks gives it. */
export function presentTask(task: TaskRecord, definition: TaskDefinitionRecord): JsonObject {
  const interfaceId = `${task.id.slice(0, 8)}-${task.id.slice(8, 12)}-${task.id.slice(12, 16)}-${task.id.slice(16, 20)}-${task.id.slice(20)}`;
  return defined({
    taskArn: task.taskArn,
    clusterArn: task.clusterArn,
    taskDefinitionArn: task.taskDefinitionArn,
    group: `service:${task.serviceName}`,
    startedBy: task.deploymentId,
    launchType: 'FARGATE',
    platformVersion: '1.4.0',
    platformFamily: 'Linux',
    cpu: definition.cpu,
    memory: definition.memory,
    connectivity: 'CONNECTED',
    version: 1,
    desiredStatus: task.desiredStatus,
    lastStatus: task.lastStatus,
    healthStatus: taskHealthStatus(task),
    createdAt: task.createdAt,
    pullStartedAt: task.pullStartedAt,
    pullStoppedAt: task.pullStoppedAt,
    startedAt: task.startedAt,
    stoppingAt: task.stoppingAt,
    stoppedAt: task.stoppedAt,
    executionStoppedAt: task.stoppedAt,
    stopCode: task.stopCode,
    stoppedReason: task.stoppedReason,
    tags: task.tags,
    overrides: { containerOverrides: [], inferenceAcceleratorOverrides: [] },
    attachments: task.address ? [{
      id: interfaceId,
      type: 'ElasticNetworkInterface',
      status: task.lastStatus === 'STOPPED' ? 'DELETED' : 'ATTACHED',
      details: [{ name: 'privateIPv4Address', value: task.address }],
    }] : [],
    containers: task.containers.map((container) => defined({
      containerArn: task.taskArn.replace(':task/', ':container/').concat(`/${container.name}`),
      taskArn: task.taskArn,
      name: container.name,
      image: container.image,
      imageDigest: container.imageDigest,
      runtimeId: container.runtimeId,
      lastStatus: container.lastStatus,
      exitCode: container.exitCode,
      reason: container.reason,
      healthStatus: container.checked ? container.healthStatus : 'UNKNOWN',
      networkBindings: [],
      networkInterfaces: task.address ? [{ attachmentId: interfaceId, privateIpv4Address: task.address }] : [],
    })),
  });
}

function presentDeployment(service: ServiceRecord, deployment: DeploymentRecord, tasks: TaskRecord[]): JsonObject {
  const mine = tasks.filter((task) => task.deploymentId === deployment.id);
  return defined({
    id: deployment.id,
    status: deployment.status,
    taskDefinition: deployment.taskDefinition,
    desiredCount: deployment.status === 'PRIMARY' ? service.desiredCount : mine.filter((task) => task.desiredStatus === 'RUNNING').length,
    pendingCount: mine.filter(isPending).length,
    runningCount: mine.filter(isRunning).length,
    failedTasks: deployment.failedTasks,
    createdAt: deployment.createdAt,
    updatedAt: deployment.updatedAt,
    launchType: service.settings.launchType,
    capacityProviderStrategy: service.settings.capacityProviderStrategy,
    networkConfiguration: service.settings.networkConfiguration,
    rolloutState: deployment.rolloutState,
    rolloutStateReason: deployment.rolloutStateReason,
  });
}

function revisionSummary(service: ServiceRecord, arn: string, tasks: TaskRecord[]): JsonObject {
  const ids = service.deployments.filter((deployment) => deployment.serviceRevisionArn === arn).map((deployment) => deployment.id);
  const mine = tasks.filter((task) => ids.includes(task.deploymentId));
  const isPrimary = service.deployments[0]?.serviceRevisionArn === arn;
  return {
    arn,
    requestedTaskCount: isPrimary ? service.desiredCount : mine.filter((task) => task.desiredStatus === 'RUNNING').length,
    runningTaskCount: mine.filter(isRunning).length,
    pendingTaskCount: mine.filter(isPending).length,
  };
}

function isRunning(task: TaskRecord): boolean {
  return task.lastStatus === 'RUNNING';
}

function isPending(task: TaskRecord): boolean {
  return task.desiredStatus === 'RUNNING' && (task.lastStatus === 'PROVISIONING' || task.lastStatus === 'PENDING');
}

import { isDeepStrictEqual } from 'node:util';
import { AwsError, JsonObject, optionalString, requiredString } from '../aws-json';
import { beginDeployment } from './deployment-life';
import { EcsStore } from './ecs-store';
import {
  ClusterRecord, DeploymentConfiguration, EcsTag, RevisionSettings, ServiceLoadBalancer, ServiceRecord, ServiceRevisionRecord, TaskDefinitionRecord,
} from './model';
import { ecsArn, newNumber, Place } from './names';
import { defined } from './pages';
import { TargetGroups } from '../load-balancing/target-groups';

/** Fields that a service keeps and gives back, and that make no deployment. */
const EXTRA_FIELDS = [
  'enableECSManagedTags', 'enableExecuteCommand', 'propagateTags', 'schedulingStrategy', 'placementConstraints', 'placementStrategy',
  'availabilityZoneRebalancing', 'deploymentController',
];

/** What creating and changing services stands on. */
export interface ServicesContext {
  readonly store: EcsStore;
  readonly place: Place;
  readonly targets: TargetGroups;
  now(): number;
  log(line: string): void;
}

/** Makes a service and starts its first deployment. @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html */
export function createService(context: ServicesContext, input: JsonObject): ServiceRecord {
  const cluster = context.store.cluster(optionalString(input, 'cluster'));
  const serviceName = requiredString(input, 'serviceName');
  if (context.store.findService(cluster, serviceName)?.status === 'ACTIVE') {
    throw new AwsError('InvalidParameterException', 'Creation of service was not idempotent.');
  }
  refuseOtherController(input);
  const definition = activeDefinition(context.store, requiredString(input, 'taskDefinition'));
  const settings = revisionSettings(input);
  validateLoadBalancers(context, settings.loadBalancers, definition);
  const service = newService(context, input, cluster, serviceName, definition, settings);
  context.store.replaceService(service);
  startDeployment(context, service, definition);
  return service;
}

/**
 * Changes a service. A deployment starts only when what runs changes, or when it is forced.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
 */
export function updateService(context: ServicesContext, input: JsonObject): ServiceRecord {
  const service = context.store.service(context.store.cluster(optionalString(input, 'cluster')), requiredString(input, 'service'));
  refuseOtherController(input);
  const definition = input.taskDefinition === undefined
    ? context.store.taskDefinition(service.taskDefinition) : activeDefinition(context.store, requiredString(input, 'taskDefinition'));
  const settings = { ...service.settings, ...defined({ ...revisionSettings(input), loadBalancers: loadBalancersOf(input) }) } as RevisionSettings;
  validateLoadBalancers(context, settings.loadBalancers, definition);
  const changed = definition.taskDefinitionArn !== service.taskDefinition || !isDeepStrictEqual(settings, service.settings);
  service.settings = settings;
  service.desiredCount = input.desiredCount === undefined ? service.desiredCount : Number(input.desiredCount);
  service.healthCheckGracePeriodSeconds = optionalNumber(input.healthCheckGracePeriodSeconds) ?? service.healthCheckGracePeriodSeconds;
  service.deploymentConfiguration = deploymentConfiguration(input, service.deploymentConfiguration);
  service.extras = { ...service.extras, ...extraFields(input) };
  if (changed || input.forceNewDeployment === true) {
    startDeployment(context, service, definition);
  }
  return service;
}

/** Ends a service: its tasks are stopped, then it is gone. */
export function deleteService(context: ServicesContext, input: JsonObject): ServiceRecord {
  const service = context.store.service(context.store.cluster(optionalString(input, 'cluster')), requiredString(input, 'service'));
  if (service.desiredCount > 0 && input.force !== true) {
    throw new AwsError('InvalidParameterException', 'The service cannot be stopped while it is scaled above 0.');
  }
  service.status = 'DRAINING';
  service.desiredCount = 0;
  return service;
}

function newService(
  context: ServicesContext, input: JsonObject, cluster: ClusterRecord, serviceName: string, definition: TaskDefinitionRecord,
  settings: RevisionSettings,
): ServiceRecord {
  return {
    serviceArn: ecsArn(context.place, `service/${cluster.clusterName}/${serviceName}`),
    serviceName,
    clusterArn: cluster.clusterArn,
    createdAt: context.now(),
    status: 'ACTIVE',
    desiredCount: Number(input.desiredCount ?? 1),
    taskDefinition: definition.taskDefinitionArn,
    settings,
    deploymentConfiguration: deploymentConfiguration(input, { maximumPercent: 200, minimumHealthyPercent: 100 }),
    healthCheckGracePeriodSeconds: optionalNumber(input.healthCheckGracePeriodSeconds),
    extras: { schedulingStrategy: 'REPLICA', deploymentController: { type: 'ECS' }, ...extraFields(input) },
    tags: (input.tags as EcsTag[] | undefined) ?? [],
    deployments: [],
    serviceDeployments: [],
    revisions: [],
    events: [],
  };
}

function startDeployment(context: ServicesContext, service: ServiceRecord, definition: TaskDefinitionRecord): void {
  const cluster = service.clusterArn.slice(service.clusterArn.lastIndexOf('/') + 1);
  const revision: ServiceRevisionRecord = {
    serviceRevisionArn: ecsArn(context.place, `service-revision/${cluster}/${service.serviceName}/${newNumber()}`),
    taskDefinition: definition.taskDefinitionArn,
    createdAt: context.now(),
    settings: service.settings,
    containerImages: definition.containerDefinitions.map((container) => ({ containerName: container.name, image: container.image })),
  };
  const alarms = service.deploymentConfiguration.alarms;
  if (alarms?.enable && (alarms.alarmNames?.length ?? 0) > 0) {
    context.log(`ecs: ${service.serviceName}: the sandbox does not watch the deployment alarms ${alarms.alarmNames?.join(', ')}`);
  }
  beginDeployment(service, revision, context.now());
}

function revisionSettings(input: JsonObject): RevisionSettings {
  return defined({
    launchType: input.launchType,
    capacityProviderStrategy: input.capacityProviderStrategy,
    platformVersion: input.platformVersion,
    networkConfiguration: input.networkConfiguration,
    serviceRegistries: input.serviceRegistries,
    loadBalancers: loadBalancersOf(input) ?? [],
  }) as unknown as RevisionSettings;
}

function loadBalancersOf(input: JsonObject): ServiceLoadBalancer[] | undefined {
  return (input.loadBalancers as ServiceLoadBalancer[] | undefined)?.map((entry) => ({ ...entry, containerPort: Number(entry.containerPort) }));
}

function extraFields(input: JsonObject): JsonObject {
  return defined(Object.fromEntries(EXTRA_FIELDS.map((name) => [name, input[name]])));
}

function deploymentConfiguration(input: JsonObject, known: DeploymentConfiguration): DeploymentConfiguration {
  const given = (input.deploymentConfiguration as DeploymentConfiguration | undefined) ?? {};
  const strategy = given.strategy ?? 'ROLLING';
  if (strategy !== 'ROLLING') {
    throw new AwsError('UnsupportedFeatureException', `the sandbox has the deployment strategy ROLLING only, got ${JSON.stringify(strategy)}`);
  }
  return { ...known, ...given };
}

function refuseOtherController(input: JsonObject): void {
  const type = (input.deploymentController as { type?: string } | undefined)?.type ?? 'ECS';
  if (type !== 'ECS') {
    throw new AwsError('UnsupportedFeatureException', `the sandbox has the deployment controller ECS only, got ${JSON.stringify(type)}`);
  }
}

function activeDefinition(store: EcsStore, reference: string): TaskDefinitionRecord {
  const definition = store.taskDefinition(reference);
  if (definition.status !== 'ACTIVE') {
    throw new AwsError('ClientException', 'TaskDefinition is inactive');
  }
  return definition;
}

function validateLoadBalancers(context: ServicesContext, loadBalancers: ServiceLoadBalancer[], definition: TaskDefinitionRecord): void {
  for (const { targetGroupArn, containerName, containerPort } of loadBalancers) {
    if (!context.targets.isAttached(targetGroupArn)) {
      throw new AwsError('InvalidParameterException', `The target group with targetGroupArn ${targetGroupArn} does not have an associated load balancer.`);
    }
    const container = definition.containerDefinitions.find((candidate) => candidate.name === containerName);
    if (!container) {
      throw new AwsError('InvalidParameterException', `The container ${containerName} does not exist in the task definition.`);
    }
    if (!container.portMappings?.some((mapping) => Number(mapping.containerPort) === containerPort)) {
      throw new AwsError('InvalidParameterException', `The container ${containerName} did not have a container port ${containerPort} defined.`);
    }
  }
}

function optionalNumber(value: unknown): number | undefined {
  return value === undefined ? undefined : Number(value);
}

import { AwsError, JsonObject, Operation, optionalString, requiredString, stringList } from '../aws-json';
import { createCluster } from './clusters';
import { EcsTag, TaskRecord } from './model';
import { defined, page } from './pages';
import { presentCluster, presentService, presentTask } from './presentation';
import { createService, deleteService, ServicesContext, updateService } from './services';
import { presentTaskDefinition, registerTaskDefinition, taskDefinitionTags } from './task-definitions';

/** The operations on clusters. */
export function clusterOperations(context: ServicesContext): Record<string, Operation> {
  const { store } = context;
  return {
    CreateCluster: async (input) => ({ cluster: presentCluster(store, createCluster(store, context.place, input)) }),
    DescribeClusters: async (input) => {
      const names = input.clusters === undefined ? ['default'] : stringList(input, 'clusters');
      const found = names.map((name) => store.clusters.find((cluster) => cluster.clusterArn === name || cluster.clusterName === name));
      return {
        clusters: found.flatMap((cluster) => (cluster ? [presentCluster(store, cluster)] : [])),
        failures: names.filter((_, index) => !found[index]).map((name) => missing(context, `cluster/${name}`)),
      };
    },
  };
}

/** The operations on task definitions. */
export function taskDefinitionOperations(context: ServicesContext): Record<string, Operation> {
  const { store } = context;
  return {
    RegisterTaskDefinition: async (input) => {
      const record = registerTaskDefinition(store, context.place, input, context.now());
      return { taskDefinition: presentTaskDefinition(record), tags: taskDefinitionTags(record) };
    },
    DescribeTaskDefinition: async (input) => {
      const record = store.taskDefinition(requiredString(input, 'taskDefinition'));
      const tags = stringList(input, 'include').includes('TAGS') ? { tags: taskDefinitionTags(record) } : {};
      return { taskDefinition: presentTaskDefinition(record), ...tags };
    },
    DeregisterTaskDefinition: async (input) => {
      const reference = requiredString(input, 'taskDefinition');
      if (!/:\d+$/.test(reference)) {
        throw new AwsError('ClientException', `Invalid revision number: ${JSON.stringify(reference)}; name family:revision`);
      }
      const record = store.taskDefinition(reference);
      record.status = 'INACTIVE';
      record.deregisteredAt = context.now();
      return { taskDefinition: presentTaskDefinition(record) };
    },
    ListTaskDefinitions: async (input) => {
      const wanted = optionalString(input, 'status') ?? 'ACTIVE';
      const family = optionalString(input, 'familyPrefix');
      const arns = store.taskDefinitions.filter((record) => record.status === wanted && (family === undefined || record.family === family))
        .sort((a, b) => a.family.localeCompare(b.family) || a.revision - b.revision).map((record) => record.taskDefinitionArn);
      const { items, nextToken } = page(input.sort === 'DESC' ? arns.reverse() : arns, input);
      return defined({ taskDefinitionArns: items, nextToken });
    },
  };
}

/** The operations on services. */
export function serviceOperations(context: ServicesContext): Record<string, Operation> {
  const { store } = context;
  return {
    CreateService: async (input) => ({ service: presentService(store, createService(context, input)) }),
    UpdateService: async (input) => ({ service: presentService(store, updateService(context, input)) }),
    DeleteService: async (input) => ({ service: presentService(store, deleteService(context, input)) }),
    DescribeServices: async (input) => {
      const cluster = store.cluster(optionalString(input, 'cluster'));
      const names = stringList(input, 'services');
      const found = names.map((name) => store.findService(cluster, name));
      return {
        services: found.flatMap((service) => (service ? [presentService(store, service)] : [])),
        failures: names.filter((_, index) => !found[index]).map((name) => missing(context, `service/${cluster.clusterName}/${name}`)),
      };
    },
    ListServices: async (input) => {
      const cluster = store.cluster(optionalString(input, 'cluster'));
      const arns = store.services.filter((service) => service.clusterArn === cluster.clusterArn && service.status !== 'INACTIVE')
        .map((service) => service.serviceArn);
      const { items, nextToken } = page(arns, input, 10);
      return defined({ serviceArns: items, nextToken });
    },
  };
}

/** The operations on tasks. */
export function taskOperations(context: ServicesContext): Record<string, Operation> {
  const { store } = context;
  return {
    ListTasks: async (input) => {
      const cluster = store.cluster(optionalString(input, 'cluster'));
      const wanted = tasksWanted(context, input, cluster.clusterArn);
      const { items, nextToken } = page(store.tasks.filter(wanted).map((task) => task.taskArn), input);
      return defined({ taskArns: items, nextToken });
    },
    DescribeTasks: async (input) => {
      const cluster = store.cluster(optionalString(input, 'cluster'));
      const names = stringList(input, 'tasks');
      const found = names.map((name) => store.tasks.find((task) => (
        task.clusterArn === cluster.clusterArn && [task.taskArn, task.id].includes(name))));
      return {
        tasks: found.flatMap((task) => (task ? [presentTask(task, store.taskDefinition(task.taskDefinitionArn))] : [])),
        failures: names.filter((_, index) => !found[index]).map((name) => missing(context, `task/${cluster.clusterName}/${name}`)),
      };
    },
  };
}

/** The operations on tags. */
export function tagOperations(context: ServicesContext): Record<string, Operation> {
  return {
    TagResource: async (input) => {
      const tagged = taggable(context, requiredString(input, 'resourceArn'));
      const given = (input.tags as EcsTag[] | undefined) ?? [];
      tagged.set([...tagged.get().filter((tag) => !given.some((other) => other.key === tag.key)), ...given]);
      return {};
    },
    ListTagsForResource: async (input) => ({ tags: taggable(context, requiredString(input, 'resourceArn')).get() }),
  };
}

function tasksWanted(context: ServicesContext, input: JsonObject, clusterArn: string): (task: TaskRecord) => boolean {
  const { store } = context;
  const serviceName = optionalString(input, 'serviceName');
  const service = serviceName === undefined ? undefined : store.findService(store.cluster(optionalString(input, 'cluster')), serviceName);
  if (serviceName !== undefined && !service) {
    throw new AwsError('ServiceNotFoundException', 'Service not found.');
  }
  const status = optionalString(input, 'desiredStatus') ?? 'RUNNING';
  const family = optionalString(input, 'family');
  const startedBy = optionalString(input, 'startedBy');
  return (task) => task.clusterArn === clusterArn && task.desiredStatus === status
    && (service === undefined || task.serviceArn === service.serviceArn)
    && (family === undefined || task.taskDefinitionArn.includes(`/${family}:`))
    && (startedBy === undefined || task.deploymentId === startedBy);
}

/** Reads and writes a resource's tags, whatever kind it is. */
function taggable(context: ServicesContext, arn: string): { get(): EcsTag[]; set(tags: EcsTag[]): void } {
  const { store } = context;
  const holder = store.clusters.find((cluster) => cluster.clusterArn === arn) ?? store.services.find((service) => service.serviceArn === arn);
  if (holder) {
    return { get: () => holder.tags, set: (tags) => { holder.tags = tags; } };
  }
  const definition = store.taskDefinitions.find((record) => record.taskDefinitionArn === arn);
  if (!definition) {
    throw new AwsError('InvalidParameterException', `The specified resource does not exist: ${arn}`);
  }
  return { get: () => taskDefinitionTags(definition), set: (tags) => { definition.tags = tags; } };
}

function missing(context: ServicesContext, resource: string): JsonObject {
  const arn = resource.includes('arn:') ? resource.slice(resource.indexOf('arn:')) : undefined;
  return { arn: arn ?? `arn:aws:ecs:${context.place.region}:${context.place.accountId}:${resource}`, reason: 'MISSING' };
}

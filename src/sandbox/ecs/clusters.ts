import { JsonObject } from '../aws-json';
import { EcsStore } from './ecs-store';
import { ClusterRecord, EcsTag } from './model';
import { ecsArn, Place } from './names';

/** Makes a cluster; one with the same name is given back, as AWS does. */
export function createCluster(store: EcsStore, place: Place, input: JsonObject): ClusterRecord {
  const clusterName = typeof input.clusterName === 'string' ? input.clusterName : 'default';
  const known = store.clusters.find((cluster) => cluster.clusterName === clusterName && cluster.status === 'ACTIVE');
  if (known) {
    return known;
  }
  const cluster: ClusterRecord = {
    clusterArn: ecsArn(place, `cluster/${clusterName}`),
    clusterName,
    status: 'ACTIVE',
    ...clusterSettings(input),
  };
  const gone = store.clusters.findIndex((candidate) => candidate.clusterName === clusterName);
  store.clusters.splice(gone < 0 ? store.clusters.length : gone, gone < 0 ? 0 : 1, cluster);
  return cluster;
}

/** What may change about a cluster. */
export function clusterSettings(input: JsonObject): Omit<ClusterRecord, 'clusterArn' | 'clusterName' | 'status'> {
  return {
    settings: (input.settings ?? input.clusterSettings ?? [{ name: 'containerInsights', value: 'disabled' }]) as JsonObject[],
    capacityProviders: (input.capacityProviders as string[] | undefined) ?? [],
    defaultCapacityProviderStrategy: (input.defaultCapacityProviderStrategy as JsonObject[] | undefined) ?? [],
    configuration: input.configuration as JsonObject | undefined,
    tags: (input.tags as EcsTag[] | undefined) ?? [],
  };
}

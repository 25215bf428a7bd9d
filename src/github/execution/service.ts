import { allow, arnOf, ExecutionPlace, ExecutionStatement } from './statement';

/** Cluster, service, task definition, load balancer and alarms. */
export function serviceStatements(place: ExecutionPlace): ExecutionStatement[] {
  return [...containerStatements(place), ...loadBalancerStatements(place), alarmStatement(place)];
}

/** The revision of a task definition and the id of a service deployment are made by ECS. */
function containerStatements(place: ExecutionPlace): ExecutionStatement[] {
  const { names, clusterName } = place;
  const cluster = arnOf(place, 'ecs', `cluster/${names.of('cluster')}`);
  const service = arnOf(place, 'ecs', `service/${clusterName}/${names.of('service')}`);
  const taskDefinition = arnOf(place, 'ecs', `task-definition/${names.of('task')}:*`);
  const deployment = arnOf(place, 'ecs', `service-deployment/${clusterName}/${names.of('service')}/*`);
  return [
    allow('Cluster', 'ecs', ['CreateCluster', 'DeleteCluster', 'DescribeClusters', 'UpdateCluster', 'UpdateClusterSettings'], cluster),
    allow('Service', 'ecs', ['CreateService', 'UpdateService', 'DeleteService', 'DescribeServices', 'ListServiceDeployments'], service),
    allow('ServiceDeployments', 'ecs', ['DescribeServiceDeployments', 'StopServiceDeployment'], [service, deployment]),
    allow('RegisterTaskDefinition', 'ecs', ['RegisterTaskDefinition'], taskDefinition),
    // Take no resource.
    allow('TaskDefinitions', 'ecs', ['DescribeTaskDefinition', 'DeregisterTaskDefinition'], '*'),
    allow('TagContainers', 'ecs', ['TagResource', 'UntagResource', 'ListTagsForResource'], [cluster, service, taskDefinition]),
  ];
}

/** The last segments are ids that are made at creation. */
function loadBalancerStatements(place: ExecutionPlace): ExecutionStatement[] {
  const { names } = place;
  const loadBalancer = arnOf(place, 'elasticloadbalancing', `loadbalancer/app/${names.of('alb')}/*`);
  const listener = arnOf(place, 'elasticloadbalancing', `listener/app/${names.of('alb')}/*`);
  const targetGroup = arnOf(place, 'elasticloadbalancing', `targetgroup/${names.of('tg')}/*`);
  const allowOn = (sid: string, actions: string[], resource: string | string[]) => allow(sid, 'elasticloadbalancing', actions, resource);
  return [
    allowOn('LoadBalancer', ['CreateLoadBalancer', 'DeleteLoadBalancer', 'ModifyLoadBalancerAttributes', 'SetSecurityGroups', 'SetSubnets', 'CreateListener'], loadBalancer),
    allowOn('Listeners', ['ModifyListener', 'ModifyListenerAttributes', 'DeleteListener'], listener),
    allowOn('TargetGroup', ['CreateTargetGroup', 'DeleteTargetGroup', 'ModifyTargetGroup', 'ModifyTargetGroupAttributes'], targetGroup),
    allowOn('TagLoadBalancing', ['AddTags', 'RemoveTags'], [loadBalancer, listener, targetGroup]),
    // Take no resource.
    allowOn('ReadLoadBalancing', [
      'DescribeLoadBalancers', 'DescribeLoadBalancerAttributes', 'DescribeCapacityReservation', 'DescribeListeners', 'DescribeListenerAttributes',
      'DescribeTargetGroups', 'DescribeTargetGroupAttributes', 'DescribeTargetHealth', 'DescribeTags',
    ], '*'),
  ];
}

function alarmStatement(place: ExecutionPlace): ExecutionStatement {
  return allow('Alarms', 'cloudwatch', ['PutMetricAlarm', 'DeleteAlarms', 'DescribeAlarms', 'TagResource', 'UntagResource', 'ListTagsForResource'],
    arnOf(place, 'cloudwatch', `alarm:${place.names.of('server-errors')}`));
}

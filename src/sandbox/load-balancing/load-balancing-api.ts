import { AwsError, QueryService } from '../aws-json';
import { LoadBalancingStore } from './load-balancing-store';
import { LoadBalancerRecord, LoadBalancingTag, RuleRecord, TargetGroupRecord } from './model';
import { TargetState } from './target-groups';
import { TargetHealth } from './target-health';
import { queryAnswer } from './xml';

/** AWS's words for a target's state. @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html */
const REASONS: Partial<Record<TargetState, [reason: string, description: string]>> = {
  initial: ['Elb.InitialHealthChecking', 'Initial health checks in progress'],
  unhealthy: ['Target.FailedHealthChecks', 'Health checks failed'],
  draining: ['Target.DeregistrationInProgress', 'Target deregistration is in progress'],
  unused: ['Target.NotInUse', 'Target group is not configured to receive traffic from the load balancer'],
};

/** The API of load balancers, for reading; CloudFormation writes. */
export function loadBalancingService(store: LoadBalancingStore, health: TargetHealth): QueryService {
  return {
    name: 'elasticloadbalancing',
    actions: {
      DescribeLoadBalancers: async (parameters) => queryAnswer('DescribeLoadBalancers', { LoadBalancers: loadBalancers(store, parameters).map(presentLoadBalancer) }),
      DescribeTargetGroups: async (parameters) => queryAnswer('DescribeTargetGroups', {
        TargetGroups: targetGroups(store, parameters).map((record) => presentTargetGroup(store, record)),
      }),
      DescribeListeners: async (parameters) => queryAnswer('DescribeListeners', { Listeners: listeners(store, parameters) }),
      DescribeRules: async (parameters) => queryAnswer('DescribeRules', { Rules: rules(store, parameters) }),
      DescribeTargetHealth: async (parameters) => queryAnswer('DescribeTargetHealth', { TargetHealthDescriptions: targetHealth(store, health, parameters) }),
      DescribeLoadBalancerAttributes: async (parameters) => queryAnswer('DescribeLoadBalancerAttributes', {
        Attributes: keyValues(store.loadBalancer(required(parameters, 'LoadBalancerArn')).attributes),
      }),
      DescribeTargetGroupAttributes: async (parameters) => queryAnswer('DescribeTargetGroupAttributes', {
        Attributes: keyValues(store.targetGroup(required(parameters, 'TargetGroupArn')).attributes),
      }),
      DescribeTags: async (parameters) => queryAnswer('DescribeTags', {
        TagDescriptions: members(parameters, 'ResourceArns').map((arn) => ({ ResourceArn: arn, Tags: tagsOf(store, arn) })),
      }),
    },
  };
}

/** The values of a list parameter: `Names.member.1`, `Names.member.2`, ... */
export function members(parameters: URLSearchParams, name: string): string[] {
  const found: string[] = [];
  for (let index = 1; parameters.has(`${name}.member.${index}`); index += 1) {
    found.push(String(parameters.get(`${name}.member.${index}`)));
  }
  return found;
}

function required(parameters: URLSearchParams, name: string): string {
  const value = parameters.get(name);
  if (!value) {
    throw new AwsError('ValidationError', `'${name}' must be given`);
  }
  return value;
}

function loadBalancers(store: LoadBalancingStore, parameters: URLSearchParams): LoadBalancerRecord[] {
  const names = members(parameters, 'Names');
  const all = store.contents.loadBalancers;
  const arns = members(parameters, 'LoadBalancerArns');
  const unknown = names.find((name) => !all.some((record) => record.LoadBalancerName === name));
  if (unknown !== undefined) {
    throw new AwsError('LoadBalancerNotFound', `Load balancers '[${unknown}]' not found`);
  }
  arns.forEach((arn) => store.loadBalancer(arn));
  return all.filter((record) => names.length + arns.length === 0 || names.includes(record.LoadBalancerName) || arns.includes(record.LoadBalancerArn));
}

function targetGroups(store: LoadBalancingStore, parameters: URLSearchParams): TargetGroupRecord[] {
  const names = members(parameters, 'Names');
  const arns = members(parameters, 'TargetGroupArns');
  const owner = parameters.get('LoadBalancerArn');
  const all = store.contents.targetGroups;
  if (owner !== null) {
    store.loadBalancer(owner);
  }
  const unknown = names.find((name) => !all.some((record) => record.TargetGroupName === name));
  if (unknown !== undefined) {
    throw new AwsError('TargetGroupNotFound', 'One or more target groups not found');
  }
  arns.forEach((arn) => store.targetGroup(arn));
  return all.filter((record) => (owner === null || store.loadBalancersOf(record.TargetGroupArn).includes(owner))
    && (names.length + arns.length === 0 || names.includes(record.TargetGroupName) || arns.includes(record.TargetGroupArn)));
}

function listeners(store: LoadBalancingStore, parameters: URLSearchParams): object[] {
  const arns = members(parameters, 'ListenerArns');
  const owner = parameters.get('LoadBalancerArn');
  if (owner === null && arns.length === 0) {
    throw new AwsError('ValidationError', 'You must specify either listener ARNs or a load balancer ARN');
  }
  if (owner !== null) {
    store.loadBalancer(owner);
  }
  arns.forEach((arn) => store.listener(arn));
  return store.contents.listeners.filter((record) => (owner === null || record.LoadBalancerArn === owner)
    && (arns.length === 0 || arns.includes(record.ListenerArn)))
    .map(({ tags: _tags, ...shown }) => shown);
}

function rules(store: LoadBalancingStore, parameters: URLSearchParams): object[] {
  const arns = members(parameters, 'RuleArns');
  if (arns.length > 0) {
    return arns.map((arn) => presentRule(store.rule(arn)));
  }
  const listener = store.listener(required(parameters, 'ListenerArn'));
  const fallback = {
    RuleArn: `${listener.ListenerArn.replace(':listener/', ':listener-rule/')}/default`, Priority: 'default', Conditions: [], Actions: listener.DefaultActions, IsDefault: true,
  };
  return [...store.rulesOf(listener.ListenerArn).map(presentRule), fallback];
}

function presentRule(rule: RuleRecord): object {
  return { RuleArn: rule.RuleArn, Priority: String(rule.Priority), Conditions: rule.Conditions, Actions: rule.Actions, IsDefault: false };
}

function presentLoadBalancer(record: LoadBalancerRecord): object {
  const { subnets, securityGroups, attributes: _attributes, tags: _tags, loopbackPort: _port, ...shown } = record;
  return {
    ...shown,
    State: { Code: 'active' },
    AvailabilityZones: subnets.map((subnet) => ({ SubnetId: subnet })),
    SecurityGroups: securityGroups,
  };
}

function presentTargetGroup(store: LoadBalancingStore, record: TargetGroupRecord): object {
  const { healthCheck, attributes: _attributes, tags: _tags, ...shown } = record;
  return {
    ...shown,
    HealthCheckEnabled: healthCheck.enabled,
    HealthCheckPath: healthCheck.path,
    HealthCheckPort: healthCheck.port,
    HealthCheckProtocol: healthCheck.protocol,
    HealthCheckIntervalSeconds: healthCheck.intervalSeconds,
    HealthCheckTimeoutSeconds: healthCheck.timeoutSeconds,
    HealthyThresholdCount: healthCheck.healthyThreshold,
    UnhealthyThresholdCount: healthCheck.unhealthyThreshold,
    Matcher: { HttpCode: healthCheck.matcher },
    LoadBalancerArns: store.loadBalancersOf(record.TargetGroupArn),
    IpAddressType: 'ipv4',
  };
}

function targetHealth(store: LoadBalancingStore, health: TargetHealth, parameters: URLSearchParams): object[] {
  const group = store.targetGroup(required(parameters, 'TargetGroupArn'));
  return health.describe(group.TargetGroupArn).map(({ target, state, description }) => {
    const [reason, usual] = REASONS[state] ?? [];
    return {
      Target: { Id: target.id, Port: target.port },
      HealthCheckPort: String(target.port),
      TargetHealth: { State: state, Reason: reason, Description: reason && (description ?? usual) },
    };
  });
}

function tagsOf(store: LoadBalancingStore, arn: string): LoadBalancingTag[] {
  switch (resourceType(arn)) {
    case 'targetgroup':
      return store.targetGroup(arn).tags;
    case 'listener':
      return store.listener(arn).tags;
    case 'listener-rule':
      return store.rule(arn).tags;
    default:
      return store.loadBalancer(arn).tags;
  }
}

/** The part of an ARN that tells what it is of: `targetgroup` in `...:123456789012:targetgroup/web/0123`. */
function resourceType(arn: string): string {
  return arn.split(':').slice(5).join(':').split('/')[0];
}

function keyValues(record: Record<string, string>): object[] {
  return Object.entries(record).map(([Key, Value]) => ({ Key, Value }));
}

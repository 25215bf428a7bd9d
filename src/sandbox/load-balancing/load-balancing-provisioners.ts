import { createHash, randomBytes } from 'node:crypto';
import { JsonObject } from '../aws-json';
import { Provisioned, Provisioner, ResourceRequest } from '../provisioner';
import { LoadBalancingStore } from './load-balancing-store';
import { ActionRecord, ConditionRecord, HealthCheckSettings, ListenerRecord, LoadBalancerRecord, LoadBalancingTag, RuleRecord, TargetGroupRecord } from './model';

const LOAD_BALANCER_DEFAULTS: Record<string, string> = {
  'access_logs.s3.enabled': 'false',
  'deletion_protection.enabled': 'false',
  'idle_timeout.timeout_seconds': '60',
  'routing.http.drop_invalid_header_fields.enabled': 'false',
  'routing.http2.enabled': 'true',
};
const TARGET_GROUP_DEFAULTS: Record<string, string> = {
  'deregistration_delay.timeout_seconds': '300',
  'load_balancing.algorithm.type': 'round_robin',
  'slow_start.duration_seconds': '0',
  'stickiness.enabled': 'false',
};

/** What a provisioner of load balancing tells the data plane. */
export interface LoadBalancingChange {
  /** Load balancers came or went. */
  onLoadBalancersChanged(): Promise<void>;
}

/** Load balancers by CloudFormation. */
export class LoadBalancerProvisioner implements Provisioner {
  readonly resourceTypes = ['AWS::ElasticLoadBalancingV2::LoadBalancer'];

  constructor(private readonly store: LoadBalancingStore, private readonly change: LoadBalancingChange) {}

  async create(request: ResourceRequest): Promise<Provisioned> {
    const { properties, region } = request;
    const type = String(properties.Type ?? 'application');
    if (type !== 'application') {
      throw new Error(`the sandbox has application load balancers only, got Type ${JSON.stringify(type)} (${request.logicalId})`);
    }
    const name = resourceName(request, properties.Name);
    const internal = properties.Scheme === 'internal';
    const record: LoadBalancerRecord = {
      LoadBalancerArn: arn(request, `loadbalancer/app/${name}/${hex()}`),
      LoadBalancerName: name,
      DNSName: `${internal ? 'internal-' : ''}${name}-${Math.floor(Math.random() * 1e9) + 1e9}.${region}.elb.amazonaws.com`,
      CanonicalHostedZoneId: 'Z35SXDOTRQ7X7K',
      CreatedTime: new Date().toISOString(),
      Scheme: String(properties.Scheme ?? 'internet-facing'),
      Type: type,
      VpcId: 'vpc-sandbox',
      IpAddressType: String(properties.IpAddressType ?? 'ipv4'),
      subnets: [],
      securityGroups: [],
      attributes: {},
      tags: [],
    };
    this.store.contents.loadBalancers.push(record);
    return this.apply(record, request);
  }

  async update(request: ResourceRequest): Promise<Provisioned> {
    const record = this.store.loadBalancer(String(request.physicalId));
    const renamed = request.properties.Name !== undefined && request.properties.Name !== record.LoadBalancerName;
    const rescoped = String(request.properties.Scheme ?? 'internet-facing') !== record.Scheme;
    return renamed || rescoped ? this.create(request) : this.apply(record, request);
  }

  async delete(request: ResourceRequest): Promise<void> {
    this.store.remove(String(request.physicalId));
    await this.change.onLoadBalancersChanged();
  }

  private async apply(record: LoadBalancerRecord, { properties }: ResourceRequest): Promise<Provisioned> {
    const mapped = (properties.SubnetMappings as Array<{ SubnetId: string }> | undefined)?.map((entry) => entry.SubnetId);
    record.subnets = (properties.Subnets as string[] | undefined) ?? mapped ?? [];
    record.securityGroups = (properties.SecurityGroups as string[] | undefined) ?? [];
    record.attributes = { ...LOAD_BALANCER_DEFAULTS, ...attributes(properties.LoadBalancerAttributes) };
    record.tags = tags(properties);
    this.store.save();
    await this.change.onLoadBalancersChanged();
    return {
      physicalId: record.LoadBalancerArn,
      attributes: {
        LoadBalancerArn: record.LoadBalancerArn,
        DNSName: record.DNSName,
        CanonicalHostedZoneID: record.CanonicalHostedZoneId,
        LoadBalancerName: record.LoadBalancerName,
        LoadBalancerFullName: fullName(record.LoadBalancerArn, 'loadbalancer/'),
        SecurityGroups: record.securityGroups,
      },
    };
  }
}

/** Target groups by CloudFormation. */
export class TargetGroupProvisioner implements Provisioner {
  readonly resourceTypes = ['AWS::ElasticLoadBalancingV2::TargetGroup'];

  constructor(private readonly store: LoadBalancingStore) {}

  async create(request: ResourceRequest): Promise<Provisioned> {
    const { properties } = request;
    const name = resourceName(request, properties.Name);
    const record: TargetGroupRecord = {
      TargetGroupArn: arn(request, `targetgroup/${name}/${hex()}`),
      TargetGroupName: name,
      Protocol: String(properties.Protocol ?? 'HTTP'),
      Port: Number(properties.Port ?? 80),
      VpcId: properties.VpcId as string | undefined,
      TargetType: String(properties.TargetType ?? 'instance'),
      ProtocolVersion: String(properties.ProtocolVersion ?? 'HTTP1'),
      healthCheck: healthCheck(properties),
      attributes: {},
      tags: [],
    };
    this.store.contents.targetGroups.push(record);
    return this.apply(record, properties);
  }

  async update(request: ResourceRequest): Promise<Provisioned> {
    const { properties, oldProperties = {} } = request;
    const replacing = ['Name', 'Port', 'Protocol', 'ProtocolVersion', 'TargetType', 'VpcId'];
    if (replacing.some((name) => String(properties[name]) !== String(oldProperties[name]))) {
      return this.create(request);
    }
    return this.apply(this.store.targetGroup(String(request.physicalId)), properties);
  }

  async delete(request: ResourceRequest): Promise<void> {
    this.store.remove(String(request.physicalId));
  }

  private apply(record: TargetGroupRecord, properties: JsonObject): Provisioned {
    record.healthCheck = healthCheck(properties);
    record.attributes = { ...TARGET_GROUP_DEFAULTS, ...attributes(properties.TargetGroupAttributes) };
    record.tags = tags(properties);
    this.store.save();
    return {
      physicalId: record.TargetGroupArn,
      attributes: {
        TargetGroupArn: record.TargetGroupArn,
        TargetGroupName: record.TargetGroupName,
        TargetGroupFullName: record.TargetGroupArn.slice(record.TargetGroupArn.indexOf('targetgroup/')),
        LoadBalancerArns: this.store.loadBalancersOf(record.TargetGroupArn),
      },
    };
  }
}

/** Listeners by CloudFormation. */
export class ListenerProvisioner implements Provisioner {
  readonly resourceTypes = ['AWS::ElasticLoadBalancingV2::Listener'];

  constructor(private readonly store: LoadBalancingStore) {}

  async create(request: ResourceRequest): Promise<Provisioned> {
    const loadBalancer = this.store.loadBalancer(String(request.properties.LoadBalancerArn));
    const record: ListenerRecord = {
      ListenerArn: arn(request, `listener/${fullName(loadBalancer.LoadBalancerArn, 'loadbalancer/')}/${hex()}`),
      LoadBalancerArn: loadBalancer.LoadBalancerArn,
      Port: 80,
      Protocol: 'HTTP',
      DefaultActions: [],
      Certificates: [],
      tags: [],
    };
    this.store.contents.listeners.push(record);
    return this.apply(record, request.properties);
  }

  async update(request: ResourceRequest): Promise<Provisioned> {
    const record = this.store.listener(String(request.physicalId));
    return record.LoadBalancerArn === request.properties.LoadBalancerArn ? this.apply(record, request.properties) : this.create(request);
  }

  async delete(request: ResourceRequest): Promise<void> {
    this.store.remove(String(request.physicalId));
  }

  private apply(record: ListenerRecord, properties: JsonObject): Provisioned {
    record.Port = Number(properties.Port ?? 80);
    record.Protocol = String(properties.Protocol ?? 'HTTP');
    record.DefaultActions = (properties.DefaultActions as ActionRecord[] | undefined) ?? [];
    record.Certificates = (properties.Certificates as JsonObject[] | undefined) ?? [];
    record.SslPolicy = properties.SslPolicy as string | undefined;
    record.tags = tags(properties);
    this.store.save();
    return { physicalId: record.ListenerArn, attributes: { ListenerArn: record.ListenerArn } };
  }
}

/** Listener rules by CloudFormation. */
export class ListenerRuleProvisioner implements Provisioner {
  readonly resourceTypes = ['AWS::ElasticLoadBalancingV2::ListenerRule'];

  constructor(private readonly store: LoadBalancingStore) {}

  async create(request: ResourceRequest): Promise<Provisioned> {
    const listener = this.store.listener(String(request.properties.ListenerArn));
    const record: RuleRecord = {
      RuleArn: `${listener.ListenerArn.replace(':listener/', ':listener-rule/')}/${hex()}`,
      ListenerArn: listener.ListenerArn,
      Priority: 0,
      Conditions: [],
      Actions: [],
      tags: [],
    };
    this.store.contents.rules.push(record);
    return this.apply(record, request.properties);
  }

  async update(request: ResourceRequest): Promise<Provisioned> {
    const record = this.store.rule(String(request.physicalId));
    return record.ListenerArn === request.properties.ListenerArn ? this.apply(record, request.properties) : this.create(request);
  }

  async delete(request: ResourceRequest): Promise<void> {
    this.store.remove(String(request.physicalId));
  }

  private apply(record: RuleRecord, properties: JsonObject): Provisioned {
    record.Priority = Number(properties.Priority);
    record.Conditions = (properties.Conditions as ConditionRecord[] | undefined) ?? [];
    record.Actions = (properties.Actions as ActionRecord[] | undefined) ?? [];
    record.tags = tags(properties);
    this.store.save();
    return { physicalId: record.RuleArn, attributes: { RuleArn: record.RuleArn, IsDefault: false } };
  }
}

function healthCheck(properties: JsonObject): HealthCheckSettings {
  const given = (name: string, fallback: string | number) => properties[name] ?? fallback;
  return {
    enabled: String(given('HealthCheckEnabled', 'true')) === 'true',
    path: String(given('HealthCheckPath', '/')),
    port: String(given('HealthCheckPort', 'traffic-port')),
    protocol: String(given('HealthCheckProtocol', 'HTTP')),
    intervalSeconds: Number(given('HealthCheckIntervalSeconds', 30)),
    timeoutSeconds: Number(given('HealthCheckTimeoutSeconds', 5)),
    healthyThreshold: Number(given('HealthyThresholdCount', 5)),
    unhealthyThreshold: Number(given('UnhealthyThresholdCount', 2)),
    matcher: String((properties.Matcher as { HttpCode?: string } | undefined)?.HttpCode ?? '200'),
  };
}

function attributes(value: unknown): Record<string, string> {
  const list = (value as Array<{ Key: string; Value: string }> | undefined) ?? [];
  return Object.fromEntries(list.map((entry) => [entry.Key, String(entry.Value)]));
}

function tags(properties: JsonObject): LoadBalancingTag[] {
  return (properties.Tags as LoadBalancingTag[] | undefined) ?? [];
}

/** Names have at most 32 characters; one that CloudFormation makes up is shortened like this. */
function resourceName(request: ResourceRequest, given: unknown): string {
  if (typeof given === 'string') {
    return given;
  }
  const suffix = createHash('sha256').update(request.stackId + request.logicalId).digest('hex').slice(0, 12).toUpperCase();
  return `${request.stackName.slice(0, 6)}-${request.logicalId.slice(0, 8)}-${suffix}`;
}

function arn(request: ResourceRequest, resource: string): string {
  const partition = request.region.startsWith('cn-') ? 'aws-cn' : request.region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
  return `arn:${partition}:elasticloadbalancing:${request.region}:${request.accountId}:${resource}`;
}

function fullName(resourceArn: string, prefix: string): string {
  return resourceArn.slice(resourceArn.indexOf(prefix) + prefix.length);
}

function hex(): string {
  return randomBytes(8).toString('hex');
}

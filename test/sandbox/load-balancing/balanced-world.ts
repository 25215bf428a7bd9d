import { JsonObject } from '../../../src/sandbox/aws-json';
import { DataPlane } from '../../../src/sandbox/load-balancing/data-plane';
import {
  ListenerProvisioner, ListenerRuleProvisioner, LoadBalancerProvisioner, TargetGroupProvisioner,
} from '../../../src/sandbox/load-balancing/load-balancing-provisioners';
import { LoadBalancingStore } from '../../../src/sandbox/load-balancing/load-balancing-store';
import { TargetHealth } from '../../../src/sandbox/load-balancing/target-health';
import { ResourceRequest } from '../../../src/sandbox/provisioner';
import { memoryState } from '../ecs/fake-world';

/** A load balancer with a listener and a target group, whose probes answer what the test says. */
export class BalancedWorld {
  readonly store = new LoadBalancingStore(memoryState());
  /** Problem by endpoint port. */
  readonly problems: Record<number, string> = {};
  now = 1_700_000_000_000;
  readonly health = new TargetHealth(this.store, () => this.now, async (endpoint) => this.problems[endpoint.port]);
  readonly log: string[] = [];
  readonly dataPlane = new DataPlane(this.store, this.health, (line) => { this.log.push(line); });
  readonly change = { onLoadBalancersChanged: jest.fn(async () => undefined) };
  loadBalancerArn = '';
  dnsName = '';
  targetGroupArn = '';
  listenerArn = '';

  async build(listener: JsonObject = {}): Promise<this> {
    const balancer = await this.loadBalancer({ Name: 'alb', Subnets: ['subnet-1'], SecurityGroups: ['sg-1'], Tags: [{ Key: 'a', Value: 'b' }] });
    this.loadBalancerArn = balancer.physicalId;
    this.dnsName = String(balancer.attributes.DNSName);
    this.targetGroupArn = await this.targetGroup('tg');
    this.listenerArn = (await new ListenerProvisioner(this.store).create(request({
      LoadBalancerArn: this.loadBalancerArn, Port: 80, Protocol: 'HTTP', DefaultActions: [{ Type: 'forward', TargetGroupArn: this.targetGroupArn }], ...listener,
    }))).physicalId;
    return this;
  }

  async loadBalancer(properties: JsonObject) {
    return new LoadBalancerProvisioner(this.store, this.change).create(request(properties));
  }

  async targetGroup(name: string, properties: JsonObject = {}): Promise<string> {
    return (await new TargetGroupProvisioner(this.store).create(request({
      Name: name,
      Port: 8080,
      Protocol: 'HTTP',
      TargetType: 'ip',
      HealthCheckPath: '/health',
      HealthCheckIntervalSeconds: 10,
      HealthyThresholdCount: 3,
      UnhealthyThresholdCount: 2,
      TargetGroupAttributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '30' }],
      ...properties,
    }))).physicalId;
  }

  async rule(properties: JsonObject): Promise<string> {
    return (await new ListenerRuleProvisioner(this.store).create(request({ ListenerArn: this.listenerArn, ...properties }))).physicalId;
  }

  /** Lets time pass, second by second, with the checks that are due. */
  async pass(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second += 1) {
      this.now += 1000;
      this.health.tick();
      await new Promise((resolve) => { setImmediate(resolve); });
    }
  }
}

export function request(properties: JsonObject, more: Partial<ResourceRequest> = {}): ResourceRequest {
  return {
    operation: 'create',
    resourceType: 'x',
    logicalId: 'Logical',
    properties,
    stackName: 'stack',
    stackId: 'arn:stack',
    region: 'us-east-1',
    accountId: '123456789012',
    ...more,
  };
}

import { XMLParser } from 'fast-xml-parser';
import { BalancedWorld, request } from './balanced-world';
import { loadBalancingService } from '../../../src/sandbox/load-balancing/load-balancing-api';
import { LoadBalancerProvisioner, TargetGroupProvisioner } from '../../../src/sandbox/load-balancing/load-balancing-provisioners';
import { LoadBalancingStore } from '../../../src/sandbox/load-balancing/load-balancing-store';
import { holds } from '../../../src/sandbox/load-balancing/routing';

async function call(world: BalancedWorld, action: string, parameters: Record<string, string> = {}): Promise<Record<string, never>> {
  const xml = await loadBalancingService(world.store, world.health).actions[action](new URLSearchParams(parameters), {});
  return new XMLParser({ ignoreAttributes: true, isArray: (name) => name === 'member' }).parse(xml)[`${action}Response`][`${action}Result`];
}

test('what CloudFormation made can be read back', async () => {
  const world = await new BalancedWorld().build();
  expect(await call(world, 'DescribeLoadBalancers', { 'Names.member.1': 'alb' })).toMatchObject({
    LoadBalancers: {
      member: [{
        LoadBalancerArn: world.loadBalancerArn,
        DNSName: world.dnsName,
        Scheme: 'internet-facing',
        State: { Code: 'active' },
        AvailabilityZones: { member: [{ SubnetId: 'subnet-1' }] },
        SecurityGroups: { member: ['sg-1'] },
      }],
    },
  });
  expect(await call(world, 'DescribeTargetGroups', { LoadBalancerArn: world.loadBalancerArn })).toMatchObject({
    TargetGroups: {
      member: [{
        TargetGroupName: 'tg',
        Port: 8080,
        HealthCheckPath: '/health',
        HealthCheckIntervalSeconds: 10,
        Matcher: { HttpCode: 200 },
        LoadBalancerArns: { member: [world.loadBalancerArn] },
      }],
    },
  });
  expect(await call(world, 'DescribeListeners', { LoadBalancerArn: world.loadBalancerArn })).toMatchObject({
    Listeners: { member: [{ ListenerArn: world.listenerArn, Port: 80, DefaultActions: { member: [{ Type: 'forward' }] } }] },
  });
  const rule = await world.rule({ Priority: 5, Conditions: [{ Field: 'path-pattern', Values: ['/a&b'] }], Actions: [{ Type: 'fixed-response' }] });
  expect(await call(world, 'DescribeRules', { ListenerArn: world.listenerArn })).toMatchObject({
    Rules: {
      member: [
        { RuleArn: rule, Priority: 5, Conditions: { member: [{ Values: { member: ['/a&b'] } }] } },
        { Priority: 'default', IsDefault: true },
      ],
    },
  });
  expect(await call(world, 'DescribeTags', { 'ResourceArns.member.1': world.loadBalancerArn })).toMatchObject({
    TagDescriptions: { member: [{ ResourceArn: world.loadBalancerArn, Tags: { member: [{ Key: 'a', Value: 'b' }] } }] },
  });
  expect(JSON.stringify(await call(world, 'DescribeTargetGroupAttributes', { TargetGroupArn: world.targetGroupArn })))
    .toContain('{"Key":"deregistration_delay.timeout_seconds","Value":30}');
  expect(JSON.stringify(await call(world, 'DescribeLoadBalancerAttributes', { LoadBalancerArn: world.loadBalancerArn })))
    .toContain('{"Key":"deletion_protection.enabled","Value":false}');
});

test('target health says the state and why', async () => {
  const world = await new BalancedWorld().build();
  world.problems[1] = 'Health checks failed with these codes: [500]';
  world.health.register(world.targetGroupArn, { id: '172.17.0.2', port: 8080 }, { host: '127.0.0.1', port: 1 });
  await world.pass(20);
  expect(await call(world, 'DescribeTargetHealth', { TargetGroupArn: world.targetGroupArn })).toMatchObject({
    TargetHealthDescriptions: {
      member: [{
        Target: { Id: '172.17.0.2', Port: 8080 },
        TargetHealth: { State: 'unhealthy', Reason: 'Target.FailedHealthChecks', Description: 'Health checks failed with these codes: [500]' },
      }],
    },
  });
});

test.each([
  ['DescribeLoadBalancers', { 'Names.member.1': 'none' }, 'LoadBalancerNotFound'],
  ['DescribeTargetGroups', { 'Names.member.1': 'none' }, 'TargetGroupNotFound'],
  ['DescribeTargetHealth', { TargetGroupArn: 'arn:none' }, 'TargetGroupNotFound'],
  ['DescribeListeners', { 'ListenerArns.member.1': 'arn:none' }, 'ListenerNotFound'],
  ['DescribeRules', { 'RuleArns.member.1': 'arn:none' }, 'RuleNotFound'],
  ['DescribeRules', {}, 'ValidationError'],
])('%s fails when its parameters are %j', async (action, parameters, code) => {
  await expect(call(await new BalancedWorld().build(), action, parameters)).rejects.toMatchObject({ code });
});

describe('a change by CloudFormation', () => {
  test('keeps a load balancer unless its name or scheme changes', async () => {
    const world = await new BalancedWorld().build();
    const provisioner = new LoadBalancerProvisioner(world.store, world.change);
    const update = { operation: 'update' as const, physicalId: world.loadBalancerArn };
    expect((await provisioner.update(request({ Name: 'alb', Subnets: ['subnet-2'] }, update))).physicalId).toBe(world.loadBalancerArn);
    expect(world.store.loadBalancer(world.loadBalancerArn).subnets).toEqual(['subnet-2']);
    const internal = await provisioner.update(request({ Name: 'alb', Scheme: 'internal' }, update));
    expect(internal.physicalId).not.toBe(world.loadBalancerArn);
    expect(internal.attributes.DNSName).toMatch(/^internal-alb-\d+\.us-east-1\.elb\.amazonaws\.com$/);
  });

  test('keeps a target group unless its port or protocol changes', async () => {
    const world = await new BalancedWorld().build();
    const provisioner = new TargetGroupProvisioner(world.store);
    const update = { operation: 'update' as const, physicalId: world.targetGroupArn, oldProperties: { Name: 'tg', Port: 8080 } };
    expect((await provisioner.update(request({ Name: 'tg', Port: '8080', HealthCheckPath: '/new' }, update))).physicalId).toBe(world.targetGroupArn);
    expect(world.store.targetGroup(world.targetGroupArn).healthCheck.path).toBe('/new');
    expect((await provisioner.update(request({ Name: 'tg', Port: 9090 }, update))).physicalId).not.toBe(world.targetGroupArn);
  });

  test('takes listeners and rules away with their load balancer', async () => {
    const world = await new BalancedWorld().build();
    await world.rule({ Priority: 1, Conditions: [], Actions: [] });
    await new LoadBalancerProvisioner(world.store, world.change).delete(request({}, { operation: 'delete', physicalId: world.loadBalancerArn }));
    expect(world.store.contents).toMatchObject({ loadBalancers: [], listeners: [], rules: [] });
    expect(world.store.contents.targetGroups).toHaveLength(1);
  });

  test('refuses a network load balancer by name', async () => {
    await expect(new BalancedWorld().loadBalancer({ Type: 'network' })).rejects.toThrow('application load balancers only, got Type "network"');
  });

  test('gives a name of at most 32 characters when the template has none', async () => {
    const world = new BalancedWorld();
    await world.loadBalancer({});
    expect(world.store.contents.loadBalancers[0].LoadBalancerName).toMatch(/^stack-Logical-[0-9A-F]{12}$/);
  });

  test('survives a restart', async () => {
    const values = new Map<string, unknown>();
    const state = {
      read: (name: string, fallback: unknown) => values.get(name) ?? fallback,
      write: (name: string, value: unknown) => { values.set(name, value); },
    };
    const store = new LoadBalancingStore(state as never);
    await new TargetGroupProvisioner(store).create(request({ Name: 'tg' }));
    expect(new LoadBalancingStore(state as never).contents.targetGroups).toHaveLength(1);
  });
});

describe('a condition', () => {
  const facts = { host: 'api.example.com', path: '/v1/orders', query: 'mode=fast&x=1', method: 'GET', headers: { 'x-team': 'blue' }, sourceAddress: '' };

  test.each([
    [{ Field: 'host-header', Values: ['*.EXAMPLE.com'] }, true],
    [{ Field: 'host-header', HostHeaderConfig: { Values: ['example.com'] } }, false],
    [{ Field: 'path-pattern', Values: ['/v?/orders'] }, true],
    [{ Field: 'path-pattern', Values: ['/V1/*'] }, false],
    [{ Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-Team', Values: ['bl*'] } }, true],
    [{ Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-Other', Values: ['*'] } }, false],
    [{ Field: 'query-string', QueryStringConfig: { Values: [{ Key: 'mode', Value: 'f*' }] } }, true],
    [{ Field: 'query-string', QueryStringConfig: { Values: [{ Value: 'slow' }] } }, false],
    [{ Field: 'source-ip', SourceIpConfig: { Values: ['0.0.0.0/0'] } }, false],
  ])('%j holds: %s', (condition, expected) => {
    expect(holds(condition, facts)).toBe(expected);
  });
});

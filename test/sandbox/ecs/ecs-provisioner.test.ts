import { FakeWorld, TARGET_GROUP } from './fake-world';
import { JsonObject } from '../../../src/sandbox/aws-json';
import { ClusterProvisioner, ServiceProvisioner, TaskDefinitionProvisioner } from '../../../src/sandbox/ecs/ecs-provisioner';
import { ResourceRequest } from '../../../src/sandbox/provisioner';

function request(properties: JsonObject, more: Partial<ResourceRequest> = {}): ResourceRequest {
  return {
    operation: 'create',
    resourceType: 'AWS::ECS::Service',
    logicalId: 'Service',
    properties,
    stackName: 'stack',
    stackId: 'arn:stack',
    region: 'us-east-1',
    accountId: '123456789012',
    ...more,
  };
}

function serviceProperties(taskDefinition: string, more: JsonObject = {}): JsonObject {
  return {
    ServiceName: 'web',
    Cluster: 'main',
    TaskDefinition: taskDefinition,
    DesiredCount: '1',
    HealthCheckGracePeriodSeconds: '0',
    DeploymentConfiguration: { DeploymentCircuitBreaker: { Enable: true, Rollback: true }, MinimumHealthyPercent: '100', MaximumPercent: '200' },
    LoadBalancers: [{ TargetGroupArn: TARGET_GROUP, ContainerName: 'app', ContainerPort: '8080' }],
    ...more,
  };
}

/** Waiting lets the world's time pass. */
function provisioner(world: FakeWorld): ServiceProvisioner {
  const clock = { now: () => world.clock.now(), sleep: async () => world.pass(0.5) };
  return new ServiceProvisioner({ services: world.context, clock, stabilizationTimeoutMs: 120_000, lastFailure: () => 'Last stopped task: exit code 1' });
}

describe('a service in a stack', () => {
  test('is created when its task is steady', async () => {
    const world = new FakeWorld();
    const created = await provisioner(world).create(request(serviceProperties(world.registerRevision('good'))));
    expect(created).toEqual({
      physicalId: 'arn:aws:ecs:us-east-1:123456789012:service/main/web',
      attributes: { Name: 'web', ServiceArn: 'arn:aws:ecs:us-east-1:123456789012:service/main/web' },
    });
    expect(world.store.services[0]).toMatchObject({ desiredCount: 1, serviceDeployments: [{ status: 'SUCCESSFUL' }] });
  });

  test('fails when its container dies, with the reason, and leaves nothing', async () => {
    const world = new FakeWorld();
    world.behaviours.bad = { exitsAfterMs: 5000 };
    await expect(provisioner(world).create(request(serviceProperties(world.registerRevision('bad')))))
      .rejects.toThrow(/^Error occurred during operation 'ECS Deployment Circuit Breaker was triggered' .* Last stopped task: exit code 1$/);
    expect(world.store.services[0].status).toBe('INACTIVE');
  });

  test('fails when it never becomes steady without a circuit breaker', async () => {
    const world = new FakeWorld();
    world.behaviours.bad = { unhealthy: true };
    const properties = serviceProperties(world.registerRevision('bad'), { DeploymentConfiguration: {} });
    await expect(provisioner(world).create(request(properties))).rejects.toThrow(/timed out/);
  });

  test('fails to update when ECS rolls back, and what served before still serves', async () => {
    const world = new FakeWorld();
    world.behaviours.bad = { exitsAfterMs: 5000 };
    const before = serviceProperties(world.registerRevision('good'));
    const { physicalId } = await provisioner(world).create(request(before));
    const after = serviceProperties(world.registerRevision('bad'));
    const update = request(after, { operation: 'update', physicalId, oldProperties: before });
    await expect(provisioner(world).update(update)).rejects.toThrow(/ROLLBACK_SUCCESSFUL/);
    expect(world.runningImages()).toEqual(['good']);
    // CloudFormation then sends the properties before back.
    await provisioner(world).update(request(before, { operation: 'update', physicalId, oldProperties: after }));
    expect(world.runningImages()).toEqual(['good']);
  });

  test('updates what makes no deployment even after one that was rolled back', async () => {
    const world = new FakeWorld();
    world.behaviours.bad = { exitsAfterMs: 5000 };
    const properties = serviceProperties(world.registerRevision('good'));
    const { physicalId } = await provisioner(world).create(request(properties));
    world.deploy('bad');
    world.pass(60);
    expect(world.store.services[0].serviceDeployments[0].status).toBe('ROLLBACK_SUCCESSFUL');
    await provisioner(world).update(request({ ...properties, HealthCheckGracePeriodSeconds: 9, DesiredCount: '2' }, { operation: 'update', physicalId }));
    expect(world.store.services[0].healthCheckGracePeriodSeconds).toBe(9);
    expect(world.runningImages()).toEqual(['good', 'good']);
    expect(world.store.services[0].serviceDeployments).toHaveLength(2);
  });

  test('is a new service when its name changes', async () => {
    const world = new FakeWorld();
    const properties = serviceProperties(world.registerRevision('good'));
    const { physicalId } = await provisioner(world).create(request(properties));
    const renamed = await provisioner(world).update(request({ ...properties, ServiceName: 'other' }, { operation: 'update', physicalId }));
    expect(renamed.physicalId).toMatch(/service\/main\/other$/);
  });

  test('is deleted with its tasks', async () => {
    const world = new FakeWorld();
    const { physicalId } = await provisioner(world).create(request(serviceProperties(world.registerRevision('good'))));
    await provisioner(world).delete(request({}, { operation: 'delete', physicalId }));
    expect(world.runningImages()).toEqual([]);
    expect(world.store.services[0].status).toBe('INACTIVE');
  });
});

test('a changed task definition is a new revision, and the one it replaces is deregistered', async () => {
  const world = new FakeWorld();
  const tasks = new TaskDefinitionProvisioner(world.context);
  const properties = { Family: 'f', ContainerDefinitions: [{ Name: 'app', Image: 'i' }] };
  const first = await tasks.create(request(properties));
  const second = await tasks.update(request(properties, { operation: 'update', physicalId: first.physicalId }));
  await tasks.delete(request(properties, { operation: 'delete', physicalId: first.physicalId }));
  expect(second.physicalId).toMatch(/task-definition\/f:2$/);
  expect(world.store.taskDefinitions.map((record) => record.status)).toEqual(['INACTIVE', 'ACTIVE']);
});

test('a cluster is made, changed and ended', async () => {
  const world = new FakeWorld();
  const clusters = new ClusterProvisioner(world.context);
  const created = await clusters.create(request({ ClusterName: 'c' }));
  expect(created).toEqual({ physicalId: 'c', attributes: { Arn: 'arn:aws:ecs:us-east-1:123456789012:cluster/c' } });
  const settings = [{ Name: 'containerInsights', Value: 'enhanced' }];
  await clusters.update(request({ ClusterName: 'c', ClusterSettings: settings }, { operation: 'update', physicalId: 'c' }));
  expect(world.store.cluster('c').settings).toEqual([{ name: 'containerInsights', value: 'enhanced' }]);
  await clusters.delete(request({}, { operation: 'delete', physicalId: 'c' }));
  expect(() => world.store.cluster('c')).toThrow('Cluster not found.');
});

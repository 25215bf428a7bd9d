import { FakeWorld, TARGET_GROUP } from './fake-world';
import { Operation } from '../../../src/sandbox/aws-json';
import { ecsService } from '../../../src/sandbox/ecs/ecs-part';

function api(world: FakeWorld): (operation: string, input?: object) => ReturnType<Operation> {
  const service = ecsService(world.context);
  return async (operation, input = {}) => service.operations[operation]({ ...input }, {});
}

describe('task definitions', () => {
  test('get a new revision each time, and give back every field', async () => {
    const call = api(new FakeWorld());
    const input = {
      family: 'f',
      cpu: '256',
      runtimePlatform: { cpuArchitecture: 'ARM64' },
      containerDefinitions: [{ name: 'app', image: 'i', linuxParameters: { initProcessEnabled: true } }],
    };
    await call('RegisterTaskDefinition', input);
    await call('RegisterTaskDefinition', { ...input, tags: [{ key: 'a', value: 'b' }] });
    expect(await call('DescribeTaskDefinition', { taskDefinition: 'f', include: ['TAGS'] })).toMatchObject({
      taskDefinition: { ...input, revision: 2, status: 'ACTIVE', taskDefinitionArn: 'arn:aws:ecs:us-east-1:123456789012:task-definition/f:2' },
      tags: [{ key: 'a', value: 'b' }],
    });
    expect((await call('DescribeTaskDefinition', { taskDefinition: 'f:1' })).tags).toBeUndefined();
  });

  test('are listed by status once deregistered', async () => {
    const call = api(new FakeWorld());
    for (const _ of [1, 2]) {
      await call('RegisterTaskDefinition', { family: 'f', containerDefinitions: [{ name: 'app', image: 'i' }] });
    }
    await call('DeregisterTaskDefinition', { taskDefinition: 'f:1' });
    expect((await call('ListTaskDefinitions', { familyPrefix: 'f' })).taskDefinitionArns).toEqual([expect.stringMatching(/f:2$/)]);
    expect((await call('ListTaskDefinitions', { status: 'INACTIVE' })).taskDefinitionArns).toEqual([expect.stringMatching(/f:1$/)]);
  });

  test.each([
    ['without a container', { family: 'f' }, 'Container list cannot be empty.'],
    ['for Fargate without memory', { family: 'f', requiresCompatibilities: ['FARGATE'], networkMode: 'awsvpc', cpu: '256', containerDefinitions: [{ name: 'a', image: 'i' }] }, 'memory at the task level'],
    ['with a family that is no name', { family: 'a b', containerDefinitions: [] }, 'Family contains invalid characters'],
  ])('are refused %s', async (_, input, message) => {
    await expect(api(new FakeWorld())('RegisterTaskDefinition', input)).rejects.toMatchObject({ code: 'ClientException', message: expect.stringContaining(message) });
  });

  test('fails when a revision does not exist', async () => {
    await expect(api(new FakeWorld())('DescribeTaskDefinition', { taskDefinition: 'f:9' })).rejects.toMatchObject({ code: 'ClientException' });
  });
});

describe('services', () => {
  test('are described with deployments and counts, and what is missing is a failure', async () => {
    const world = new FakeWorld();
    world.create('good');
    world.pass(20);
    const answer = await api(world)('DescribeServices', { cluster: 'main', services: ['web', 'other'] });
    expect(answer).toMatchObject({
      services: [{
        serviceName: 'web',
        status: 'ACTIVE',
        desiredCount: 1,
        runningCount: 1,
        pendingCount: 0,
        deployments: [{ status: 'PRIMARY', rolloutState: 'COMPLETED', desiredCount: 1, runningCount: 1, failedTasks: 0 }],
      }],
      failures: [{ arn: 'arn:aws:ecs:us-east-1:123456789012:service/main/other', reason: 'MISSING' }],
    });
  });

  test.each([
    ['a cluster that does not exist', { cluster: 'other', service: 'web' }, 'ClusterNotFoundException'],
    ['a service that does not exist', { cluster: 'main', service: 'other' }, 'ServiceNotFoundException'],
    ['a task definition that does not exist', { cluster: 'main', service: 'web', taskDefinition: 'none:1' }, 'ClientException'],
    ['a deployment controller that the sandbox lacks', { cluster: 'main', service: 'web', deploymentController: { type: 'CODE_DEPLOY' } }, 'UnsupportedFeatureException'],
    ['a deployment strategy that the sandbox lacks', { cluster: 'main', service: 'web', deploymentConfiguration: { strategy: 'CANARY' } }, 'UnsupportedFeatureException'],
  ])('fails when an update names %s', async (_, input, code) => {
    const world = new FakeWorld();
    world.create('good');
    await expect(api(world)('UpdateService', input)).rejects.toMatchObject({ code });
  });

  test('are refused without a listener in front of the target group, since AWS would', async () => {
    const world = new FakeWorld();
    jest.spyOn(world, 'isAttached').mockReturnValue(false);
    expect(() => world.create('good')).toThrow(`The target group with targetGroupArn ${TARGET_GROUP} does not have an associated load balancer.`);
  });

  test('are refused for a container or port that the task definition lacks', () => {
    const balancer = { targetGroupArn: TARGET_GROUP, containerName: 'app', containerPort: 8080 };
    expect(() => new FakeWorld().create('good', { loadBalancers: [{ ...balancer, containerName: 'web' }] })).toThrow('The container web does not exist');
    expect(() => new FakeWorld().create('good', { loadBalancers: [{ ...balancer, containerPort: 1 }] })).toThrow('did not have a container port 1');
  });

  test('forget the tasks of a deleted service of the same name', async () => {
    const world = new FakeWorld();
    world.create('good');
    world.pass(2);
    await api(world)('DeleteService', { cluster: 'main', service: 'web', force: true });
    world.pass(2);
    world.create('good');
    expect((await api(world)('ListTasks', { cluster: 'main', serviceName: 'web', desiredStatus: 'STOPPED' })).taskArns).toEqual([]);
    expect((await api(world)('ListServices', { cluster: 'main' })).serviceArns).toHaveLength(1);
  });
});

describe('tasks', () => {
  test('are listed by service, family and desired status, and say why they stopped', async () => {
    const world = new FakeWorld();
    world.behaviours.bad = { exitsAfterMs: 1000 };
    world.create('bad');
    world.pass(30);
    const call = api(world);
    expect((await call('ListTasks', { cluster: 'main', serviceName: 'web' })).taskArns).toEqual([]);
    expect((await call('ListTasks', { cluster: 'main', family: 'other', desiredStatus: 'STOPPED' })).taskArns).toEqual([]);
    const { taskArns } = await call('ListTasks', { cluster: 'main', family: 'web', desiredStatus: 'STOPPED' });
    expect((await call('DescribeTasks', { cluster: 'main', tasks: taskArns })).tasks).toMatchObject(Array(3).fill({
      lastStatus: 'STOPPED',
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      group: 'service:web',
      containers: [{ name: 'app', exitCode: 1 }],
    }));
  });

  test('fails when the service does not exist', async () => {
    await expect(api(new FakeWorld())('ListTasks', { cluster: 'main', serviceName: 'none' })).rejects.toMatchObject({ code: 'ServiceNotFoundException' });
  });
});

describe('service deployments', () => {
  test('are listed newest first, filtered by status and page by page', async () => {
    const world = new FakeWorld();
    world.create('good');
    world.pass(20);
    world.deploy('better');
    const call = api(world);
    const first = await call('ListServiceDeployments', { cluster: 'main', service: 'web', maxResults: 1 });
    expect(first.serviceDeployments).toMatchObject([{ status: 'IN_PROGRESS' }]);
    const second = await call('ListServiceDeployments', { cluster: 'main', service: 'web', maxResults: 1, nextToken: first.nextToken });
    expect(second).toMatchObject({ serviceDeployments: [{ status: 'SUCCESSFUL' }] });
    expect(second.nextToken).toBeUndefined();
    expect((await call('ListServiceDeployments', { cluster: 'main', service: 'web', status: ['SUCCESSFUL'] })).serviceDeployments).toHaveLength(1);
  });

  test('are described with source and target revision', async () => {
    const world = new FakeWorld();
    world.create('good');
    world.pass(20);
    world.deploy('better');
    const [record] = world.store.services[0].serviceDeployments;
    const call = api(world);
    expect(await call('DescribeServiceDeployments', { serviceDeploymentArns: [record.serviceDeploymentArn, 'arn:none'] })).toMatchObject({
      serviceDeployments: [{
        status: 'IN_PROGRESS',
        deploymentCircuitBreaker: { status: 'MONITORING', failureCount: 0, threshold: 3 },
        sourceServiceRevisions: [{ runningTaskCount: 1 }],
        targetServiceRevision: { requestedTaskCount: 1, runningTaskCount: 0 },
      }],
      failures: [{ arn: 'arn:none', reason: 'MISSING' }],
    });
    expect(await call('DescribeServiceRevisions', { serviceRevisionArns: record.sourceServiceRevisions })).toMatchObject({
      serviceRevisions: [{ containerImages: [{ containerName: 'app', imageDigest: 'sha256:digest-of-good' }] }],
    });
  });
});

test('tags are read and added on clusters, services and task definitions', async () => {
  const world = new FakeWorld();
  const call = api(world);
  const { cluster } = await call('CreateCluster', { clusterName: 'c', tags: [{ key: 'a', value: '1' }] });
  const { clusterArn: resourceArn } = cluster as { clusterArn: string };
  await call('TagResource', { resourceArn, tags: [{ key: 'a', value: '2' }, { key: 'b', value: '3' }] });
  expect(await call('ListTagsForResource', { resourceArn })).toEqual({ tags: [{ key: 'a', value: '2' }, { key: 'b', value: '3' }] });
  const taskDefinition = world.registerRevision('good');
  await call('TagResource', { resourceArn: taskDefinition, tags: [{ key: 't', value: '1' }] });
  expect(await call('ListTagsForResource', { resourceArn: taskDefinition })).toEqual({ tags: [{ key: 't', value: '1' }] });
  await expect(call('ListTagsForResource', { resourceArn: 'arn:none' })).rejects.toMatchObject({ code: 'InvalidParameterException' });
});

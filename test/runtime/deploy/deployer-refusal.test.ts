import { refusal } from '../support/fake-aws';
import { FakeCluster } from '../support/fake-cluster';

let cluster: FakeCluster;

beforeEach(() => {
  cluster = new FakeCluster();
});

describe('a request that is wrong', () => {
  test('is refused with exit code 2 before anything is touched', async () => {
    cluster.imageDefinitions = JSON.stringify([{ name: 'app', imageUri: 'r/orders:latest' }]);
    await expect(cluster.deploy()).resolves.toBe(2);
    expect(cluster.aws.calls).toEqual([]);
    expect(cluster.ending).toContain('DEPLOYMENT FAILED: service service\n  reason: the settings cannot be used:\n  - imagedefinitions.json[0].imageUri is "r/orders:latest", which names no digest');
    expect(cluster.ending).toMatch(/\n  what to do: correct them and run the pipeline again; nothing was touched$/);
  });

  test('is refused when the file cannot be read', async () => {
    Object.defineProperty(cluster, 'imageDefinitions', { get: () => { throw new Error('ENOENT'); } });
    await expect(cluster.deploy()).resolves.toBe(2);
    expect(cluster.ending).toContain('IMAGE_DEFINITIONS "imagedefinitions.json" cannot be read (ENOENT): give the file that the Build stage wrote');
  });

  test('is refused when the container does not exist', async () => {
    cluster.definition.containerDefinitions = [{ name: 'web', image: 'x' }];
    await expect(cluster.deploy()).resolves.toBe(2);
    expect(cluster.aws.of('ecs:RegisterTaskDefinition')).toEqual([]);
  });

  test.each(['CODE_DEPLOY', 'EXTERNAL'])('is refused for a service with deployment controller %s', async (type) => {
    cluster.service.deploymentController = { type };
    await expect(cluster.deploy()).resolves.toBe(2);
    expect(cluster.ending).toContain(`service service has deployment controller ${type}: this deployer follows deployments of controller ECS only`);
  });

  test('accepts a service with deployment controller ECS', async () => {
    cluster.service.deploymentController = { type: 'ECS' };
    await expect(cluster.deploy()).resolves.toBe(0);
  });
});

describe('what keeps a deployment from beginning', () => {
  test.each([{}, { services: [] }, { services: [{ status: 'INACTIVE' }] }])('a service that is not there: %j', async (answer) => {
    cluster.aws.reply('ecs:DescribeServices', answer);
    await expect(cluster.deploy()).resolves.toBe(1);
    expect(cluster.ending).toContain('reason: cluster cluster has no active service service\n  what to do: deploy the infrastructure first, or correct CLUSTER_NAME and SERVICE_NAME');
  });

  test.each(['PENDING', 'IN_PROGRESS', 'STOP_REQUESTED', 'ROLLBACK_REQUESTED', 'ROLLBACK_IN_PROGRESS'])('a deployment that is %s is waited for', async (status) => {
    const theirs = (now: string) => ({ serviceDeployments: [{ serviceDeploymentArn: 'theirs', status: now }] });
    const mine = { serviceDeployments: [{ serviceDeploymentArn: 'mine', status: 'PENDING' }, { serviceDeploymentArn: 'theirs', status: 'SUCCESSFUL' }] };
    cluster.aws.reply('ecs:ListServiceDeployments', theirs(status), theirs('ROLLBACK_FAILED'), theirs('STOPPED'), mine).reply('ecs:DescribeServiceDeployments', { serviceDeployments: [{ status: 'SUCCESSFUL' }] });
    await expect(cluster.deploy()).resolves.toBe(0);
    expect(cluster.log.steps[0]).toBe(`another deployment is under way (${status}, theirs), waiting`);
    expect(cluster.clock.sleeps).toEqual([5000]);
  });

  test.each(['SUCCESSFUL', 'STOPPED', 'ROLLBACK_SUCCESSFUL', 'ROLLBACK_FAILED'])('a deployment that is %s is not', async (status) => {
    cluster.deployments.push({ serviceDeploymentArn: 'theirs', status, createdAt: 1, statuses: [status] });
    await cluster.deploy();
    expect(cluster.log.steps[0]).toContain('registered');
  });

  test('a deployment that does not end', async () => {
    cluster.aws.reply('ecs:ListServiceDeployments', { serviceDeployments: [{ serviceDeploymentArn: 'theirs', status: 'IN_PROGRESS' }] });
    await expect(cluster.deploy({ deploymentTimeoutSeconds: 20 })).resolves.toBe(1);
    expect(cluster.clock.sleeps).toEqual([5000, 5000, 5000, 5000]);
    expect(cluster.ending).toContain('reason: another deployment of service service did not end within 20 seconds\n  what to do: wait for it or stop it, then retry the stage');
    expect(cluster.aws.of('ecs:RegisterTaskDefinition')).toEqual([]);
  });

  test('an API error before anything was changed', async () => {
    cluster.aws.reply('ecs:RegisterTaskDefinition', refusal('ecs:RegisterTaskDefinition', 'AccessDeniedException'));
    await expect(cluster.deploy()).resolves.toBe(1);
    expect(cluster.ending).toContain('reason: ecs:RegisterTaskDefinition failed with AccessDeniedException: said AWS\n  what to do: mend the cause and retry the stage: the deployer finishes what is missing');
    expect(cluster.aws.of('ecs:UpdateService')).toEqual([]);
  });
});

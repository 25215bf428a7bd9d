import { refusal } from '../support/fake-aws';
import { FakeCluster, NEW_DIGEST, NEW_REVISION, OLD_DIGEST, OLD_REVISION, REPOSITORY_URI, aTask, deploymentArn } from '../support/fake-cluster';

const smokeTest = { url: 'http://alb/health', status: 200, timeoutSeconds: 10 };
const FIRST = deploymentArn(1);
let cluster: FakeCluster;

beforeEach(() => {
  cluster = new FakeCluster();
});

describe('a deployment that succeeds', () => {
  test('registers the revision by digest, follows its service deployment, marks it live and ends with one clear line', async () => {
    await expect(cluster.deploy({ smokeTest })).resolves.toBe(0);
    const { aws } = cluster;
    expect(aws.of('ecs:DescribeTaskDefinition')).toEqual([{ taskDefinition: OLD_REVISION, include: ['TAGS'] }]);
    expect(aws.of('ecs:RegisterTaskDefinition')).toEqual([expect.objectContaining({
      family: 'orders', tags: [{ key: 'Team', value: 'a' }], containerDefinitions: [expect.objectContaining({ name: 'app', image: `${REPOSITORY_URI}@${NEW_DIGEST}` })],
    })]);
    expect(aws.of('ecs:UpdateService')).toEqual([{ cluster: 'cluster', service: 'service', taskDefinition: NEW_REVISION }]);
    expect(aws.of('ecs:DescribeServiceDeployments')).toEqual([{ serviceDeploymentArns: [FIRST] }, { serviceDeploymentArns: [FIRST] }]);
    expect(cluster.tags).toEqual({ 'live': NEW_DIGEST, 'last-good': OLD_DIGEST });
    expect(aws.of('ecs:DeregisterTaskDefinition')).toEqual([]);
    expect(cluster.log.texts).toEqual([`deployed ${NEW_DIGEST}`]);
    expect(cluster.log.steps).toEqual([
      `registered ${NEW_REVISION}, same as ${OLD_REVISION} but for the image`,
      `service deployment ${FIRST}`,
      'deployment IN_PROGRESS: 1 of 2 tasks run, 0 failed',
      'deployment SUCCESSFUL: 1 of 2 tasks run, 0 failed',
      'the running tasks have the digest',
      'smoke test: GET http://alb/health must answer 200',
      'smoke test got 200 "fine"',
      `tag last-good is on ${OLD_DIGEST}`,
      `tag live is on ${NEW_DIGEST}`,
    ]);
    expect(cluster.clock.sleeps).toEqual([2000]);
  });

  test('asks for everything by cluster and service', async () => {
    await cluster.deploy();
    const { aws } = cluster;
    expect(aws.of('ecs:DescribeServices')[0]).toEqual({ cluster: 'cluster', services: ['service'] });
    expect(aws.of('ecs:ListTasks')).toEqual(expect.arrayContaining([
      { cluster: 'cluster', serviceName: 'service', desiredStatus: 'STOPPED' }, { cluster: 'cluster', serviceName: 'service', desiredStatus: 'RUNNING' },
    ]));
    expect(aws.of('ecs:DescribeTasks')).toEqual([{ cluster: 'cluster', tasks: ['running/0', 'running/1'] }]);
    expect(aws.of('ecs:ListServiceDeployments')).toEqual([
      { cluster: 'cluster', service: 'service', createdAt: { after: '2026-11-22T12:00:00.000Z' } },
      { cluster: 'cluster', service: 'service', createdAt: { after: '2026-11-23T11:00:00.000Z' } },
      { cluster: 'cluster', service: 'service', createdAt: { after: '2026-11-23T11:00:00.000Z' } },
    ]);
  });

  test('says a state only once and shows the lifecycle stage', async () => {
    cluster.scripts = [['PENDING', 'PENDING', 'SUCCESSFUL']];
    cluster.aws.reply('ecs:DescribeServiceDeployments',
      { serviceDeployments: [{ status: 'IN_PROGRESS', lifecycleStage: 'BAKE_TIME' }] }, { serviceDeployments: [{ status: 'IN_PROGRESS', lifecycleStage: 'BAKE_TIME' }] }, { serviceDeployments: [{ status: 'SUCCESSFUL' }] });
    await cluster.deploy();
    expect(cluster.log.steps.filter((step) => step.startsWith('deployment'))).toEqual(['deployment IN_PROGRESS (BAKE_TIME): 0 of 0 tasks run, 0 failed', 'deployment SUCCESSFUL: 0 of 0 tasks run, 0 failed']);
  });

  test('without a smoke test says so', async () => {
    await expect(cluster.deploy()).resolves.toBe(0);
    expect(cluster.log.steps).toContain('no smoke test, since SMOKE_URL is not set');
    expect(cluster.requests).toEqual([]);
  });

  test('gives a service that stands at 0 its count', async () => {
    cluster.service.desiredCount = 0;
    await expect(cluster.deploy()).resolves.toBe(0);
    expect(cluster.aws.of('ecs:UpdateService')).toEqual([{ cluster: 'cluster', service: 'service', taskDefinition: NEW_REVISION, desiredCount: 2 }]);
  });

  test('marks only live when nothing was live before', async () => {
    cluster.tags = {};
    await cluster.deploy();
    expect(cluster.tags).toEqual({ live: NEW_DIGEST });
  });

  test('follows the first deployment that its own update started, past old ones and pages', async () => {
    cluster.deployments.push({ serviceDeploymentArn: 'old', status: 'SUCCESSFUL', createdAt: 99, statuses: ['SUCCESSFUL'] });
    const old = { serviceDeploymentArn: 'old', status: 'SUCCESSFUL', createdAt: 1 };
    const later = { serviceDeploymentArn: 'later', status: 'PENDING', createdAt: 30 };
    const mine = { serviceDeploymentArn: 'mine', status: 'PENDING', createdAt: 4 };
    cluster.aws
      .reply('ecs:ListServiceDeployments', { serviceDeployments: [] }, { serviceDeployments: [], nextToken: 'n' }, { serviceDeployments: [old] }, { serviceDeployments: [later], nextToken: 'n' }, { serviceDeployments: [mine, old] })
      .reply('ecs:DescribeServiceDeployments', { serviceDeployments: [{ status: 'SUCCESSFUL' }] });
    await expect(cluster.deploy()).resolves.toBe(0);
    expect(cluster.log.steps).toContain('service deployment mine');
    expect(cluster.aws.of('ecs:ListServiceDeployments').map(({ nextToken }) => nextToken)).toEqual([undefined, undefined, 'n', undefined, 'n']);
  });

  test('waits until the list shows its deployment', async () => {
    const list = { serviceDeployments: [{ serviceDeploymentArn: 'mine', status: 'PENDING' }] };
    cluster.aws.reply('ecs:ListServiceDeployments', {}, {}, {}, {}, list).reply('ecs:DescribeServiceDeployments', { serviceDeployments: [{ status: 'SUCCESSFUL' }] });
    await expect(cluster.deploy()).resolves.toBe(0);
    expect(cluster.clock.sleeps).toEqual([5000, 5000]);
  });

  test('waits a little until all tasks run', async () => {
    cluster.nextRunningCounts.push(0, 1);
    await expect(cluster.deploy()).resolves.toBe(0);
    expect(cluster.log.steps).toEqual(expect.arrayContaining(['0 of 2 tasks run, waiting', '1 of 2 tasks run, waiting']));
    expect(cluster.clock.sleeps).toEqual([2000, 5000, 5000]);
  });

  test('does not count a task that ECS wants to run but that is still starting', async () => {
    const task = (lastStatus: string) => ({ ...aTask({ lastStatus }), containers: [{ name: 'app', imageDigest: NEW_DIGEST }] });
    cluster.aws.reply('ecs:DescribeTasks', { tasks: [task('RUNNING'), task('PENDING')] }, { tasks: [task('RUNNING'), task('RUNNING')] });
    await expect(cluster.deploy()).resolves.toBe(0);
    expect(cluster.log.steps).toContain('1 of 2 tasks run, waiting');
  });

  test('accepts the platform\'s digest of a multi-platform image, and an image whose digest ECS does not report', async () => {
    cluster.runningDigest[NEW_REVISION] = 'sha256:platform';
    cluster.manifests[NEW_DIGEST] = JSON.stringify({ manifests: [{ digest: 'sha256:other' }, { digest: 'sha256:platform' }] });
    await expect(cluster.deploy()).resolves.toBe(0);
    const second = new FakeCluster();
    second.runningDigest[NEW_REVISION] = undefined;
    await expect(second.deploy()).resolves.toBe(0);
  });
});

describe('the same digest again', () => {
  beforeEach(() => {
    cluster.definition.containerDefinitions = [{ name: 'app', image: `${REPOSITORY_URI}@${NEW_DIGEST}` }];
    cluster.runningDigest[OLD_REVISION] = NEW_DIGEST;
  });

  test('touches nothing, tests the service and finishes what a run before left', async () => {
    await expect(cluster.deploy({ smokeTest })).resolves.toBe(0);
    expect(cluster.aws.of('ecs:RegisterTaskDefinition')).toEqual([]);
    expect(cluster.aws.of('ecs:UpdateService')).toEqual([]);
    expect(cluster.log.steps[0]).toBe(`${OLD_REVISION} runs this digest already: nothing to deploy`);
    expect(cluster.log.steps).not.toContain('the running tasks have the digest');
    expect(cluster.requests).toHaveLength(1);
    expect(cluster.tags).toEqual({ 'live': NEW_DIGEST, 'last-good': OLD_DIGEST });
    expect(cluster.ending).toBe(`deployed ${NEW_DIGEST}`);
  });

  test('leaves last-good alone when live is there already', async () => {
    cluster.tags = { 'live': NEW_DIGEST, 'last-good': 'sha256:before' };
    await cluster.deploy();
    expect(cluster.tags).toEqual({ 'live': NEW_DIGEST, 'last-good': 'sha256:before' });
    expect(cluster.aws.of('ecr:PutImage')).toEqual([]);
    expect(cluster.log.steps).toContain('tag live is already on this image');
  });

  test('fails when the service does not answer, and says that there is nothing to take back', async () => {
    cluster.answers = [{ kind: 'answer', status: 500, body: '' }];
    await expect(cluster.deploy({ smokeTest })).resolves.toBe(1);
    expect(cluster.aws.of('ecs:UpdateService')).toEqual([]);
    expect(cluster.ending).toContain(`  ${NEW_DIGEST} was running before this run, so there is nothing to take back\n  what to do: look at the service and its load balancer`);
  });

  test('deploys when the service stands at 0, when too few tasks run, or when they run something else', async () => {
    cluster.service.desiredCount = 0;
    await cluster.deploy();
    const few = new FakeCluster();
    const other = new FakeCluster();
    for (const each of [few, other]) { each.definition.containerDefinitions = cluster.definition.containerDefinitions; }
    few.runningDigest[OLD_REVISION] = NEW_DIGEST;
    few.nextRunningCounts.push(1);
    await few.deploy();
    await other.deploy();
    for (const each of [cluster, few, other]) { expect(each.aws.of('ecs:UpdateService')).toHaveLength(1); }
  });
});

describe('what fails after the service is fine', () => {
  test.each(['ecr:BatchGetImage', 'ecr:PutImage'])('%s leaves the digest in service, and the stage red', async (operation) => {
    cluster.aws.reply(operation, refusal(operation, 'AccessDeniedException'));
    await expect(cluster.deploy()).resolves.toBe(1);
    expect(cluster.aws.of('ecs:UpdateService')).toHaveLength(1);
    expect(cluster.ending).toContain(`reason: the digest is deployed and healthy, but this could not be recorded: ${operation} failed with AccessDeniedException: said AWS`);
    expect(cluster.ending).toContain(`  ${NEW_DIGEST} stays in service\n  what to do: mend the cause and retry the stage: the deployer finishes what is missing`);
  });
});

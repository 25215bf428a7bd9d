import { refusal } from '../support/fake-aws';
import { FakeCluster, NEW_DIGEST, NEW_REVISION, OLD_DIGEST, OLD_REVISION, aStoppedTask, deploymentArn } from '../support/fake-cluster';

const smokeTest = { url: 'http://alb/health', status: 200, timeoutSeconds: 10 };
const FIRST = deploymentArn(1);
let cluster: FakeCluster;

beforeEach(() => {
  cluster = new FakeCluster();
});

describe('a deployment that ECS gives up', () => {
  beforeEach(() => {
    cluster.scripts = [['IN_PROGRESS', 'ROLLBACK_IN_PROGRESS', 'ROLLBACK_SUCCESSFUL']];
    cluster.stopped = [aStoppedTask()];
    cluster.service.events = [{ createdAt: cluster.clock.now() / 1000, message: 'has started 2 tasks' }, { createdAt: 5, message: 'old news' }];
  });

  test('is red with the task\'s reason, exit code and last log lines', async () => {
    await expect(cluster.deploy({ smokeTest })).resolves.toBe(1);
    expect(cluster.ending).toBe([
      '',
      'DEPLOYMENT FAILED: service service',
      '  reason: ECS gave the deployment up (ROLLBACK_IN_PROGRESS)',
      `  service service is on ${OLD_REVISION} again`,
      '  task t1 stopped: Essential container in task exited',
      '    container app: exit code 1',
      '    last log lines of container app:',
      '      | Error: no database',
      '  ECS says: has started 2 tasks',
      '  what to do: mend what the task says below, push again; the stage can be retried when the cause was outside the application',
    ].join('\n'));
    expect(cluster.aws.of('logs:GetLogEvents')).toEqual([{ logGroupName: '/cicd/s/service', logStreamName: 'orders/app/t1', limit: 20, startFromHead: false }]);
    expect(cluster.requests).toEqual([]);
    expect(cluster.tags).toEqual({ live: OLD_DIGEST });
  });

  test('says why before the rollback has ended', async () => {
    cluster.aws.reply('ecs:DescribeServiceDeployments', { serviceDeployments: [{ status: 'ROLLBACK_IN_PROGRESS', statusReason: 'other', rollback: { reason: 'tasks failed to start' } }] });
    await cluster.deploy();
    expect(cluster.log.steps).toContain('the deployment has failed: ECS gave the deployment up (ROLLBACK_IN_PROGRESS): tasks failed to start');
    expect(cluster.log.texts[0]).toBe('  task t1 stopped: Essential container in task exited');
  });

  test('asks for failed tasks only until it turns back, and once more to explain', async () => {
    await cluster.deploy();
    expect(cluster.aws.of('ecs:DescribeServiceDeployments')).toHaveLength(3);
    expect(cluster.aws.of('ecs:ListTasks').filter(({ desiredStatus }) => desiredStatus === 'STOPPED')).toHaveLength(2 + 1);
    expect(cluster.log.steps).toContain('deployment ROLLBACK_IN_PROGRESS: 1 of 2 tasks run, 1 failed');
  });

  test('gives ECS\'s reason', async () => {
    cluster.aws.reply('ecs:DescribeServiceDeployments', () => {
      cluster.service.taskDefinition = OLD_REVISION;
      return { serviceDeployments: [{ status: 'ROLLBACK_SUCCESSFUL', statusReason: 'circuit breaker was triggered' }] };
    });
    await cluster.deploy();
    expect(cluster.ending).toContain('reason: ECS gave the deployment up (ROLLBACK_SUCCESSFUL): circuit breaker was triggered');
  });

  test('deregisters the failed revision, and does not stop the deployment itself', async () => {
    await cluster.deploy();
    expect(cluster.aws.of('ecs:DeregisterTaskDefinition')).toEqual([{ taskDefinition: NEW_REVISION }]);
    expect(cluster.log.steps).toContain(`deregistered ${NEW_REVISION}`);
    expect(cluster.aws.of('ecs:StopServiceDeployment')).toEqual([]);
    expect(cluster.aws.of('ecs:UpdateService')).toHaveLength(1);
  });

  test('stays red when the revision cannot be deregistered', async () => {
    cluster.aws.reply('ecs:DeregisterTaskDefinition', refusal('ecs:DeregisterTaskDefinition', 'AccessDeniedException'));
    await expect(cluster.deploy()).resolves.toBe(1);
    expect(cluster.log.steps).toContain(`${NEW_REVISION} could not be deregistered: ecs:DeregisterTaskDefinition failed with AccessDeniedException: said AWS`);
    expect(cluster.ending).toContain(`service service is on ${OLD_REVISION} again`);
  });

  test.each(['STOPPED', 'ROLLBACK_FAILED'])('puts the previous revision back when the deployment ends as %s', async (status) => {
    cluster.scripts = [[status], ['IN_PROGRESS', 'SUCCESSFUL']];
    await expect(cluster.deploy()).resolves.toBe(1);
    expect(cluster.aws.of('ecs:UpdateService')[1]).toEqual({ cluster: 'cluster', service: 'service', taskDefinition: OLD_REVISION });
    expect(cluster.log.steps).toContain(`putting ${OLD_REVISION} back`);
    expect(cluster.ending).toContain(`reason: ECS gave the deployment up (${status})\n  service service is on ${OLD_REVISION} again`);
    expect(cluster.aws.of('ecs:DeregisterTaskDefinition')).toHaveLength(1);
  });

  test.each([[['ROLLBACK_FAILED']], [['IN_PROGRESS']]])('cries out when the previous revision does not come back: %j', async (statuses) => {
    cluster.scripts = [['STOPPED'], statuses];
    await expect(cluster.deploy()).resolves.toBe(1);
    expect(cluster.ending).toContain(`  THE ROLLBACK FAILED: ${OLD_REVISION} is not stable again, look at service service now (${deploymentArn(2)})`);
    expect(cluster.aws.of('ecs:DeregisterTaskDefinition')).toEqual([]);
    expect(cluster.clock.sleeps).toEqual(statuses[0] === 'IN_PROGRESS' ? Array(12).fill(5000) : []);
  });

  test('cries out when ECS says that it rolled back but the previous tasks do not run', async () => {
    cluster.runningCount = 1;
    await cluster.deploy();
    expect(cluster.ending).toContain(`  THE ROLLBACK FAILED: of ${OLD_REVISION} 1 of 2 tasks run, look at service service now`);
    expect(cluster.log.steps).toContain('1 of 2 tasks run, waiting');
    expect(cluster.clock.sleeps).toHaveLength(2 + 12);
    expect(cluster.aws.of('ecs:DeregisterTaskDefinition')).toEqual([]);
  });

  test('leaves the service alone when another change took over', async () => {
    cluster.aws.reply('ecs:DescribeServiceDeployments', () => {
      cluster.service.taskDefinition = 'theirs';
      return { serviceDeployments: [{ status: 'STOPPED' }] };
    });
    await expect(cluster.deploy()).resolves.toBe(1);
    expect(cluster.ending).toContain('another change took over: the service is on theirs, which this run leaves alone');
    expect(cluster.aws.of('ecs:UpdateService')).toHaveLength(1);
    expect(cluster.aws.of('ecs:DeregisterTaskDefinition')).toEqual([]);
  });

  test('does not wait for ever for a rollback', async () => {
    cluster.scripts = [['ROLLBACK_IN_PROGRESS']];
    await expect(cluster.deploy()).resolves.toBe(1);
    expect(cluster.ending).toContain('the rollback has not ended within 60 seconds: look at service service now');
    expect(cluster.clock.sleeps).toEqual(Array(30).fill(2000));
    expect(cluster.aws.of('ecs:DeregisterTaskDefinition')).toEqual([]);
  });

  test('cries out when AWS cannot be asked during the rollback', async () => {
    cluster.scripts = [['STOPPED']];
    cluster.aws.reply('ecs:UpdateService', (() => { cluster.service.taskDefinition = NEW_REVISION; cluster.deployments.push({ serviceDeploymentArn: FIRST, status: 'PENDING', createdAt: 1, statuses: ['STOPPED'] }); return {}; }),
      refusal('ecs:UpdateService', 'AccessDeniedException'));
    await expect(cluster.deploy()).resolves.toBe(1);
    expect(cluster.ending).toContain('THE ROLLBACK FAILED, look at service service now: ecs:UpdateService failed with AccessDeniedException: said AWS');
  });
});

describe('a deployment that ECS would go on with', () => {
  test('is stopped with a rollback at the deadline', async () => {
    cluster.scripts = [[...Array(151).fill('IN_PROGRESS'), 'ROLLBACK_IN_PROGRESS', 'ROLLBACK_SUCCESSFUL']];
    await expect(cluster.deploy()).resolves.toBe(1);
    expect(cluster.aws.of('ecs:StopServiceDeployment')).toEqual([{ serviceDeploymentArn: FIRST, stopType: 'ROLLBACK' }]);
    expect(cluster.log.steps).toContain('stopping the deployment with a rollback: the deployment did not become stable within 300 seconds');
    expect(cluster.ending).toContain(`reason: the deployment did not become stable within 300 seconds\n  service service is on ${OLD_REVISION} again`);
  });

  test('is stopped with a rollback as soon as too many tasks of its revision failed', async () => {
    cluster.stopped = [aStoppedTask(), aStoppedTask({ stoppedReason: 'Scaling activity initiated by (deployment x)' }), aStoppedTask({ taskDefinitionArn: OLD_REVISION }), aStoppedTask()];
    cluster.scripts = [['IN_PROGRESS', 'ROLLBACK_SUCCESSFUL']];
    await cluster.deploy({ maxStoppedTasks: 2 });
    expect(cluster.ending).toContain('reason: 2 tasks of the new revision failed; the deployment is stopped at 2');
    expect(cluster.log.steps).toContain('deployment IN_PROGRESS: 1 of 2 tasks run, 2 failed');
  });

  test('is not stopped while fewer tasks failed', async () => {
    cluster.stopped = [aStoppedTask(), aStoppedTask()];
    await expect(cluster.deploy()).resolves.toBe(0);
    expect(cluster.aws.of('ecs:StopServiceDeployment')).toEqual([]);
  });

  test('is looked at once more when it ended just before it was stopped', async () => {
    cluster.stopped = [aStoppedTask()];
    cluster.scripts = [['IN_PROGRESS', 'ROLLBACK_SUCCESSFUL']];
    cluster.aws.reply('ecs:StopServiceDeployment', refusal('ecs:StopServiceDeployment', 'ConflictException'));
    await expect(cluster.deploy({ maxStoppedTasks: 1 })).resolves.toBe(1);
    expect(cluster.aws.of('ecs:UpdateService')).toHaveLength(1);
    expect(cluster.ending).toContain(`service service is on ${OLD_REVISION} again`);
  });

  test('is red even when it became SUCCESSFUL after that', async () => {
    cluster.stopped = [aStoppedTask()];
    cluster.scripts = [['IN_PROGRESS', 'SUCCESSFUL'], ['SUCCESSFUL']];
    await expect(cluster.deploy({ maxStoppedTasks: 1 })).resolves.toBe(1);
    expect(cluster.aws.of('ecs:UpdateService')[1]).toMatchObject({ taskDefinition: OLD_REVISION });
  });

  test('is replaced by the previous revision when ECS refuses to roll it back', async () => {
    cluster.stopped = [aStoppedTask()];
    cluster.scripts = [['IN_PROGRESS'], ['SUCCESSFUL']];
    cluster.aws.reply('ecs:StopServiceDeployment', refusal('ecs:StopServiceDeployment', 'UnsupportedFeatureException'));
    await expect(cluster.deploy({ maxStoppedTasks: 1 })).resolves.toBe(1);
    expect(cluster.log.steps).toContain('ECS did not stop the deployment: ecs:StopServiceDeployment failed with UnsupportedFeatureException: said AWS');
    expect(cluster.aws.of('ecs:UpdateService')[1]).toMatchObject({ taskDefinition: OLD_REVISION });
    expect(cluster.ending).toContain('reason: 1 tasks of the new revision failed; the deployment is stopped at 1');
    expect(cluster.ending).toContain('container app: exit code 1');
  });

  test('is replaced by the previous revision when it can no longer be followed', async () => {
    cluster.aws.reply('ecs:DescribeServiceDeployments', refusal('ecs:DescribeServiceDeployments', 'AccessDeniedException'), { serviceDeployments: [{ status: 'SUCCESSFUL' }] });
    await expect(cluster.deploy()).resolves.toBe(1);
    expect(cluster.ending).toContain('reason: the deployment could not be followed: ecs:DescribeServiceDeployments failed with AccessDeniedException: said AWS');
    expect(cluster.ending).toContain(`service service is on ${OLD_REVISION} again`);
  });

  test('is replaced when ECS does not know it or lists none', async () => {
    cluster.aws.reply('ecs:DescribeServiceDeployments', { serviceDeployments: [] });
    await cluster.deploy();
    expect(cluster.ending).toContain(`could not be followed: ECS does not know the service deployment ${FIRST}`);
    const silent = new FakeCluster();
    silent.aws.reply('ecs:ListServiceDeployments', {});
    await silent.deploy();
    expect(silent.ending).toContain('could not be followed: ECS accepted the change but listed no service deployment for it within 60 seconds');
    // A minute for the change, and one for putting the previous revision back.
    expect(silent.clock.sleeps).toEqual(Array(24).fill(5000));
  });

  test('does not touch the service when the update itself is refused, and deregisters the revision', async () => {
    cluster.aws.reply('ecs:UpdateService', refusal('ecs:UpdateService', 'AccessDeniedException'));
    await expect(cluster.deploy()).resolves.toBe(1);
    expect(cluster.aws.of('ecs:UpdateService')).toHaveLength(1);
    expect(cluster.aws.of('ecs:DeregisterTaskDefinition')).toHaveLength(1);
    expect(cluster.ending).toContain('no task of the new revision was started');
  });
});

describe('a first deployment that fails', () => {
  beforeEach(() => {
    cluster.service.desiredCount = 0;
  });

  test('sets the service back to 0 as soon as the rollback begins', async () => {
    cluster.stopped = [aStoppedTask()];
    cluster.scripts = [['IN_PROGRESS', 'ROLLBACK_SUCCESSFUL']];
    await expect(cluster.deploy({ maxStoppedTasks: 1 })).resolves.toBe(1);
    expect(cluster.aws.calls.map(({ operation }) => operation).filter((name) => /Stop|Update/.test(name))).toEqual(['ecs:UpdateService', 'ecs:StopServiceDeployment', 'ecs:UpdateService']);
    expect(cluster.aws.of('ecs:UpdateService')[1]).toEqual({ cluster: 'cluster', service: 'service', desiredCount: 0 });
    expect(cluster.service.desiredCount).toBe(0);
    expect(cluster.ending).toContain('  service service is back at 0 tasks\n');
  });

  test('puts the template\'s revision back at 0 when ECS did not', async () => {
    cluster.scripts = [['STOPPED'], ['SUCCESSFUL']];
    await cluster.deploy();
    expect(cluster.aws.of('ecs:UpdateService')[2]).toEqual({ cluster: 'cluster', service: 'service', taskDefinition: OLD_REVISION, desiredCount: 0 });
    expect(cluster.ending).toContain('service service is back at 0 tasks');
  });

  test('tries again when setting to 0 was refused at first', async () => {
    cluster.scripts = [['ROLLBACK_IN_PROGRESS', 'ROLLBACK_SUCCESSFUL']];
    const update = { refuse: true };
    const original = (input: Record<string, unknown>) => {
      cluster.service.desiredCount = Number(input.desiredCount);
      if (input.taskDefinition) {
        cluster.service.taskDefinition = NEW_REVISION;
        cluster.deployments.push({ serviceDeploymentArn: FIRST, status: 'PENDING', createdAt: 1, statuses: ['ROLLBACK_IN_PROGRESS', 'ROLLBACK_SUCCESSFUL'] });
      }
      return {};
    };
    cluster.aws.reply('ecs:UpdateService', original, () => { update.refuse = false; throw refusal('ecs:UpdateService', 'ClientException'); }, original);
    await cluster.deploy();
    expect(cluster.log.steps).toContain('the service could not be set back to 0 yet: ecs:UpdateService failed with ClientException: said AWS');
    expect(cluster.service.desiredCount).toBe(0);
    expect(cluster.ending).toContain('service service is back at 0 tasks');
  });
});

describe('a deployment that ECS calls successful but is not', () => {
  test('is taken back when the tasks run another digest', async () => {
    cluster.runningDigest[NEW_REVISION] = OLD_DIGEST;
    await expect(cluster.deploy({ smokeTest })).resolves.toBe(1);
    expect(cluster.ending).toContain(`reason: ECS called the deployment successful, but a task runs ${OLD_DIGEST} instead of ${NEW_DIGEST}\n  service service is on ${OLD_REVISION} again`);
    expect(cluster.clock.sleeps).toEqual([2000, ...Array(12).fill(5000), 5000]);
    expect(cluster.requests).toEqual([]);
  });

  test('is taken back when the tasks cannot be looked at', async () => {
    const list = { taskArns: [] };
    cluster.aws.reply('ecs:ListTasks', list, list, refusal('ecs:ListTasks', 'AccessDeniedException'));
    await expect(cluster.deploy()).resolves.toBe(1);
    expect(cluster.ending).toContain('reason: ECS called the deployment successful, but the running tasks could not be looked at: ecs:ListTasks failed with AccessDeniedException: said AWS');
    expect(cluster.ending).toContain('  (the tasks could not be read: ecs:ListTasks failed with AccessDeniedException: said AWS)');
  });

  test('is not taken back when somebody else changed the service meanwhile', async () => {
    cluster.aws.reply('ecs:DescribeServiceDeployments', () => {
      cluster.service.taskDefinition = 'theirs';
      return { serviceDeployments: [{ status: 'SUCCESSFUL' }] };
    });
    await expect(cluster.deploy()).resolves.toBe(1);
    expect(cluster.ending).toContain(`the service was changed meanwhile: it is on theirs, not on ${NEW_REVISION}`);
    expect(cluster.ending).toContain('which this run leaves alone');
  });

  test('is taken back when the smoke test fails, and no tag moves', async () => {
    cluster.answers = [{ kind: 'answer', status: 503, body: 'no  \n healthy target ' }];
    await expect(cluster.deploy({ smokeTest })).resolves.toBe(1);
    expect(cluster.aws.of('ecs:UpdateService')[1]).toEqual({ cluster: 'cluster', service: 'service', taskDefinition: OLD_REVISION });
    expect(cluster.ending).toContain(`reason: the smoke test failed: GET http://alb/health should answer 200, last got 503 "no healthy target"\n  service service is on ${OLD_REVISION} again`);
    expect(cluster.ending).toContain('task 0 is RUNNING');
    expect(cluster.tags).toEqual({ live: OLD_DIGEST });
    expect(cluster.aws.of('ecs:DeregisterTaskDefinition')).toEqual([{ taskDefinition: NEW_REVISION }]);
  });
});

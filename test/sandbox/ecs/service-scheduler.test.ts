import { FakeWorld, TARGET_GROUP } from './fake-world';
import { serviceDeploymentOperations } from '../../../src/sandbox/ecs/service-deployment-operations';
import { deleteService, updateService } from '../../../src/sandbox/ecs/services';

const GOOD = 'good:1';
const BETTER = 'better:2';
const BAD = 'bad:3';

function steadyWorld(more = {}): FakeWorld {
  const world = new FakeWorld();
  world.create(GOOD, more);
  world.pass(20);
  world.resetWatch();
  return world;
}

function service(world: FakeWorld) {
  return world.store.services[0];
}

function stopDeployment(world: FakeWorld, stopType: string) {
  return serviceDeploymentOperations(world.store).StopServiceDeployment(
    { serviceDeploymentArn: service(world).serviceDeployments[0].serviceDeploymentArn, stopType }, {});
}

describe('a first deployment', () => {
  test('is under way until its task has been healthy for the stability window', () => {
    const world = new FakeWorld();
    world.create(GOOD);
    world.pass(10);
    expect(service(world).serviceDeployments[0].status).toBe('IN_PROGRESS');
    world.pass(10);
    expect(service(world).serviceDeployments[0].status).toBe('SUCCESSFUL');
    expect(service(world).deployments[0].rolloutState).toBe('COMPLETED');
    expect(service(world).events[0].message).toBe('(service web) has reached a steady state.');
  });

  test('is complete at once when no task is desired', () => {
    const world = new FakeWorld();
    world.create('missing:live', { desiredCount: 0 });
    world.pass(1);
    expect(service(world).serviceDeployments[0].status).toBe('SUCCESSFUL');
    expect(world.store.tasks).toEqual([]);
  });

  test.each([
    ['exits after five seconds', { exitsAfterMs: 5000 }, 'Essential container in task exited'],
    ['never gets healthy', { unhealthy: true }, `Task failed ELB health checks in (target-group ${TARGET_GROUP})`],
    ['cannot be pulled', { startError: 'CannotPullContainerError: bad:3: not found' }, 'CannotPullContainerError: bad:3: not found'],
  ])('fails when the container %s', (_, behaviour, reason) => {
    const world = new FakeWorld();
    world.behaviours[BAD] = behaviour;
    world.create(BAD);
    world.pass(60);
    expect(service(world).serviceDeployments[0]).toMatchObject({
      status: 'ROLLBACK_FAILED', circuitBreaker: { status: 'TRIGGERED', failureCount: 3, threshold: 3 },
    });
    expect(service(world).deployments[0].rolloutState).toBe('FAILED');
    expect(world.store.tasks.map((task) => task.stoppedReason)).toEqual([reason, reason, reason]);
  });
});

describe('a new revision', () => {
  test('takes over once it is steady, and the old task serves until then', () => {
    const world = steadyWorld();
    world.deploy(BETTER);
    world.pass(9);
    expect(world.runningImages()).toEqual([BETTER, GOOD]);
    world.pass(15);
    expect(world.runningImages()).toEqual([BETTER]);
    expect(world.watched).toEqual({ mostAlive: 2, fewestHealthy: 1 });
    expect(service(world).serviceDeployments[0].status).toBe('SUCCESSFUL');
    expect(service(world).deployments).toHaveLength(1);
  });

  test('never goes above the maximum percent nor below the minimum healthy percent', () => {
    const world = steadyWorld({ desiredCount: 4 });
    world.deploy(BETTER, { deploymentConfiguration: { minimumHealthyPercent: 50, maximumPercent: 100 } });
    world.pass(60);
    expect(world.runningImages()).toEqual([BETTER, BETTER, BETTER, BETTER]);
    expect(world.watched).toEqual({ mostAlive: 4, fewestHealthy: 2 });
  });

  test.each([
    ['exits after five seconds', { exitsAfterMs: 5000 }],
    ['never gets healthy', { unhealthy: true }],
    ['cannot be pulled', { startError: 'CannotPullContainerError' }],
  ])('is rolled back when its container %s, and the old task is never stopped', (_, behaviour) => {
    const world = steadyWorld();
    const oldTask = world.store.tasks[0].taskArn;
    world.behaviours[BAD] = behaviour;
    world.deploy(BAD);
    world.pass(60);
    expect(service(world).serviceDeployments[0]).toMatchObject({
      status: 'ROLLBACK_SUCCESSFUL',
      statusReason: 'Service deployment rolled back because the circuit breaker threshold was exceeded.',
      rollback: { serviceRevisionArn: service(world).revisions[0].serviceRevisionArn },
      circuitBreaker: { status: 'TRIGGERED', failureCount: 3 },
    });
    expect(world.store.tasks.filter((task) => task.desiredStatus === 'RUNNING').map((task) => task.taskArn)).toEqual([oldTask]);
    expect(world.watched.fewestHealthy).toBe(1);
    expect(service(world).taskDefinition).toBe(service(world).revisions[0].taskDefinition);
    expect(service(world).deployments.map((deployment) => [deployment.status, deployment.rolloutState])).toEqual([['PRIMARY', 'COMPLETED']]);
  });

  test('keeps trying without a circuit breaker', () => {
    const world = steadyWorld({ deploymentConfiguration: { deploymentCircuitBreaker: { enable: false, rollback: false } } });
    world.behaviours[BAD] = { exitsAfterMs: 1000 };
    world.deploy(BAD);
    world.pass(60);
    expect(service(world).serviceDeployments[0]).toMatchObject({ status: 'IN_PROGRESS', circuitBreaker: { status: 'DISABLED' } });
    expect(world.runningImages()).toContain(GOOD);
  });

  test('is stopped without a rollback when the breaker may not roll back, and what served keeps serving', () => {
    const world = steadyWorld({ deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: false } } });
    world.behaviours[BAD] = { exitsAfterMs: 1000 };
    world.deploy(BAD);
    world.pass(60);
    expect(service(world).serviceDeployments[0].status).toBe('STOPPED');
    expect(world.runningImages()).toEqual([GOOD]);
  });

  test('supersedes the one that is under way', () => {
    const world = steadyWorld();
    world.behaviours[BAD] = { unhealthy: true };
    world.deploy(BAD);
    world.pass(1);
    world.deploy(BETTER);
    world.pass(30);
    expect(service(world).serviceDeployments.map((record) => record.status)).toEqual(['SUCCESSFUL', 'STOPPED', 'SUCCESSFUL']);
    expect(world.runningImages()).toEqual([BETTER]);
  });

  test('does not start when nothing that runs changes', () => {
    const world = steadyWorld();
    updateService(world.context, { cluster: 'main', service: 'web', taskDefinition: service(world).taskDefinition, healthCheckGracePeriodSeconds: 7 });
    expect(service(world).serviceDeployments).toHaveLength(1);
    updateService(world.context, { cluster: 'main', service: 'web', forceNewDeployment: true });
    expect(service(world).serviceDeployments).toHaveLength(2);
  });
});

describe('StopServiceDeployment', () => {
  test('rolls back to the revision before', async () => {
    const world = steadyWorld();
    world.deploy(BETTER);
    world.pass(3);
    await stopDeployment(world, 'ROLLBACK');
    expect(service(world).serviceDeployments[0].status).toBe('ROLLBACK_REQUESTED');
    world.pass(2);
    expect(service(world).serviceDeployments[0]).toMatchObject({
      status: 'ROLLBACK_SUCCESSFUL', statusReason: 'Service deployment rolled back because of a user-initiated request.',
    });
    expect(world.runningImages()).toEqual([GOOD]);
  });

  test('leaves everything as it is when it aborts', async () => {
    const world = steadyWorld();
    world.deploy(BETTER);
    world.pass(3);
    await stopDeployment(world, 'ABORT');
    world.pass(30);
    expect(service(world).serviceDeployments[0].status).toBe('STOPPED');
    expect(world.runningImages()).toEqual([BETTER, GOOD]);
  });

  test('fails when the deployment is over', async () => {
    const world = steadyWorld();
    await expect(stopDeployment(world, 'ROLLBACK')).rejects.toMatchObject({ code: 'ConflictException' });
  });
});

describe('a rollback', () => {
  test('fails when the revision before cannot run either, and ends well when the count is set to zero', () => {
    // GIVEN a service that stands at 0 with an image that does not exist, and a first image that crashes
    const world = new FakeWorld();
    world.behaviours['missing:live'] = { startError: 'CannotPullContainerError' };
    world.behaviours[BAD] = { exitsAfterMs: 1000 };
    world.create('missing:live', { desiredCount: 0 });
    world.pass(1);
    world.deploy(BAD, { desiredCount: 1 });
    world.pass(60);
    expect(service(world).serviceDeployments[0].status).toBe('ROLLBACK_FAILED');
    // WHEN the next attempt is set back to 0 while it rolls back
    world.deploy(BAD, { desiredCount: 1 });
    for (let waited = 0; waited < 60 && service(world).serviceDeployments[0].status !== 'ROLLBACK_IN_PROGRESS'; waited += 1) {
      world.pass(0.5);
    }
    updateService(world.context, { cluster: 'main', service: 'web', desiredCount: 0 });
    world.pass(2);
    // THEN
    expect(service(world).serviceDeployments[0].status).toBe('ROLLBACK_SUCCESSFUL');
    expect(world.runningImages()).toEqual([]);
  });

  test('starts the revision before anew when its tasks had to make room, with the digest that was resolved then', () => {
    const world = steadyWorld({
      deploymentConfiguration: {
        deploymentCircuitBreaker: { enable: true, rollback: true }, minimumHealthyPercent: 0, maximumPercent: 100,
      },
    });
    const [before] = service(world).revisions;
    const launched = jest.spyOn(world, 'launch');
    world.behaviours[BAD] = { exitsAfterMs: 1000 };
    world.deploy(BAD);
    world.pass(60);
    expect(service(world).serviceDeployments[0].status).toBe('ROLLBACK_SUCCESSFUL');
    expect(world.runningImages()).toEqual([GOOD]);
    expect(launched.mock.lastCall?.[2]).toBe(before);
    expect(before.containerImages).toEqual([{ containerName: 'app', image: GOOD, imageDigest: `sha256:digest-of-${GOOD}` }]);
  });
});

describe('a service that is steady', () => {
  test('gets a new task when one ends, without counting against the deployment', () => {
    const world = steadyWorld();
    world.stop(world.store.tasks[0], { code: 'EssentialContainerExited', reason: 'Essential container in task exited', failed: true });
    world.pass(20);
    expect(world.runningImages()).toEqual([GOOD]);
    expect(world.store.tasks).toHaveLength(2);
    expect(service(world).deployments[0]).toMatchObject({ rolloutState: 'COMPLETED', failedTasks: 0 });
  });

  test('ignores failing target health within the grace period', () => {
    const world = new FakeWorld();
    world.behaviours[GOOD] = { unhealthy: true };
    world.create(GOOD, { healthCheckGracePeriodSeconds: 20 });
    world.pass(18);
    expect(world.store.tasks.map((task) => task.lastStatus)).toEqual(['RUNNING']);
    world.pass(5);
    expect(world.store.tasks[0].lastStatus).toBe('STOPPED');
  });

  test('follows the desired count up and down without a deployment', () => {
    const world = steadyWorld();
    updateService(world.context, { cluster: 'main', service: 'web', desiredCount: 3 });
    world.pass(15);
    expect(world.runningImages()).toEqual([GOOD, GOOD, GOOD]);
    updateService(world.context, { cluster: 'main', service: 'web', desiredCount: 0 });
    world.pass(1);
    expect(world.runningImages()).toEqual([]);
    expect(service(world).serviceDeployments).toHaveLength(1);
  });

  test('is gone after its deletion once its tasks are', () => {
    const world = steadyWorld();
    expect(() => deleteService(world.context, { cluster: 'main', service: 'web' })).toThrow('scaled above 0');
    deleteService(world.context, { cluster: 'main', service: 'web', force: true });
    world.pass(2);
    expect(service(world).status).toBe('INACTIVE');
  });
});

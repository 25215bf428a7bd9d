import { FakeRuntime } from './fake-runtime';
import { FakeClock } from './fake-world';
import { AwsError } from '../../../src/sandbox/aws-json';
import { EcrImageResolver } from '../../../src/sandbox/ecs/image-resolver';
import { ServiceRevisionRecord, TaskDefinitionRecord, TaskRecord } from '../../../src/sandbox/ecs/model';
import { TaskRunner } from '../../../src/sandbox/ecs/task-runner';
import { EmulatorClient, LogEvent } from '../../../src/sandbox/emulator-client';

const IMAGE = '123456789012.dkr.ecr.us-east-1.amazonaws.com/orders:live';
const DIGEST = `sha256:${'a'.repeat(64)}`;
const CREDENTIALS = { accessKeyId: 'ASIAROLE', secretAccessKey: 's', sessionToken: 't' };

function definition(container: object = {}, more: object = {}): TaskDefinitionRecord {
  return {
    taskDefinitionArn: 'arn:aws:ecs:us-east-1:123456789012:task-definition/web:1',
    family: 'web',
    revision: 1,
    status: 'ACTIVE',
    executionRoleArn: 'arn:aws:iam::123456789012:role/execution',
    containerDefinitions: [{
      name: 'app',
      image: IMAGE,
      portMappings: [{ containerPort: 8080 }],
      environment: [{ name: 'PLAIN', value: '1' }],
      logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': '/cicd/service', 'awslogs-stream-prefix': 'svc' } },
      ...container,
    }],
    ...more,
  };
}

function newTask(more: Partial<TaskRecord> = {}): TaskRecord {
  return {
    id: '0123456789abcdef0123456789abcdef',
    taskArn: 'arn:aws:ecs:us-east-1:123456789012:task/main/0123456789abcdef0123456789abcdef',
    clusterArn: 'c',
    serviceArn: 's',
    serviceName: 'web',
    deploymentId: 'ecs-svc/1',
    taskDefinitionArn: 'web:1',
    createdAt: 1,
    tags: [],
    desiredStatus: 'RUNNING',
    lastStatus: 'PROVISIONING',
    containers: [{ name: 'app', image: IMAGE, essential: true, checked: false, lastStatus: 'PENDING', healthStatus: 'UNKNOWN' }],
    ...more,
  };
}

function revision(): ServiceRevisionRecord {
  return { serviceRevisionArn: 'r', taskDefinition: 'web:1', createdAt: 1, settings: { loadBalancers: [] }, containerImages: [] };
}

class World {
  readonly runtime = new FakeRuntime();
  readonly log: string[] = [];
  readonly written: LogEvent[] = [];
  digest: string | undefined = DIGEST;
  readonly emulator = {
    json: jest.fn(async (_service: string, target: string) => (
      target.endsWith('.BatchGetImage') ? { images: this.digest ? [{ imageId: { imageDigest: this.digest } }] : [] } : {})),
    assumeRole: jest.fn(async () => CREDENTIALS),
    createLogStream: jest.fn(async () => undefined),
    putLogEvents: jest.fn(async (_group: string, _stream: string, events: LogEvent[]) => { this.written.push(...events); }),
    getParameter: jest.fn(async (name: string) => `value of ${name}`),
    getSecret: jest.fn(async (reference: object) => JSON.stringify(reference)),
  };
  readonly runner = new TaskRunner({
    runtime: this.runtime,
    emulator: this.emulator as unknown as EmulatorClient,
    clock: new FakeClock(),
    sandboxId: 'sb',
    stateFolder: '/state',
    images: new EcrImageResolver(this.emulator as unknown as EmulatorClient),
    region: 'us-east-1',
    registryHost: '127.0.0.1:5000',
    maximumStopSeconds: 1,
    log: (line) => { this.log.push(line); },
  });

  async launch(task: TaskRecord, taskDefinition: TaskDefinitionRecord = definition(), serviceRevision = revision()): Promise<TaskRecord> {
    this.runner.launch(task, taskDefinition, serviceRevision);
    await until(() => task.lastStatus === 'RUNNING' || task.lastStatus === 'STOPPED');
    return task;
  }
}

async function until(reached: () => boolean): Promise<void> {
  for (let turn = 0; turn < 200 && !reached(); turn += 1) {
    await new Promise((resolve) => { setTimeout(resolve, 1); });
  }
}

test('a task is told to stop only when the load balancer has let go of it', async () => {
  const world = new World();
  const task = await world.launch(newTask());
  let letGo: () => void = () => undefined;
  const drained = new Promise<void>((resolve) => { letGo = resolve; });
  world.runner.stop(task, { code: 'ServiceSchedulerInitiated', reason: 'scaling', drained });
  await until(() => task.lastStatus !== 'DEACTIVATING');
  expect(task).toMatchObject({ lastStatus: 'DEACTIVATING', desiredStatus: 'STOPPED' });
  expect([...world.runtime.states.values()].map(({ running }) => running)).toEqual([true]);
  letGo();
  await until(() => task.lastStatus === 'STOPPED');
  expect(task.containers[0].exitCode).toBe(143);
});

describe('a task that starts', () => {
  test('runs the digest that the tag stood for, from the registry on the loopback address', async () => {
    const world = new World();
    const serviceRevision = revision();
    const task = await world.launch(newTask(), definition(), serviceRevision);
    expect(task).toMatchObject({ lastStatus: 'RUNNING', address: '172.17.0.9', loopbackPorts: { 8080: 48080 } });
    expect(task.containers[0]).toMatchObject({ imageDigest: DIGEST, lastStatus: 'RUNNING' });
    expect(world.runtime.pulled).toEqual([`127.0.0.1:5000/orders@${DIGEST}`]);
    expect(serviceRevision.containerImages).toEqual([{ containerName: 'app', image: IMAGE, imageDigest: DIGEST }]);
  });

  test('keeps the digest of its revision when the tag moves', async () => {
    const world = new World();
    const serviceRevision = revision();
    await world.launch(newTask(), definition(), serviceRevision);
    world.digest = `sha256:${'b'.repeat(64)}`;
    const second = await world.launch(newTask({ id: 'f'.repeat(32) }), definition(), serviceRevision);
    expect(second.containers[0].imageDigest).toBe(DIGEST);
  });

  test('gets its secrets with the execution role', async () => {
    const world = new World();
    await world.launch(newTask(), definition({
      secrets: [
        { name: 'P', valueFrom: 'arn:aws:ssm:us-east-1:123456789012:parameter/cicd/p' },
        { name: 'S', valueFrom: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:name-abc:key::' },
      ],
    }));
    expect(world.runtime.started[0].environment).toMatchObject({
      PLAIN: '1',
      AWS_REGION: 'us-east-1',
      P: 'value of /cicd/p',
      S: JSON.stringify({ secretId: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:name-abc', jsonKey: 'key' }),
    });
    expect(world.emulator.getParameter).toHaveBeenCalledWith('/cicd/p', CREDENTIALS);
  });

  test('writes its output to the stream of its container, in order', async () => {
    const world = new World();
    world.runtime.output = ['first', '', 'last'];
    await world.launch(newTask());
    await until(() => world.written.length === 3);
    expect(world.emulator.putLogEvents).toHaveBeenCalledWith('/cicd/service', 'svc/app/0123456789abcdef0123456789abcdef', expect.anything(), CREDENTIALS);
    expect(world.written.map((event) => event.message)).toEqual(['first', ' ', 'last']);
  });

  test('puts all containers into one network, those that others depend on first', async () => {
    const world = new World();
    const containers = [
      { name: 'app', image: 'public/app', dependsOn: [{ containerName: 'proxy', condition: 'START' }], portMappings: [{ containerPort: 80 }] },
      { name: 'proxy', image: 'public/proxy', portMappings: [{ containerPort: 81 }] },
    ];
    await world.launch(newTask({
      containers: containers.map(({ name, image }) => ({ name, image, essential: true, checked: false, lastStatus: 'PENDING', healthStatus: 'UNKNOWN' as const })),
    }), definition({}, { containerDefinitions: containers }));
    expect(world.runtime.started.map((spec) => [spec.name, spec.networkOf, spec.ports])).toEqual([
      ['cicd-sb-0123456789ab-proxy', undefined, [80, 81]],
      ['cicd-sb-0123456789ab-app', 'id-of-cicd-sb-0123456789ab-proxy', [80, 81]],
    ]);
  });

  test('says once what of its definition is not acted on', async () => {
    const world = new World();
    const odd = definition({ ulimits: [{ name: 'nofile' }], linuxParameters: { sharedMemorySize: 1 } });
    await world.launch(newTask(), odd);
    await world.launch(newTask({ id: 'f'.repeat(32) }), odd);
    expect(world.log).toEqual(['ecs: web:1: the sandbox ignores ulimits, linuxParameters']);
  });
});

describe('a task that cannot start', () => {
  test.each([
    ['the tag does not exist', (world: World) => { world.digest = undefined; }, /^CannotPullContainerError: .*orders:live: not found$/],
    ['the pull fails', (world: World) => { world.runtime.pullError = new Error('no space'); }, /^CannotPullContainerError: pull of .* failed: no space$/],
    ['the execution role may not ask the registry', (world: World) => {
      world.emulator.json.mockRejectedValue(new AwsError('AccessDeniedException', 'not authorized to perform: ecr:GetAuthorizationToken'));
    }, /^ResourceInitializationError: unable to pull secrets or registry auth: .*ecr:GetAuthorizationToken$/],
    ['the log group is missing', (world: World) => {
      world.emulator.createLogStream.mockRejectedValue(new AwsError('ResourceNotFoundException', 'The specified log group does not exist.'));
    }, /^ResourceInitializationError: failed to validate logger args: .*The specified log group does not exist\.$/],
    ['the role cannot be assumed', (world: World) => {
      world.emulator.assumeRole.mockRejectedValue(new Error('no'));
    }, /^ECS was unable to assume the role 'arn:aws:iam::123456789012:role\/execution'/],
  ])('fails when %s, and leaves no container', async (_, breakIt, reason) => {
    const world = new World();
    breakIt(world);
    const task = await world.launch(newTask());
    expect(task).toMatchObject({ desiredStatus: 'STOPPED', stopCode: 'TaskFailedToStart', failed: true, stoppedReason: expect.stringMatching(reason) });
    await until(() => task.lastStatus === 'STOPPED');
    expect(world.runtime.states.size).toBe(0);
  });

  test('tries to resolve the tag again for the next task', async () => {
    const world = new World();
    const serviceRevision = revision();
    world.digest = undefined;
    await world.launch(newTask(), definition(), serviceRevision);
    world.digest = DIGEST;
    expect((await world.launch(newTask({ id: 'f'.repeat(32) }), definition(), serviceRevision)).lastStatus).toBe('RUNNING');
  });
});

describe('a task that runs', () => {
  test('ends with its essential container, and keeps exit code and log', async () => {
    const world = new World();
    world.runtime.output = ['the last words'];
    const task = await world.launch(newTask({ volumes: ['tmp'] }));
    world.runtime.exit('id-of-cicd-sb-0123456789ab-app', 3);
    await world.runner.poll([task]);
    await until(() => task.lastStatus === 'STOPPED');
    expect(task).toMatchObject({
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      failed: true,
      containers: [{ exitCode: 3, lastStatus: 'STOPPED' }],
    });
    expect(world.written.map((event) => event.message)).toEqual(['the last words']);
    expect(world.runtime.states.size).toBe(0);
    expect(world.runtime.removedVolumes).toEqual(['cicd-sb-0123456789ab-tmp']);
  });

  test('ends too when somebody removes its container', async () => {
    const world = new World();
    const task = await world.launch(newTask());
    world.runtime.states.clear();
    await world.runner.poll([task]);
    expect(task.stopCode).toBe('EssentialContainerExited');
  });

  test('is taken up by the next process, and a container that nobody knows is removed', async () => {
    const world = new World();
    const task = await world.launch(newTask());
    await world.runtime.start({ name: 'stranger', image: 'i', labels: {}, environment: {}, readonlyRootFilesystem: false, init: false, ports: [], mounts: [] });
    const next = new World();
    world.runtime.states.forEach((state, id) => next.runtime.states.set(id, state));
    await next.runner.adopt([task], () => definition());
    expect(task.lastStatus).toBe('RUNNING');
    expect([...next.runtime.states.keys()]).toEqual(['id-of-cicd-sb-0123456789ab-app']);
  });

  test('ends without counting as failed when its container did not survive the sandbox', async () => {
    const world = new World();
    const task = await world.launch(newTask());
    const next = new World();
    await next.runner.adopt([task], () => definition());
    await until(() => task.lastStatus === 'STOPPED');
    expect(task).toMatchObject({ desiredStatus: 'STOPPED', failed: undefined, stopCode: 'ServiceSchedulerInitiated' });
  });

  test('is removed at shutdown with its volumes', async () => {
    const world = new World();
    const task = await world.launch(newTask({ volumes: ['tmp'] }));
    await world.runner.shutdown([task]);
    expect(world.runtime.removedVolumes).toEqual(['cicd-sb-0123456789ab-tmp']);
    expect(world.runtime.states.size).toBe(0);
  });
});

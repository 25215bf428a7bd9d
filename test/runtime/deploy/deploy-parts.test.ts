import { DeploymentFailed } from '../../../src/runtime/deploy/deployment-failed';
import { Diagnosis } from '../../../src/runtime/deploy/diagnosis';
import { EcsService } from '../../../src/runtime/deploy/ecs-service';
import { ImageTags } from '../../../src/runtime/deploy/image-tags';
import { readLogTail, tryLogStream } from '../../../src/runtime/deploy/log-tail';
import { smokeTest } from '../../../src/runtime/deploy/smoke-tester';
import { HttpAnswer } from '../../../src/runtime/ports/http';
import { FakeAws, refusal } from '../support/fake-aws';
import { FakeClock } from '../support/fake-clock';
import { FakeCluster, NEW_REVISION, aStoppedTask, aTask } from '../support/fake-cluster';
import { FakeLog } from '../support/fake-log';

describe('DeploymentFailed', () => {
  test('reads as an error of its own name, with its reason and no details unless they are given', () => {
    const failed = new DeploymentFailed('the task died', 'mend it');
    expect(String(failed)).toBe('DeploymentFailed: the task died');
    expect(failed.details).toEqual([]);
  });
});

describe('smokeTest', () => {
  const test_ = { url: 'http://alb/health', status: 200, timeoutSeconds: 10 };
  const noAnswer: HttpAnswer = { kind: 'no-answer', reason: 'refused' };
  const answer = (status: number, body = ''): HttpAnswer => ({ kind: 'answer', status, body });

  async function run(answers: HttpAnswer[], given: object = {}, requestTakes = 0) {
    const clock = new FakeClock();
    const log = new FakeLog();
    const asked: Array<[string, number]> = [];
    const http = {
      get: (url: string, seconds: number) => {
        asked.push([url, seconds]);
        clock.pass(requestTakes);
        return Promise.resolve(answers.length > 1 ? answers.shift()! : answers[0]);
      },
    };
    return { result: await smokeTest({ ...test_, ...given }, { http, clock, log }), clock, log, asked };
  }

  test('passes at once when the status is as expected', async () => {
    const { result, clock, asked, log } = await run([answer(200, 'fine')]);
    expect(result).toEqual({ passed: true, got: '200 "fine"' });
    expect(clock.sleeps).toEqual([]);
    expect(asked).toEqual([['http://alb/health', 10]]);
    expect(log.steps).toEqual(['smoke test: GET http://alb/health must answer 200', 'smoke test got 200 "fine"']);
  });

  test('asks again until the answer is right', async () => {
    const { result, clock, log } = await run([noAnswer, answer(503), answer(200)]);
    expect(result.passed).toBe(true);
    expect(clock.sleeps).toEqual([3000, 3000]);
    expect(log.steps).toEqual(expect.arrayContaining(['smoke test got no answer: refused', 'smoke test got 503 ""']));
  });

  test('fails when the time is over, with what it got last', async () => {
    const { result, clock, asked } = await run([noAnswer, noAnswer, noAnswer, answer(404, 'nothing here')]);
    expect(result).toEqual({ passed: false, got: '404 "nothing here"' });
    expect(clock.sleeps).toEqual([3000, 3000, 3000]);
    expect(asked.map(([, seconds]) => seconds)).toEqual([10, 7, 4, 1]);
  });

  test('asks once even with little time, and never longer than ten seconds', async () => {
    expect((await run([answer(500)], { timeoutSeconds: 1 })).asked).toEqual([['http://alb/health', 1]]);
    expect((await run([answer(200)], { timeoutSeconds: 60 })).asked).toEqual([['http://alb/health', 10]]);
    expect((await run([answer(500)], { timeoutSeconds: 3 })).clock.sleeps).toEqual([]);
    expect((await run([answer(500)], { timeoutSeconds: 10 }, 8_000)).asked).toHaveLength(1);
  });

  test('expects the status that was asked for, also another than 200', async () => {
    expect((await run([answer(204)], { status: 204 })).result.passed).toBe(true);
    expect((await run([answer(200)], { status: 204 })).result.passed).toBe(false);
  });

  test('shows the beginning of a long body on one line', async () => {
    expect((await run([answer(200, ` a\n\tb${'x'.repeat(198)}`)])).result.got).toBe(`200 "a b${'x'.repeat(197)}..."`);
    expect((await run([answer(200, 'x'.repeat(200))])).result.got).toBe(`200 "${'x'.repeat(200)}"`);
  });
});

describe('log stream of a container', () => {
  const definition = (logConfiguration?: object) => ({ family: 'f', containerDefinitions: [{ name: 'web', image: 'i' }, { name: 'app', image: 'i', logConfiguration }] });
  const options = { 'awslogs-group': 'g', 'awslogs-stream-prefix': 'p' };

  test('is prefix, container and task id', () => {
    expect(tryLogStream(definition({ logDriver: 'awslogs', options }), 'app', 'arn:aws:ecs:r:1:task/cluster/abc')).toEqual({ group: 'g', stream: 'p/app/abc' });
  });

  test.each([
    [undefined], [{}], [{ logDriver: 'awslogs' }], [{ logDriver: 'splunk', options }], [{ logDriver: 'awslogs', options: { 'awslogs-group': 'g' } }], [{ logDriver: 'awslogs', options: { 'awslogs-stream-prefix': 'p' } }],
  ])('is not known with log configuration %j', (logConfiguration) => {
    expect(tryLogStream(definition(logConfiguration), 'app', 'task/abc')).toBeUndefined();
  });

  test('is not known for a container that does not exist', () => {
    expect(tryLogStream(definition({ logDriver: 'awslogs', options }), 'other', 'task/abc')).toBeUndefined();
  });
});

describe('readLogTail', () => {
  const NAME = 'logs:GetLogEvents';
  const stream = { group: 'g', stream: 's' };

  test('looks again when the driver has not delivered yet', async () => {
    const clock = new FakeClock();
    const aws = new FakeAws().reply(NAME, refusal(NAME, 'ResourceNotFoundException'), { events: [] }, { events: [{ message: 'a \n' }, {}] });
    await expect(readLogTail(aws, clock, stream)).resolves.toEqual(['a', '']);
    expect(clock.sleeps).toEqual([3000, 3000]);
  });

  test('says that nothing was logged after three looks', async () => {
    const clock = new FakeClock();
    const aws = new FakeAws().reply(NAME, {});
    await expect(readLogTail(aws, clock, stream)).resolves.toEqual(['(nothing was logged to g s)']);
    expect([aws.calls.length, clock.sleeps]).toEqual([3, [3000, 3000]]);
  });

  test('says that the log could not be read', async () => {
    const aws = new FakeAws().reply(NAME, refusal(NAME, 'AccessDeniedException'));
    await expect(readLogTail(aws, new FakeClock(), stream)).resolves.toEqual(['(the log lines could not be read: logs:GetLogEvents failed with AccessDeniedException: said AWS)']);
  });
});

describe('Diagnosis', () => {
  const explain = (cluster: FakeCluster, definition: object = cluster.definition) =>
    new Diagnosis(new EcsService(cluster.aws, 'cluster', 'service'), cluster.aws, cluster.clock).explain({ arn: NEW_REVISION, definition: definition as never, since: 20_000 });

  test('tells of the most telling failed task, not of one that was scaled in', async () => {
    const cluster = new FakeCluster();
    cluster.stopped = [aStoppedTask({ taskArn: 'x/failed' }), aStoppedTask({ taskArn: 'x/scaled', stoppedAt: 99, stoppedReason: 'Scaling activity initiated by (deployment)' })];
    expect((await explain(cluster))[0]).toBe('task failed stopped: Essential container in task exited');
  });

  test('tells of a task that still runs when none has stopped', async () => {
    const cluster = new FakeCluster();
    cluster.aws.reply('ecs:DescribeTasks', { tasks: [aTask({ taskArn: 'x/t9', lastStatus: 'PENDING', containers: [{ name: 'app', reason: 'CannotPullContainerError' }] })] });
    expect((await explain(cluster)).slice(0, 2)).toEqual(['task t9 is PENDING', '  container app: no exit code, CannotPullContainerError']);
    expect(cluster.aws.of('ecs:ListTasks').map(({ desiredStatus }) => desiredStatus)).toEqual(['STOPPED', 'RUNNING']);
  });

  test('tells what ECS said since the deployment began, the last three', async () => {
    const cluster = new FakeCluster();
    cluster.service.desiredCount = 0;
    cluster.service.events = [{ createdAt: 50, message: 'e' }, { createdAt: 40 }, { createdAt: 40, message: 'd' }, { createdAt: 20, message: 'c' }, { createdAt: 20, message: 'b' }];
    expect(await explain(cluster)).toEqual(['no task of the new revision was started', 'ECS says: e', 'ECS says: d', 'ECS says: c']);
    cluster.service.events = [{ createdAt: 19.999, message: 'before' }];
    expect(await explain(cluster)).toEqual(['no task of the new revision was started']);
  });

  test('says so when the container does not log to CloudWatch Logs, or the task shows no container', async () => {
    const cluster = new FakeCluster();
    cluster.stopped = [aStoppedTask()];
    expect(await explain(cluster, { family: 'f', containerDefinitions: [{ name: 'app', image: 'i' }] })).toEqual([
      'task t1 stopped: Essential container in task exited', '  container app: exit code 1',
      '  container app does not log to CloudWatch Logs with a stream prefix, so its last lines are not known here',
    ]);
    cluster.stopped = [aStoppedTask({ containers: undefined })];
    expect(await explain(cluster)).toEqual(['task t1 stopped: Essential container in task exited']);
  });
});

describe('EcsService', () => {
  test('lists all pages of tasks and describes a hundred at a time', async () => {
    const arns = (from: number, count: number) => Array.from({ length: count }, (_, index) => `t${from + index}`);
    const aws = new FakeAws()
      .reply('ecs:ListTasks', { taskArns: arns(0, 100), nextToken: 'n' }, { taskArns: arns(100, 50) }, {})
      .reply('ecs:DescribeTasks', (input) => ({ tasks: (input.tasks as string[]).map((taskArn) => ({ taskArn, taskDefinitionArn: taskArn === 't3' ? 'other' : 'rev' })) }), {});
    const service = new EcsService(aws, 'c', 's');
    await expect(service.tasksOf('rev', 'STOPPED')).resolves.toHaveLength(99);
    expect(aws.of('ecs:ListTasks')).toEqual([{ cluster: 'c', serviceName: 's', desiredStatus: 'STOPPED' }, { cluster: 'c', serviceName: 's', desiredStatus: 'STOPPED', nextToken: 'n' }]);
    expect(aws.of('ecs:DescribeTasks').map(({ tasks }) => (tasks as string[]).length)).toEqual([100, 50]);
    await expect(service.tasksOf('rev', 'STOPPED')).resolves.toEqual([]);
    expect(aws.of('ecs:DescribeTasks')).toHaveLength(2);
  });

  test.each([{}, { serviceDeployments: [] }])('says so when ECS does not know a service deployment: %j', async (answer) => {
    const aws = new FakeAws().reply('ecs:DescribeServiceDeployments', answer);
    await expect(new EcsService(aws, 'c', 's').describeDeployment('d')).rejects.toThrow(new Error('ECS does not know the service deployment d'));
  });

  test('takes a revision without tags', async () => {
    const aws = new FakeAws().reply('ecs:DescribeTaskDefinition', { taskDefinition: { family: 'f' } });
    await expect(new EcsService(aws, 'c', 's').describeRevision('rev')).resolves.toEqual({ definition: { family: 'f' }, tags: [] });
  });
});

describe('ImageTags', () => {
  const GET = 'ecr:BatchGetImage';
  const PUT = 'ecr:PutImage';
  const image = { images: [{ imageId: { imageDigest: 'old' }, imageManifest: '{}', imageManifestMediaType: 'm' }] };
  const tags = (aws: FakeAws, log = new FakeLog()) => new ImageTags(aws, log, 'orders');

  test('moves a tag by putting the stored manifest unchanged', async () => {
    const aws = new FakeAws().reply(GET, image).reply(PUT, {});
    await tags(aws).markLive('new');
    const acceptedMediaTypes = [
      'application/vnd.oci.image.manifest.v1+json', 'application/vnd.oci.image.index.v1+json',
      'application/vnd.docker.distribution.manifest.v2+json', 'application/vnd.docker.distribution.manifest.list.v2+json',
    ];
    expect(aws.of(GET)).toEqual([{ imageTag: 'live' }, { imageDigest: 'old' }, { imageDigest: 'new' }].map((id) => ({ repositoryName: 'orders', imageIds: [id], acceptedMediaTypes })));
    expect(aws.of(PUT)).toEqual([['last-good', 'old'], ['live', 'new']].map(([imageTag, imageDigest]) => (
      { repositoryName: 'orders', imageTag, imageDigest, imageManifest: '{}', imageManifestMediaType: 'm' })));
  });

  test('sends no media type when the registry gives none', async () => {
    const aws = new FakeAws().reply(GET, {}, { images: [{ imageManifest: '{}' }] }).reply(PUT, {});
    await tags(aws).markLive('new');
    expect(aws.of(PUT)).toEqual([{ repositoryName: 'orders', imageTag: 'live', imageDigest: 'new', imageManifest: '{}' }]);
  });

  test('is content when the tag is on the digest already', async () => {
    const log = new FakeLog();
    const aws = new FakeAws().reply(GET, image).reply(PUT, refusal(PUT, 'ImageAlreadyExistsException'));
    await tags(aws, log).markLive('new');
    expect(log.steps).toEqual(['tag last-good is on old', 'tag live is on new']);
  });

  test('fails when the tag is immutable', async () => {
    const aws = new FakeAws().reply(GET, image).reply(PUT, refusal(PUT, 'ImageTagAlreadyExistsException'));
    await expect(tags(aws).markLive('new')).rejects.toThrow('ImageTagAlreadyExistsException');
  });

  test('fails when the image is not there', async () => {
    const aws = new FakeAws().reply(GET, { images: [], failures: [{ failureCode: 'ImageNotFound' }] });
    await expect(tags(aws).markLive('new')).rejects.toThrow('repository orders has no image new to give the tag live to');
  });

  test.each([[{ failureCode: 'KmsError', failureReason: 'key disabled' }, 'KmsError key disabled'], [{ failureCode: 'KmsError' }, 'KmsError']])('fails when the image cannot be read: %j', async (failure, text) => {
    await expect(tags(new FakeAws().reply(GET, { failures: [failure] })).markLive('new')).rejects.toThrow(new Error(`the image could not be read from orders: ${text}`));
  });

  test('knows the platforms of a multi-platform image', async () => {
    const aws = new FakeAws().reply(GET, { images: [{ imageManifest: '{"manifests":[{"digest":"p"}]}' }] });
    await expect(tags(aws).isPlatformOf('p', 'index')).resolves.toBe(true);
    await expect(tags(aws).isPlatformOf('q', 'index')).resolves.toBe(false);
    await expect(tags(new FakeAws().reply(GET, {})).isPlatformOf('p', 'index')).resolves.toBe(false);
    await expect(tags(new FakeAws().reply(GET, { images: [{ imageManifest: '{"layers":[]}' }] })).isPlatformOf('p', 'index')).resolves.toBe(false);
  });
});

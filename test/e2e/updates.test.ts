import * as path from 'node:path';
import { CdkApp, Context } from './support/cdk-app';
import { OrdersDelivery, Running } from './support/orders-delivery';
import { describeInSandbox, sharedSandbox } from './support/shared-sandbox';
import { whileAsked } from '../../src/cli/demo/answers';
import { BREAKS } from '../../src/cli/demo/breaks';
import { askService } from '../../src/cli/demo/service-client';

/** For the proof by hand that these tests notice: E2E_TEMPLATE_IMAGE=first puts the first commit's tag in the place of `live`. */
const TEMPLATE_IMAGE = process.env.E2E_TEMPLATE_IMAGE;
/** Set by someone beside CloudFormation, as a scaling policy does. */
const COUNT = 2;

interface TaskDefinition {
  readonly cpu: string;
  readonly containerDefinitions: Array<{ image: string }>;
}

describeInSandbox('an infrastructure update never brings an old image back', () => {
  let orders: OrdersDelivery;
  let app: CdkApp;
  let commit: string;
  let digest: string;
  let image: Context = {};
  /** Each case stays in the template, so that the next one changes nothing but its own. */
  let context: Context = {};

  beforeAll(async () => {
    app = new CdkApp(sharedSandbox(), path.join(__dirname, 'support', 'app'), { suffix: 'updates' });
    orders = await OrdersDelivery.create('updates', app, 'acme/orders-updates');
  });

  test('first deployment in an empty account: a placeholder answers 200 before there is an image', async () => {
    await app.deploy();
    const { digests, desiredCount } = await orders.running();
    expect(await askService(orders.sandbox, orders.stack.serviceUrl, '/version')).toMatchObject({ status: 200, body: expect.not.stringContaining('commit') });
    expect(digests).toEqual([await orders.taggedDigest('live')]);
    expect(desiredCount).toBe(1);
  });

  test('what the updates start from: the second commit runs, on more tasks than the template asks for', async () => {
    const first = await orders.push('1.0.0');
    expect((await orders.follow(first)).status).toBe('Succeeded');
    commit = await orders.push('1.1.0');
    expect((await orders.follow(commit)).status).toBe('Succeeded');
    digest = await orders.builtDigest(commit);
    const { cluster, service } = orders.stack;
    await orders.aws.call('ecs', 'update-service', '--cluster', cluster, '--service', service, '--desired-count', String(COUNT));
    await expectTheSameService();
    if (TEMPLATE_IMAGE) image = { image: first };
  });

  test('nothing changed: no task is replaced', async () => {
    const before = await orders.running();
    expect(await app.deploy()).toContain('(no changes)');
    expect(await orders.running()).toEqual(before);
  });

  test('only the service changed: the image that ran', async () => {
    const pinned = await imageOf((await orders.running()).taskDefinition);
    expect(pinned).toContain(`@${digest}`);
    const { taskDefinition } = await updated({ grace: 45 });
    expect(await imageOf(taskDefinition)).toBe(pinned.replace(/@.*/, ':live'));
    const { cluster, service } = orders.stack;
    const { services: [{ healthCheckGracePeriodSeconds }] } = await orders.aws.call<{ services: Array<{ healthCheckGracePeriodSeconds: number }> }>(
      'ecs', 'describe-services', '--cluster', cluster, '--services', service,
    );
    expect(healthCheckGracePeriodSeconds).toBe(45);
  });

  test('the task definition changed: the image that ran, with the new size', async () => {
    const { taskDefinition } = await updated({ cpu: 512 });
    expect(await sizeOf(taskDefinition)).toBe('512');
  });

  test('after an ECS rollback: the image that ran, not the one that failed', async () => {
    const failed = await orders.pushBroken(BREAKS.exit);
    expect(await orders.follow(failed)).toMatchObject({ status: 'Failed' });
    await expectTheSameService();
    await updated({ cpu: 256 });
    expect(digest).not.toBe(await orders.builtDigest(failed));
  });

  test('the stack update itself rolls back: the image that ran, with the size it had', async () => {
    const before = await orders.running();
    const { result: after, heard } = await whileAsked(orders.sandbox, orders.stack.serviceUrl, async () => {
      expect(await app.tryDeploy({ ...context, ...image, cpu: 512, impossible: 'yes' })).toMatchObject({ code: 1 });
      return expectTheSameService();
    });
    const { Stacks } = await orders.aws.call<{ Stacks: object[] }>('cloudformation', 'describe-stacks', '--stack-name', 'Orders-updates');
    expect(Stacks).toEqual([expect.objectContaining({ StackStatus: 'UPDATE_ROLLBACK_COMPLETE' })]);
    expect(heard.answers).toEqual([commit]);
    expect(await sizeOf(after.taskDefinition)).toBe('256');
    expect(after.taskArns).not.toEqual(before.taskArns);
  });

  test('the next commit is delivered with what the updates have changed', async () => {
    commit = await orders.push('1.2.0');
    expect((await orders.follow(commit)).status).toBe('Succeeded');
    digest = await orders.builtDigest(commit);
    const { taskDefinition } = await expectTheSameService();
    expect(await sizeOf(taskDefinition)).toBe('256');
  });

  /** Updates the stack; tasks are replaced, and all the while the commit that ran answers. */
  async function updated(change: Context): Promise<Running> {
    const before = await orders.running();
    context = { ...context, ...change };
    const { result: after, heard } = await whileAsked(orders.sandbox, orders.stack.serviceUrl, async () => {
      await app.deploy({ ...context, ...image });
      return expectTheSameService();
    });
    expect(heard.answers).toEqual([commit]);
    expect(after.taskArns.filter((arn) => before.taskArns.includes(arn))).toEqual([]);
    return after;
  }

  /** Digest, count and answer are what they were. */
  async function expectTheSameService(): Promise<Running> {
    const running = await orders.running();
    expect(running.digests).toEqual(Array.from({ length: COUNT }, () => digest));
    expect(running.desiredCount).toBe(COUNT);
    expect(await orders.served()).toBe(commit);
    return running;
  }

  async function sizeOf(taskDefinition: string): Promise<string> {
    return (await definitionOf(taskDefinition)).cpu;
  }

  async function imageOf(taskDefinition: string): Promise<string> {
    return (await definitionOf(taskDefinition)).containerDefinitions[0].image;
  }

  async function definitionOf(taskDefinition: string): Promise<TaskDefinition> {
    const answer = await orders.aws.call<{ taskDefinition: TaskDefinition }>('ecs', 'describe-task-definition', '--task-definition', taskDefinition);
    return answer.taskDefinition;
  }
});

import * as path from 'node:path';
import { CdkApp } from './support/cdk-app';
import { Followed, OrdersDelivery } from './support/orders-delivery';
import { describeInSandbox, ROOT, sharedSandbox } from './support/shared-sandbox';
import { whileAsked } from '../../src/cli/demo/answers';

const STAGES = ['Source', 'Build', 'Test', 'SecurityScan', 'Deploy'];

describeInSandbox('the example, deployed as it is', () => {
  let orders: OrdersDelivery;
  let good: Followed;

  beforeAll(async () => {
    const app = new CdkApp(sharedSandbox(), path.join(ROOT, 'examples', 'orders-infra'));
    orders = await OrdersDelivery.create('delivery', app, 'acme/orders');
    good = { commit: await orders.push('1.0.0') } as Followed;
    await app.deploy();
  }, 180_000);

  test('delivers the first commit through five stages, with one digest from the build to the running task', async () => {
    good = await orders.follow(good.commit);
    expect(stagesOf(good)).toEqual(STAGES.map((name) => [name, 'Succeeded']));
    await expectOneDigest();
  });

  test('rolls over to the second commit, and answers all the while', async () => {
    const before = good;
    const { execution, heard } = await pushAndWatch(() => orders.push('1.1.0'));
    good = execution;
    expect(good.status).toBe('Succeeded');
    expect(heard.answers).toEqual([before.commit, good.commit]);
    await expectOneDigest();
    expect(await orders.taggedDigest('last-good')).toBe((await orders.digests(before)).built);
  });

  test('builds nothing twice and deploys nothing twice when the same commit is started again', async () => {
    const running = await orders.running();
    const { pipelineExecutionId } = await orders.aws.call<{ pipelineExecutionId: string }>(
      'codepipeline', 'start-pipeline-execution', '--name', orders.stack.pipelineName,
    );
    const again = await orders.follow(good.commit, pipelineExecutionId);
    expect(again.status).toBe('Succeeded');
    expect(await orders.buildLog(again, 'Build')).toContain(`commit ${good.commit} is already built: ${running.digests[0]}`);
    expect(await orders.running()).toEqual(running);
  });

  async function expectOneDigest(): Promise<void> {
    const { built, ...others } = await orders.digests(good);
    expect(built).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(others).toEqual({ scanned: built, deployed: built, running: [built] });
    expect(await orders.served()).toBe(good.commit);
  }

  /** Pushes, follows to the end, and asks the service for its version all the while. */
  async function pushAndWatch(push: () => Promise<string>) {
    const { result: execution, heard } = await whileAsked(orders.sandbox, orders.stack.serviceUrl, async () => orders.follow(await push()));
    return { execution, heard };
  }
});

function stagesOf({ stages }: Followed): Array<[string, string]> {
  return stages.map(({ name, status }) => [name, status]);
}

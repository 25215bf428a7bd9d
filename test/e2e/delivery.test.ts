import * as path from 'node:path';
import { CdkApp } from './support/cdk-app';
import { Followed, OrdersDelivery } from './support/orders-delivery';
import { describeInSandbox, ROOT, sharedSandbox, tell } from './support/shared-sandbox';
import { judgeRollOver } from '../rollover/roll-over';
import { Traffic } from '../rollover/traffic';

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

  test.each([['second', '1.1.0'], ['third', '1.2.0']])('rolls over to the %s commit, and no request fails', async (_, version) => {
    const before = good;
    const traffic = startTraffic();
    good = await orders.follow(await orders.push(version));
    const endedAt = Date.now();
    await traffic.stop();
    const { problems, ...seen } = judgeRollOver(traffic.take(), { previous: before.commit, current: good.commit, endedAt });
    tell('delivery')(`${version}: ${seen.requests} requests, ${seen.failed} failed, longest gap ${seen.longestGap} s`);
    expect(good.status).toBe('Succeeded');
    expect(problems).toEqual([]);
    await expectOneDigest();
    expect(await orders.taggedDigest('last-good')).toBe((await orders.digests(before)).built);
  });

  test('loses requests, and the client counts them, when a task may be stopped before another has taken its place', async () => {
    await orders.setDeploymentLimits(0, 100);
    const traffic = startTraffic();
    await orders.replaceTasks();
    await traffic.stop();
    await orders.setDeploymentLimits(100, 200);
    const failed = traffic.take().filter(({ problem }) => problem);
    tell('delivery')(`with a minimum of 0 %: ${failed.length} failed`);
    expect(failed.length).toBeGreaterThan(0);
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

  function startTraffic(): Traffic {
    return new Traffic({ port: orders.sandbox.frontPort, host: new URL(orders.stack.serviceUrl).host }).start();
  }

  async function expectOneDigest(): Promise<void> {
    const { built, ...others } = await orders.digests(good);
    expect(built).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(others).toEqual({ scanned: built, deployed: built, running: [built] });
    expect(await orders.served()).toBe(good.commit);
  }
});

function stagesOf({ stages }: Followed): Array<[string, string]> {
  return stages.map(({ name, status }) => [name, status]);
}

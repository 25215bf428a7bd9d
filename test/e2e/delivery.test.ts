import * as fs from 'node:fs';
import * as path from 'node:path';
import { whileAsked } from './support/answers';
import { CdkApp } from './support/cdk-app';
import { Followed, OrdersDelivery } from './support/orders-delivery';
import { describeInSandbox, ROOT, sharedSandbox } from './support/shared-sandbox';
import { BREAKS } from '../../src/cli/demo/breaks';

const STAGES = ['Source', 'Build', 'Test', 'SecurityScan', 'Deploy'];
const UNHEALTHY_SECONDS = 60;
const SILENCE_SECONDS = 5;
/** Makes the tests' own app an update of the example's stack. */
const SAME_STACK = { suffix: 'dev', repository: 'acme/orders', stack: 'Orders', connection: 'acme-github' };

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

  test('fails at Test and names the test when a unit test fails', async () => {
    const { shown } = await expectBroken('unit');
    expect(shown).toContain('costs quantity times unit price, summed over its lines');
  });

  test('fails at SecurityScan and names the finding when the registry reports a critical one', async () => {
    const { shown } = await expectBroken('finding', async (commit) => reportFindings(await orders.builtDigest(commit)));
    expect(shown).toContain('CVE-2026-00001');
    expect(shown).toContain('CRITICAL');
  });

  test('fails at Deploy with the exit code and the last log line when the container dies', async () => {
    const { shown } = await expectBroken('exit');
    expect(shown).toMatch(/exit code 1\b/);
    expect(shown).toContain('the order database cannot be reached, giving up');
  });

  test('fails at Deploy with the reason of the health check, soon after the rollback, when the container never gets healthy', async () => {
    // One such task is enough to see: each takes the grace period of a minute.
    await new CdkApp(sharedSandbox(), path.join(__dirname, 'support', 'app'), SAME_STACK).deploy({ maxStoppedTasks: 1 });
    const { shown, endTime } = await expectBroken('unhealthy');
    expect(shown).toMatch(/failed ELB health checks in \(target-group arn:aws:elasticloadbalancing:[^)]*cicd-tg-dev/);
    const rolledBack = await rollbackEnded();
    expect(endTime).toBeGreaterThanOrEqual(rolledBack);
    expect((Number(endTime) - rolledBack) / 1000).toBeLessThan(UNHEALTHY_SECONDS);
  });

  async function expectOneDigest(): Promise<void> {
    const { built, ...others } = await orders.digests(good);
    expect(built).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(others).toEqual({ scanned: built, deployed: built, running: [built] });
    expect(await orders.served()).toBe(good.commit);
  }

  /** Pushes, follows to the end, and asks the service for its version all the while. */
  async function pushAndWatch(push: () => Promise<string>, beside?: (commit: string) => Promise<void>) {
    const { result: [execution], heard } = await whileAsked(orders.sandbox, orders.stack.serviceUrl, async () => {
      const commit = await push();
      return Promise.all([orders.follow(commit), beside?.(commit)]);
    });
    return { execution, heard };
  }

  /** Pushes a break; the version before answers all the while, nobody gets an error, and it is what runs in the end. */
  async function expectBroken(name: string, beside?: (commit: string) => Promise<void>): Promise<Followed> {
    const broken = BREAKS[name];
    const running = await orders.running();
    const { execution, heard } = await pushAndWatch(() => orders.pushBroken(broken), beside);
    expect(execution.status).toBe('Failed');
    expect(execution.stages.filter(({ status }) => status === 'Failed').map((stage) => stage.name)).toEqual([broken.stage]);
    // A container that is well for five seconds answers for five seconds, beside the version before.
    expect(heard.answers.filter((answer) => answer !== good.commit)).toEqual(name === 'exit' ? [execution.commit] : []);
    expect(heard.silenceOf(good.commit)).toBeLessThan(SILENCE_SECONDS);
    expect((await orders.running()).digests).toEqual(running.digests);
    expect(await orders.taggedDigest('live')).toBe(running.digests[0]);
    return execution;
  }

  /** Of this image only: other pipelines use the same registry meanwhile. */
  async function reportFindings(digest: string): Promise<void> {
    fs.writeFileSync(path.join(orders.sandbox.stateFolder, 'findings.json'), JSON.stringify({ default: [], [digest]: BREAKS.finding.findings }));
  }

  /** When the latest service deployment had been rolled back, in milliseconds. */
  async function rollbackEnded(): Promise<number> {
    const { cluster, service } = orders.stack;
    const { serviceDeployments } = await orders.aws.call<{ serviceDeployments: Array<{ status: string; createdAt: Time; finishedAt: Time }> }>(
      'ecs', 'list-service-deployments', '--cluster', cluster, '--service', service,
    );
    const [latest] = serviceDeployments.sort((a, b) => milliseconds(b.createdAt) - milliseconds(a.createdAt));
    expect(latest.status).toBe('ROLLBACK_SUCCESSFUL');
    return milliseconds(latest.finishedAt);
  }
});

function stagesOf({ stages }: Followed): Array<[string, string]> {
  return stages.map(({ name, status }) => [name, status]);
}

/** Version 1 of the AWS CLI prints seconds, version 2 a date. */
type Time = number | string;

function milliseconds(time: Time): number {
  return typeof time === 'number' ? time * 1000 : Date.parse(time);
}

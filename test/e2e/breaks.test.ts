import { describeInSandbox, ROOT, sharedSandbox, tell } from './support/shared-sandbox';
import { BREAKS } from '../../src/cli/demo/breaks';
import { Delivery } from '../../src/cli/demo/delivery';
import { Steps } from '../../src/sandbox';
import { LaneRun, Row, runLane, Turns } from '../breaks/lane-run';
import { LANES } from '../breaks/lanes';
import { Sandboxes } from '../breaks/sandboxes';
import { toLines } from '../breaks/table';

const UNHEALTHY_SECONDS = 60;

/** The table of `npx projen breaks`, a test a row; the lanes go on side by side while the tests wait for their rows. */
describeInSandbox('each break ends where it should, says why, leaves the version before in service, and is told once', () => {
  const say = tell('breaks');
  const sandboxes = new Sandboxes(new Steps(say));
  let lanes: LaneRun[] = [];
  const rows: Row[] = [];

  beforeAll(() => {
    const deployments = new Turns();
    lanes = LANES.map((lane) => runLane(lane, {
      sandbox: lane.ownSandbox ? () => sandboxes.make() : async () => sharedSandbox(), deployments, restart: sandboxes.restart, say,
    }));
  });

  afterAll(async () => {
    await Promise.all(lanes.map(({ done }) => done));
    await sandboxes.remove();
    toLines(rows).forEach(say);
  }, 600_000);

  test.each(Object.keys(BREAKS))('%s', async (name) => {
    const row = await rowOf(name);
    rows.push(row);
    expect(row.problems).toEqual([]);
  });

  test('the deployment that never gets healthy has ended soon after it was rolled back', async () => {
    const { outcome: { endTime = 0 }, delivery } = await rowOf('unhealthy');
    const rolledBack = await rollbackEnded(delivery);
    expect(endTime).toBeGreaterThanOrEqual(rolledBack);
    expect((endTime - rolledBack) / 1000).toBeLessThan(UNHEALTHY_SECONDS);
  });

  async function rowOf(name: string): Promise<Row> {
    const row = lanes.flatMap((lane) => lane.rows.get(name) ?? [])[0];
    if (!row) throw new Error(`no lane of ${ROOT}/test/breaks/lanes.ts tries the break ${name}`);
    return row;
  }
});

/** When the first rolled back service deployment had ended, in milliseconds. */
async function rollbackEnded(delivery: Delivery): Promise<number> {
  const { serviceDeployments } = await delivery.aws.call<{ serviceDeployments: Array<{ status: string; finishedAt: Time }> }>(
    'ecs', 'list-service-deployments', '--cluster', delivery.named('cluster'), '--service', delivery.named('service'),
  );
  const ended = serviceDeployments.filter(({ status }) => status === 'ROLLBACK_SUCCESSFUL').map(({ finishedAt }) => milliseconds(finishedAt));
  expect(ended).not.toEqual([]);
  return Math.min(...ended);
}

/** Version 1 of the AWS CLI prints seconds, version 2 a date. */
type Time = number | string;

function milliseconds(time: Time): number {
  return typeof time === 'number' ? time * 1000 : Date.parse(time);
}

import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { judgeRollOver, RollOver, short } from './roll-over';
import { Traffic } from './traffic';
import { CdkApp } from '../e2e/support/cdk-app';
import { OrdersDelivery } from '../e2e/support/orders-delivery';
import setUp from '../e2e/support/sandbox-setup';
import tearDown from '../e2e/support/sandbox-teardown';
import { ROOT, sharedSandbox } from '../e2e/support/shared-sandbox';

const WIDTHS = [4, 9, 7, 9, 10, 8, 13];
/** After an execution has ended: only the new version may answer. */
const AFTERWARDS_MS = 2_000;

/** A commit's row. */
interface Row extends RollOver {
  readonly commit: string;
  readonly status: string;
  readonly tasks: number;
  readonly seconds: number;
}

/**
 * Rolls commit after commit over, each by a whole execution of the pipeline, while a client sends requests all the time, and counts what
 * fails: `npx projen rollover -- --commits 10`. Half way the service gets a second task.
 *
 * Ends with 1 when a single request failed or an execution did: `--minimum-healthy-percent 0` shows it, for ECS may then stop a task
 * before another one has taken its place.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { 'commits': { type: 'string', default: '2' }, 'minimum-healthy-percent': { type: 'string' } } });
  const commits = Number(values.commits);
  if (!Number.isInteger(commits) || commits < 1) throw new Error(`'--commits' must be a whole number from 1, got ${JSON.stringify(values.commits)}; for example --commits 10`);
  await setUp();
  try {
    const rows = await rollOver(commits, values['minimum-healthy-percent']);
    printTotal(rows);
    process.exitCode = rows.some(({ failed, status }) => failed > 0 || status !== 'Succeeded') ? 1 : 0;
  } finally {
    await tearDown();
  }
}

async function rollOver(commits: number, minimumHealthyPercent?: string): Promise<Row[]> {
  const app = new CdkApp(sharedSandbox(), path.join(ROOT, 'examples', 'orders-infra'));
  const orders = await OrdersDelivery.create('rollover', app, 'acme/orders');
  let previous = await orders.push('1.0.0');
  await app.deploy();
  await orders.follow(previous);
  if (minimumHealthyPercent) await orders.setDeploymentLimits(Number(minimumHealthyPercent), 100);
  const traffic = new Traffic({ port: orders.sandbox.frontPort, host: new URL(orders.stack.serviceUrl).host }).start();
  const rows: Row[] = [];
  line('', 'commit', 'tasks', 'seconds', 'requests', 'failed', 'longest gap', 'versions in order');
  for (let index = 1; index <= commits; index += 1) {
    const tasks = index > commits / 2 ? 2 : 1;
    await orders.scale(tasks);
    const row = await rollOne(orders, traffic, previous, { version: `1.${index}.0`, tasks });
    printRow(index + 1, row);
    rows.push(row);
    previous = row.commit;
  }
  await traffic.stop();
  return rows;
}

async function rollOne(
  orders: OrdersDelivery, traffic: Traffic, previous: string, { version, tasks }: { version: string; tasks: number },
): Promise<Row> {
  const startedAt = Date.now();
  const commit = await orders.push(version);
  const { status } = await orders.follow(commit);
  const endedAt = Date.now();
  await new Promise((resolve) => { setTimeout(resolve, AFTERWARDS_MS); });
  return { commit, status, tasks, seconds: (endedAt - startedAt) / 1000, ...judgeRollOver(traffic.take(), { previous, current: commit, endedAt }) };
}

function printRow(number: number, row: Row): void {
  line(number, short([row.commit]), row.tasks, row.seconds.toFixed(0), row.requests, row.failed, `${row.longestGap.toFixed(2)} s`, short(row.versions));
  row.problems.forEach((problem) => process.stdout.write(`      ${problem}\n`));
  if (row.status !== 'Succeeded') process.stdout.write(`      the execution ended ${row.status}\n`);
}

function printTotal(rows: Row[]): void {
  const sum = (of: (row: Row) => number) => rows.reduce((total, row) => total + of(row), 0);
  const gap = Math.max(...rows.map(({ longestGap }) => longestGap));
  line('all', rows.length, '', sum(({ seconds }) => seconds).toFixed(0), sum(({ requests }) => requests), sum(({ failed }) => failed), `${gap.toFixed(2)} s`, '');
}

function line(...cells: Array<string | number>): void {
  process.stdout.write(`${cells.map((cell, index) => String(cell).padEnd(WIDTHS[index] ?? 0)).join(' ').trimEnd()}\n`);
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});

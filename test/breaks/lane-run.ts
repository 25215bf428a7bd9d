import * as path from 'node:path';
import { Lane } from './lanes';
import { Application } from '../../src/cli/demo/application';
import { Aws } from '../../src/cli/demo/aws';
import { BREAKS, Variant } from '../../src/cli/demo/breaks';
import { Delivery } from '../../src/cli/demo/delivery';
import { Restart } from '../../src/cli/demo/disturbances';
import { Subscriber } from '../../src/cli/demo/failure-messages';
import { Infrastructure } from '../../src/cli/demo/infrastructure';
import { Outcome, problemsOf, tryBreak } from '../../src/cli/demo/trial';
import { Sandbox } from '../../src/sandbox';

const ROOT = path.resolve(__dirname, '..', '..');
const EXAMPLE = path.join(ROOT, 'examples', 'orders-service');
const VARIANTS = path.join(ROOT, 'test', 'e2e', 'support', 'app');

/** A row of the table. */
export interface Row {
  readonly name: string;
  readonly outcome: Outcome;
  readonly problems: readonly string[];
  readonly seconds: number;
  /** Where it happened. */
  readonly delivery: Delivery;
}

/** Work that is done one after the other. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  take<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.last.then(work);
    this.last = settled(mine);
    return mine;
  }
}

/** A lane under way: each row comes when its break was tried. */
export interface LaneRun {
  readonly rows: ReadonlyMap<string, Promise<Row>>;
  /** All rows are there, or failed to come; what the lane has opened is closed. */
  readonly done: Promise<void>;
}

export interface LaneOptions {
  readonly sandbox: () => Promise<Sandbox>;
  /** Deployments of stacks wait for each other: they need the processor, and each comes sooner alone. */
  readonly deployments: Turns;
  readonly restart: Restart;
  readonly say: (line: string) => void;
}

/** Delivers a first commit through the lane's own stack, then tries its breaks one after the other. */
export function runLane(lane: Lane, options: LaneOptions): LaneRun {
  const ready = prepare(lane, options);
  const rows = new Map<string, Promise<Row>>();
  let before: Promise<unknown> = ready;
  for (const name of lane.breaks) {
    const row = Promise.all([ready, settled(before)]).then(([{ delivery, subscriber }]) => tryRow(name, delivery, subscriber, options));
    // Who asks for the row hears of it; nobody may ask before the lane is through.
    row.catch(() => undefined);
    rows.set(name, row);
    before = row;
  }
  const done = settled(before).then(() => ready).then(({ subscriber }) => subscriber.close(), () => undefined);
  return { rows, done };
}

async function prepare(lane: Lane, { sandbox: find, deployments, say }: LaneOptions): Promise<{ delivery: Delivery; subscriber: Subscriber }> {
  const sandbox = await find();
  const repository = `acme/orders-${lane.suffix}`;
  const application = await Application.create(EXAMPLE, sandbox, repository);
  const commit = await application.push('the orders service');
  const variants: Variant[] = lane.breaks.map((name) => BREAKS[name].variant ?? {});
  const context = Object.assign({}, { suffix: lane.suffix, repository }, ...variants) as Variant;
  const stack = await deployments.take(() => new Infrastructure(ROOT, VARIANTS, sandbox, `break-${lane.suffix}`).deploy(context));
  const subscriber = await Subscriber.listen();
  await subscriber.subscribe(new Aws(sandbox), stack.topicArn);
  const delivery = new Delivery(sandbox, application, stack, (line) => say(`${lane.suffix}: ${line}`));
  await expectGreen(delivery, subscriber, commit);
  return { delivery, subscriber };
}

/** The version that has to keep answering; a delivery that succeeds is no failure, so nobody is told. */
async function expectGreen(delivery: Delivery, subscriber: Subscriber, commit: string): Promise<void> {
  const { status, executionId } = await delivery.follow(commit);
  if (status !== 'Succeeded') throw new Error(`the first delivery of ${delivery.stack.pipelineName} ended ${status}: its breaks cannot be tried`);
  const told = await subscriber.messagesOf([executionId], 0);
  if (told.length > 0) throw new Error(`a delivery that succeeded was told as a failure: ${JSON.stringify(told)}`);
}

async function tryRow(name: string, delivery: Delivery, subscriber: Subscriber, { restart, say }: LaneOptions): Promise<Row> {
  const started = Date.now();
  say(`${name}: ${BREAKS[name].says}`);
  const outcome = await tryBreak(BREAKS[name], { delivery, subscriber, restart });
  return { name, outcome, problems: problemsOf(BREAKS[name], outcome), seconds: (Date.now() - started) / 1000, delivery };
}

function settled(work: Promise<unknown>): Promise<unknown> {
  return work.catch(() => undefined);
}

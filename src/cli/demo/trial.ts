import { whileAsked } from './answers';
import { Break } from './breaks';
import { Delivery, Followed, until } from './delivery';
import { Disturbance, DISTURBANCES, Restart } from './disturbances';
import { FailureMessage, Subscriber } from './failure-messages';
import { reportScan } from './findings';
import { ExecutionProgress } from '../../sandbox';

/** What became of a break. */
export interface Outcome {
  /** The stages that failed; undefined when no execution started. */
  readonly failed?: readonly string[];
  /** All that was shown of the execution. */
  readonly shown: string;
  /** The commits that the service answered with. */
  readonly before?: string;
  readonly after?: string;
  /** What was answered meanwhile in place of the version before, or of the broken one while it was on trial. */
  readonly failures: readonly string[];
  /** What the topic told of the executions. */
  readonly messages: readonly FailureMessage[];
  /** Whether what had to succeed afterwards did. */
  readonly afterwards?: boolean;
  /** When the execution ended, in milliseconds since 1970. */
  readonly endTime?: number;
}

/** What a trial works with. */
export interface TrialPorts {
  readonly delivery: Delivery;
  readonly subscriber: Subscriber;
  readonly restart: Restart;
}

/** Breaks the example and looks what becomes of it; the break is taken back. */
export async function tryBreak(broken: Break, ports: TrialPorts): Promise<Outcome> {
  const { delivery, subscriber } = ports;
  delivery.application.restore();
  delivery.application.apply(broken);
  const before = await delivery.served();
  const commit = await delivery.application.commit(broken.says);
  const { result: execution, heard } = await whileAsked(delivery.sandbox, delivery.stack.serviceUrl, () => deliver(broken, ports, commit));
  const after = await servedAfter(broken, delivery);
  const later = await runAfterwards(broken, delivery, commit);
  const started = execution ?? await delivery.progress(commit);
  const executionIds = [started, later?.execution].flatMap((known) => (known ? [known.executionId] : []));
  return {
    before,
    after,
    failed: failedStages(started),
    shown: execution?.shown ?? '',
    failures: heard.answers.filter((answer) => answer !== before && answer !== commit),
    messages: await subscriber.messagesOf(executionIds, broken.stage ? 1 : 0),
    afterwards: later?.succeeded,
    endTime: started?.endTime,
  };
}

/** After an interruption the load balancer has to find its targets healthy first. */
function servedAfter({ interrupts }: Break, delivery: Delivery): Promise<string | undefined> {
  return interrupts ? until('an answer of the service', () => delivery.served()) : delivery.served();
}

function failedStages(execution: ExecutionProgress | undefined): string[] | undefined {
  return execution?.stages.filter(({ status }) => status === 'Failed').map(({ name }) => name);
}

/** Pushes, with what is done to the sandbox meanwhile, and follows the execution to its end. */
async function deliver(broken: Break, { delivery, restart }: TrialPorts, commit: string): Promise<Followed | undefined> {
  const disturbance: Disturbance = broken.disturbance ? DISTURBANCES[broken.disturbance] : {};
  try {
    await disturbance.before?.(delivery, commit);
    await delivery.application.pushHead(broken.branch);
    await disturbance.meanwhile?.(delivery, commit, restart);
    return broken.stage ? await follow(broken, delivery, commit) : undefined;
  } finally {
    await disturbance.undo?.(delivery);
  }
}

/** The registry knows an image only once it is pushed; the scan is told of it then. */
async function follow({ scan }: Break, delivery: Delivery, commit: string): Promise<Followed> {
  const told = scan ? delivery.image(commit).then(({ digest }) => reportScan(delivery.sandbox.stateFolder, digest, scan)) : undefined;
  const [execution] = await Promise.all([delivery.follow(commit), told]);
  return execution;
}

/** Whether what has to succeed after the break does: it is delivered, and answers. */
async function runAfterwards(broken: Break, delivery: Delivery, commit: string): Promise<{ execution: Followed; succeeded: boolean } | undefined> {
  if (!broken.afterwards) return undefined;
  const again = broken.afterwards === 'start again';
  if (!again) delivery.application.restore();
  const expected = again ? commit : await delivery.application.push('as it should be');
  const execution = await delivery.follow(expected, again ? await delivery.start() : undefined);
  return { execution, succeeded: execution.status === 'Succeeded' && await delivery.served() === expected };
}

/** What differs from what the break must come to; empty when nothing does. */
export function problemsOf(broken: Break, outcome: Outcome): string[] {
  const expected = broken.stage ?? 'no execution';
  const failed = outcome.failed?.join(', ') ?? 'no execution';
  return [
    ...(failed === expected ? [] : [`failed: ${failed || 'nothing'}, expected ${expected}`]),
    ...broken.words.filter((words) => !words.test(outcome.shown)).map((words) => `not shown: ${words.source}`),
    ...serviceProblems(broken, outcome),
    ...messageProblems(broken, outcome.messages),
    ...(broken.afterwards && !outcome.afterwards ? [`${broken.afterwards} did not succeed`] : []),
  ];
}

function serviceProblems({ interrupts, loses }: Break, { before, after, failures }: Outcome): string[] {
  const unexpected = interrupts ? [] : failures.filter((failure) => !loses?.test(failure));
  return [
    ...(before !== undefined && after === before ? [] : [`served ${after} afterwards, ${before} before`]),
    ...unexpected.map((failure) => `a request failed meanwhile: ${failure}`),
  ];
}

function messageProblems({ stage }: Break, messages: readonly FailureMessage[]): string[] {
  const expected = stage ? 1 : 0;
  if (messages.length !== expected) return [`${messages.length} messages of the failure, expected ${expected}`];
  return messages.flatMap((message) => [
    ...(message.stage === stage ? [] : [`the message names stage ${message.stage}`]),
    ...(['pipeline', 'action', 'reason', 'link'] as const).filter((field) => !message[field]).map((field) => `the message has no ${field}`),
  ]);
}

import * as http from 'node:http';
import * as net from 'node:net';
import { Aws } from './aws';
import { until } from './delivery';

/** What the topic tells of a failure. */
export interface FailureMessage {
  readonly pipeline: string;
  readonly executionId: string;
  readonly stage?: string;
  readonly action?: string;
  readonly reason?: string;
  readonly link?: string;
}

/** A notification of CodeStar Notifications, as far as it is read here. */
interface Notification {
  readonly detail?: {
    readonly 'pipeline': string;
    readonly 'execution-id': string;
    readonly 'state': string;
    readonly 'stage'?: string;
    readonly 'action'?: string;
    readonly 'execution-result'?: { readonly 'external-execution-url'?: string };
  };
  readonly additionalAttributes?: { readonly additionalInformation?: string };
}

/** For messages that come late, or twice. */
const SETTLE_MILLISECONDS = 2000;
const PATIENCE_MILLISECONDS = 10_000;

/** A subscriber of topics: an HTTP endpoint on loopback, confirmed as SNS asks for it, that keeps what it is sent. */
export class Subscriber {
  static async listen(): Promise<Subscriber> {
    const subscriber = new Subscriber();
    await new Promise<void>((resolve) => subscriber.server.listen(0, '127.0.0.1', resolve));
    return subscriber;
  }

  private readonly messages: FailureMessage[] = [];
  private readonly confirmed = new Set<string>();
  private readonly server = http.createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => { body += chunk; });
    request.on('end', () => { response.end(); void this.take(body); });
  });

  private constructor() {}

  /** Subscribes to a topic, and waits until the subscription is confirmed. */
  async subscribe(aws: Aws, topicArn: string): Promise<void> {
    const { port } = this.server.address() as net.AddressInfo;
    await aws.call('sns', 'subscribe', '--topic-arn', topicArn, '--protocol', 'http', '--notification-endpoint', `http://127.0.0.1:${port}/`);
    await until(`a confirmation for ${topicArn}`, async () => (this.confirmed.has(topicArn) ? topicArn : undefined), 100);
  }

  /** What was told of these executions, once so many messages are there and no more come. */
  async messagesOf(executionIds: readonly string[], expected: number): Promise<FailureMessage[]> {
    const theirs = () => this.messages.filter(({ executionId }) => executionIds.includes(executionId));
    const end = Date.now() + PATIENCE_MILLISECONDS;
    while (theirs().length < expected && Date.now() < end) await pause(100);
    await pause(SETTLE_MILLISECONDS);
    return theirs();
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async take(body: string): Promise<void> {
    const { Type, SubscribeURL, TopicArn, Message } = JSON.parse(body) as { Type: string; SubscribeURL: string; TopicArn: string; Message: string };
    if (Type === 'SubscriptionConfirmation') {
      await fetch(SubscribeURL);
      this.confirmed.add(TopicArn);
      return;
    }
    const message = failureOf(JSON.parse(Message) as Notification);
    if (message) this.messages.push(message);
  }
}

/** The failure that a notification tells of; undefined when it tells of something else. */
export function failureOf({ detail, additionalAttributes }: Notification): FailureMessage | undefined {
  if (detail?.state !== 'FAILED') return undefined;
  return {
    pipeline: detail.pipeline,
    executionId: detail['execution-id'],
    stage: detail.stage,
    action: detail.action,
    reason: additionalAttributes?.additionalInformation,
    link: detail['execution-result']?.['external-execution-url'],
  };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

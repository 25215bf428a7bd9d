import * as fs from 'node:fs';
import * as path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { bootstrap } from '../../integ/support/account';
import { Sandbox } from '../../src/sandbox';
import { CommandLine } from '../e2e/support/read-back/command-line';

interface Message {
  readonly Body: string;
  readonly ReceiptHandle: string;
}

/** The AWS account of the runs: a sandbox, bootstrapped. */
export class Account {
  private readonly commandLine: CommandLine;
  private queueUrl = '';

  constructor(readonly sandbox: Sandbox) {
    this.commandLine = new CommandLine(sandbox);
  }

  close(): void {
    this.commandLine.close();
  }

  async bootstrap(): Promise<void> {
    await bootstrap(this.sandbox);
  }

  /** Listens to a topic, as an inbox would. */
  async listenTo(topicName: string): Promise<void> {
    const { accountId, region } = this.sandbox;
    this.queueUrl = (await this.sqs<{ QueueUrl: string }>('create-queue', '--queue-name', `inbox-of-${topicName}`)).QueueUrl;
    await this.aws(
      'sns', 'subscribe', '--topic-arn', `arn:aws:sns:${region}:${accountId}:${topicName}`,
      '--protocol', 'sqs', '--notification-endpoint', `arn:aws:sqs:${region}:${accountId}:inbox-of-${topicName}`,
    );
  }

  /** The subjects of the messages that have come since this was asked the last time. */
  async subjects(): Promise<string[]> {
    const answer = await this.sqs<{ Messages?: Message[] }>('receive-message', '--queue-url', this.queueUrl, '--max-number-of-messages', '10');
    for (const { ReceiptHandle } of answer.Messages ?? []) await this.sqs('delete-message', '--queue-url', this.queueUrl, '--receipt-handle', ReceiptHandle);
    return (answer.Messages ?? []).map(({ Body }) => (JSON.parse(Body) as { Subject: string }).Subject);
  }

  /** When a stack was changed last, as CloudFormation says it. */
  async changedAt(stackName: string): Promise<string> {
    const { Stacks: [stack] } = await this.aws<{ Stacks: Array<{ CreationTime: string; LastUpdatedTime?: string }> }>('cloudformation', 'describe-stacks', '--stack-name', stackName);
    return stack.LastUpdatedTime ?? stack.CreationTime;
  }

  /** Whether the template that is deployed is the one of a file. */
  async hasTemplate(stackName: string, file: string): Promise<boolean> {
    const { TemplateBody: body } = await this.aws<{ TemplateBody: object | string }>('cloudformation', 'get-template', '--stack-name', stackName);
    return fs.existsSync(file) && isDeepStrictEqual(typeof body === 'string' ? JSON.parse(body) : body, JSON.parse(fs.readFileSync(file, 'utf8')));
  }

  /** What the sandbox's endpoint has logged so far. */
  get log(): string {
    return fs.readFileSync(path.join(this.sandbox.stateFolder, 'logs', 'front.log'), 'utf8');
  }

  /** The CLI has an address of its own for this service, unless it is told. */
  private sqs<T>(operation: string, ...args: string[]): Promise<T> {
    return this.aws<T>('sqs', operation, ...args, '--endpoint-url', this.sandbox.frontUrl);
  }

  private async aws<T>(service: string, operation: string, ...args: string[]): Promise<T> {
    return await this.commandLine.call(service, operation, ...args) as T;
  }
}

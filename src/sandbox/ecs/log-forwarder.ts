import { Credentials, EmulatorClient, LogEvent } from '../emulator-client';
import { ContainerRuntime, LogFollow } from './container-runtime';
import { TaskStartError } from './image-resolver';
import { ContainerDefinition, ContainerRecord } from './model';

const BATCH_SIZE = 200;
const BATCH_MS = 500;

/** Where a container's output goes. */
export interface LogTarget {
  readonly group: string;
  readonly stream: string;
}

/** The log stream of an awslogs container: `prefix/container/task`; undefined for a container without that driver. */
export function logTarget(definition: ContainerDefinition, taskId: string): LogTarget | undefined {
  const options = definition.logConfiguration?.logDriver === 'awslogs' ? definition.logConfiguration.options ?? {} : undefined;
  if (!options?.['awslogs-group']) {
    return undefined;
  }
  return { group: options['awslogs-group'], stream: `${options['awslogs-stream-prefix'] ?? 'ecs'}/${definition.name}/${taskId}` };
}

/** Makes the stream; a log group that is missing keeps the task from starting, as on Fargate. */
export async function openLogStream(target: LogTarget, emulator: EmulatorClient, credentials: Credentials | undefined): Promise<void> {
  await emulator.createLogStream(target.group, target.stream, credentials).catch((error: Error) => {
    if (error.name !== 'ResourceAlreadyExistsException') {
      throw new TaskStartError('ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: '
        + `failed to create Cloudwatch log stream: ${error.name}: ${error.message}`);
    }
  });
}

/** What it takes to hand on a container's output. */
export interface ForwardOptions {
  readonly runtime: ContainerRuntime;
  readonly emulator: EmulatorClient;
  readonly credentials?: Credentials;
  readonly container: ContainerRecord;
  readonly target: LogTarget;
  log(line: string): void;
}

/** Hands a container's output on to its log stream, in order and in batches. */
export class LogForwarder {
  /** Settles when the container has said its last word and all of it has been handed on. */
  readonly done: Promise<void>;
  private waiting: LogEvent[] = [];
  private sending: Promise<void> = Promise.resolve();
  private readonly timer: NodeJS.Timeout;
  private readonly follow: LogFollow;

  constructor(private readonly options: ForwardOptions) {
    this.follow = options.runtime.follow(String(options.container.runtimeId), (options.container.loggedUntil ?? -1) + 1, (timestamp, message) => {
      // An event without text is refused by the service.
      this.waiting.push({ timestamp, message: message === '' ? ' ' : message });
    });
    this.timer = setInterval(() => this.flush(), BATCH_MS);
    this.timer.unref();
    this.done = this.follow.ended.then(async () => {
      clearInterval(this.timer);
      this.flush();
      await this.sending;
    });
  }

  /** Ends the following; the container goes on. */
  close(): void {
    clearInterval(this.timer);
    this.follow.close();
  }

  private flush(): void {
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, BATCH_SIZE);
      this.sending = this.sending.then(async () => this.send(batch));
    }
  }

  private async send(batch: LogEvent[]): Promise<void> {
    const { emulator, target, credentials, container } = this.options;
    try {
      await emulator.putLogEvents(target.group, target.stream, batch.sort((a, b) => a.timestamp - b.timestamp), credentials);
      container.loggedUntil = batch.at(-1)?.timestamp ?? container.loggedUntil;
    } catch (error) {
      this.options.log(`ecs: ${batch.length} log lines of ${target.stream} were not written: ${(error as Error).message}`);
    }
  }
}

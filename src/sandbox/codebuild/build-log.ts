import { EventEmitter } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Credentials, EmulatorClient, LogEvent } from '../emulator-client';

/** Where a build's log goes besides its file. */
export interface BuildLogOptions {
  readonly file: string;
  /** Told of every line. */
  readonly events: EventEmitter;
  /** The id that goes with each line. */
  readonly buildId: string;
  /** Absent when CloudWatch logs are switched off for the project. */
  readonly stream?: LogStream;
}

/** A stream of a log group. */
interface LogStream {
  readonly emulator: EmulatorClient;
  readonly group: string;
  readonly name: string;
}

const FLUSH_MILLISECONDS = 500;
/** Quota of PutLogEvents is 10,000 events; half of it keeps a batch below its 1 MiB for usual lines. */
const BATCH_EVENTS = 1000;
const MASK = '***';

/**
 * A build's log: each line goes to a file at once, to the live view, and in batches to the project's log group.
 *
 * Values from Parameter Store and Secrets Manager are masked, as CodeBuild does.
 */
export class BuildLog {
  private pending: LogEvent[] = [];
  private timer?: NodeJS.Timeout;
  private sending: Promise<void> = Promise.resolve();
  private masked: string[] = [];
  private credentials?: Credentials;
  /** The first failure to reach the log group; the build says so at its end. */
  failure?: string;

  constructor(private readonly options: BuildLogOptions) {
    fs.mkdirSync(path.dirname(options.file), { recursive: true });
    fs.writeFileSync(options.file, '');
  }

  /** Makes the stream, with the build's own credentials; a missing group is made, as the service does when the role may. */
  async open(credentials: Credentials): Promise<void> {
    const { stream } = this.options;
    if (stream) {
      await makeStream(stream, credentials);
    }
    // Only now: what was said meanwhile waits for the stream.
    this.credentials = credentials;
    this.flush();
  }

  /** From here on the values appear as `***`. */
  mask(values: string[]): void {
    this.masked = [...this.masked, ...values.filter((value) => value.length > 0)];
  }

  /** A line that the build's commands printed. */
  line(text: string): void {
    const message = this.masked.reduce((line, secret) => line.split(secret).join(MASK), text);
    fs.appendFileSync(this.options.file, `${message}\n`);
    this.options.events.emit('line', { buildId: this.options.buildId, message });
    this.pending.push({ timestamp: Date.now(), message });
    if (this.pending.length >= BATCH_EVENTS) {
      this.flush();
    } else {
      this.timer ??= setTimeout(() => this.flush(), FLUSH_MILLISECONDS);
    }
  }

  /** A line of the build service itself, in its own form. */
  note(text: string): void {
    const now = new Date().toISOString();
    this.line(`[Container] ${now.slice(0, 10).replace(/-/g, '/')} ${now.slice(11, 23)} ${text}`);
  }

  /** Sends what is left and waits for it. */
  async close(): Promise<void> {
    this.flush();
    await this.sending;
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (!this.credentials) {
      return;
    }
    const batch = this.pending;
    this.pending = [];
    // PutLogEvents refuses an empty message.
    const events = batch.map((event) => (event.message === '' ? { ...event, message: ' ' } : event));
    const { stream } = this.options;
    if (stream && events.length > 0) {
      this.sending = this.sending
        .then(() => stream.emulator.putLogEvents(stream.group, stream.name, events, this.credentials))
        .catch((cause: unknown) => {
          this.failure ??= `log lines did not reach ${stream.group}: ${String(cause)}`;
        });
    }
  }
}

async function makeStream({ emulator, group, name }: LogStream, credentials: Credentials): Promise<void> {
  try {
    await emulator.createLogStream(group, name, credentials);
  } catch (cause) {
    if (!String(cause).includes('ResourceNotFound') && !String(cause).includes('does not exist')) {
      throw cause;
    }
    await emulator.json('logs', 'Logs_20140328.CreateLogGroup', { logGroupName: group }, credentials);
    await emulator.createLogStream(group, name, credentials);
  }
}

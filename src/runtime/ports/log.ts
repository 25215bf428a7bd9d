import { Clock } from './clock';

/** Where the programs tell what they do: the log of the CodeBuild build. */
export interface Log {
  /** One line of progress, with the time. */
  step(text: string): void;
  /** Text as it is: tables and failure blocks. */
  plain(text: string): void;
}

/** Writes to a stream's `write`, times in UTC. */
export class StreamLog implements Log {
  constructor(private readonly write: (text: string) => void, private readonly clock: Clock) {}

  public step(text: string): void {
    this.write(`${new Date(this.clock.now()).toISOString().slice(11, 19)}  ${text}\n`);
  }

  public plain(text: string): void {
    this.write(`${text}\n`);
  }
}

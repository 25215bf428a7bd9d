import { Clock } from '../../../src/runtime/ports/clock';

/** A clock that stands still until somebody sleeps; every sleep is remembered. */
export class FakeClock implements Clock {
  public readonly sleeps: number[] = [];

  constructor(private time: number = Date.parse('2026-11-23T12:00:00Z')) {}

  public now(): number {
    return this.time;
  }

  public sleep(milliseconds: number): Promise<void> {
    this.sleeps.push(milliseconds);
    this.time += milliseconds;
    if (this.sleeps.length > 5_000) { throw new Error('the program waits for ever'); }
    return Promise.resolve();
  }

  /** Lets time pass without a sleep. */
  public pass(milliseconds: number): void {
    this.time += milliseconds;
  }
}

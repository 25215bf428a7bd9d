import { Log } from '../../../src/runtime/ports/log';

/** Keeps what was logged. */
export class FakeLog implements Log {
  public readonly steps: string[] = [];
  public readonly texts: string[] = [];

  public step(text: string): void {
    this.steps.push(text);
  }

  public plain(text: string): void {
    this.texts.push(text);
  }

  public get all(): string {
    return [...this.steps, ...this.texts].join('\n');
  }
}

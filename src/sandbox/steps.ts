/** Tells the user what is being done, each step with the time it took. */
export class Steps {
  /**
   * @param write takes one line, without its end
   * @param begun is told of a step before it is done
   */
  constructor(
    private readonly write: (line: string) => void = (line) => void process.stdout.write(`${line}\n`),
    private readonly begun: (name: string) => void = () => undefined,
  ) {}

  /** Runs one step and prints its name with its time, also when it fails. */
  async run<T>(name: string, work: () => Promise<T>): Promise<T> {
    const started = Date.now();
    this.begun(name);
    try {
      const result = await work();
      this.write(`  ${name} (${seconds(started)})`);
      return result;
    } catch (error) {
      this.write(`  ${name}: failed after ${seconds(started)}`);
      throw error;
    }
  }

  /** One line that is not a step. */
  say(line: string): void {
    this.write(`  ${line}`);
  }
}

function seconds(started: number): string {
  return `${((Date.now() - started) / 1000).toFixed(1)} s`;
}

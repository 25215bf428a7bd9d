/** Prints one line for each thing that is tried. */
export class Rows {
  private passed = 0;
  private readonly failures: string[] = [];
  private readonly print: (line: string) => void;

  constructor(print: (line: string) => void = console.log) {
    this.print = print;
  }

  /** @returns whether it went well; what comes back from `what` stands behind the name */
  async try(name: string, what: () => string | void | Promise<string | void>): Promise<boolean> {
    const started = Date.now();
    try {
      const detail = await what();
      this.passed += 1;
      this.print(`ok   ${name}${detail ? `: ${detail}` : ''} (${seconds(started)})`);
      return true;
    } catch (error) {
      this.failures.push(name);
      this.print(`FAIL ${name} (${seconds(started)})\n${(error as Error).message}`);
      return false;
    }
  }

  /** One after the other, each on what the one before has left; none after one that failed. */
  async sequence(steps: ReadonlyArray<readonly [name: string, what: () => string | void | Promise<string | void>]>): Promise<boolean> {
    for (const [index, [name, what]] of steps.entries()) {
      if (await this.try(name, what)) continue;
      steps.slice(index + 1).forEach(([left]) => this.print(`---- ${left}: not tried`));
      return false;
    }
    return true;
  }

  /** @returns the exit code */
  end(): number {
    this.print(`${this.passed} passed, ${this.failures.length} failed`);
    return this.failures.length > 0 ? 1 : 0;
  }
}

function seconds(started: number): string {
  return `${((Date.now() - started) / 1000).toFixed(1)} s`;
}

/** Environment variables, as the build project sets them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Settings that cannot be used; each problem names variable, value and what it should be. */
export class SettingsError extends Error {
  constructor(public readonly problems: readonly string[]) {
    super(`the settings cannot be used:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'SettingsError';
  }
}

/**
 * Reads settings from environment variables and collects every problem, so that one run names all of them.
 *
 * An empty variable counts as not set.
 */
export class SettingsReader {
  private readonly problems: string[] = [];

  constructor(private readonly environment: Environment) {}

  public optional(name: string): string | undefined {
    const value = this.environment[name]?.trim();
    return value === '' ? undefined : value;
  }

  public required(name: string, pattern: RegExp, meaning: string): string {
    const value = this.optional(name);
    if (value === undefined) {
      this.problem(`${name} is not set: give ${meaning}`);
      return '';
    }
    return this.matching(name, value, pattern, meaning);
  }

  /** The value, or the default when the variable is not set. */
  public matchingOr(name: string, defaultValue: string, pattern: RegExp, meaning: string): string {
    return this.matching(name, this.optional(name) ?? defaultValue, pattern, meaning);
  }

  public integer(name: string, defaultValue: number, least: number, most: number): number {
    const text = this.optional(name) ?? String(defaultValue);
    const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
    if (value >= least && value <= most) { return value; }
    this.problem(`${name} is ${JSON.stringify(text)}: give a whole number from ${least} to ${most}`);
    return defaultValue;
  }

  public choice<Choice extends string>(name: string, defaultValue: Choice, choices: readonly Choice[]): Choice {
    const text = this.optional(name) ?? defaultValue;
    const found = choices.find((choice) => choice === text);
    if (found !== undefined) { return found; }
    this.problem(`${name} is ${JSON.stringify(text)}: give one of ${choices.join(', ')}`);
    return defaultValue;
  }

  public problem(text: string): void {
    this.problems.push(text);
  }

  /** @throws SettingsError with every problem met so far */
  public finish(): void {
    if (this.problems.length > 0) { throw new SettingsError(this.problems); }
  }

  private matching(name: string, value: string, pattern: RegExp, meaning: string): string {
    if (!pattern.test(value)) { this.problem(`${name} is ${JSON.stringify(value)}: give ${meaning}`); }
    return value;
  }
}

/** A question whose answer is a text. */
export interface TextQuestion {
  readonly message: string;
  /** The option that answers it without asking. */
  readonly option: string;
  readonly suggestion?: string;
  /** An empty answer is one. */
  readonly isOptional?: boolean;
  /** @returns what is wrong */
  check?(answer: string): string | undefined;
}

/** A question with a few answers. */
export interface ChoiceQuestion<T extends string> {
  readonly message: string;
  readonly option: string;
  readonly choices: ReadonlyArray<{ readonly value: T; readonly label: string; readonly hint?: string }>;
  readonly suggestion: T;
}

/** Whom the questions are put to: somebody at a terminal, or nobody. */
export interface Asker {
  text(question: TextQuestion): Promise<string>;
  choose<T extends string>(question: ChoiceQuestion<T>): Promise<T>;
}

/** Nobody: the suggestions are taken where that was allowed, and what is missing is noted, all of it at once. */
export class NobodyToAsk implements Asker {
  private readonly options = new Set<string>();

  /** @param takesSuggestions with `--yes` */
  constructor(private readonly takesSuggestions: boolean) {}

  /** The options that must be given. */
  get missing(): string[] {
    return [...this.options];
  }

  async text({ option, suggestion, isOptional }: TextQuestion): Promise<string> {
    const isAnswered = isOptional || (suggestion !== undefined && this.takesSuggestions);
    if (!isAnswered) this.options.add(option);
    return isOptional ? '' : suggestion ?? '';
  }

  async choose<T extends string>({ option, suggestion }: ChoiceQuestion<T>): Promise<T> {
    if (!this.takesSuggestions) this.options.add(option);
    return suggestion;
  }
}

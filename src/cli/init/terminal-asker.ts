import { Asker, ChoiceQuestion, TextQuestion } from './asker';
import { CliError, EXIT } from '../errors';

interface Text {
  message: string;
  placeholder?: string;
  defaultValue: string;
  validate(answer?: string): string | undefined;
}

interface Select {
  message: string;
  options: Array<{ value: string; label: string; hint?: string }>;
  initialValue: string;
}

/** What is used of the library; an answer may also be the sign that the user has stopped. */
export interface Prompts {
  text(question: Text): Promise<string | symbol>;
  select(question: Select): Promise<string | symbol>;
}

/** Somebody at a terminal. */
export class TerminalAsker implements Asker {
  constructor(private readonly library: Prompts) {}

  async text({ message, suggestion, isOptional, check }: TextQuestion): Promise<string> {
    const validate = (answer = '') => {
      if (answer === '') return isOptional || suggestion !== undefined ? undefined : 'an answer is needed';
      return check?.(answer);
    };
    return this.answered(await this.library.text({ message, placeholder: suggestion, defaultValue: suggestion ?? '', validate }));
  }

  async choose<T extends string>({ message, choices, suggestion }: ChoiceQuestion<T>): Promise<T> {
    const options = choices.map(({ value, label, hint }) => ({ value, label, hint }));
    return this.answered(await this.library.select({ message, options, initialValue: suggestion })) as T;
  }

  private answered(answer: string | symbol): string {
    if (typeof answer === 'symbol') throw new CliError('stopped', 'nothing was written', EXIT.interrupted);
    return answer;
  }
}

/** At this process's terminal. */
export async function openTerminal(): Promise<Asker> {
  const { select, text } = await import('./prompts.mjs');
  return new TerminalAsker({ select: (question) => select<string>(question), text });
}

import type * as prompts from '@clack/prompts';
import { Asker, ChoiceQuestion, TextQuestion } from './asker';
import { CliError, EXIT } from '../errors';

/** Somebody at a terminal. */
export class TerminalAsker implements Asker {
  constructor(private readonly library: Pick<typeof prompts, 'text' | 'select' | 'isCancel'>) {}

  async text({ message, suggestion, isOptional, check }: TextQuestion): Promise<string> {
    const validate = (answer = '') => {
      if (answer === '') return isOptional || suggestion !== undefined ? undefined : 'an answer is needed';
      return check?.(answer);
    };
    return this.answered(await this.library.text({ message, placeholder: suggestion, defaultValue: suggestion ?? '', validate }));
  }

  async choose<T extends string>({ message, choices, suggestion }: ChoiceQuestion<T>): Promise<T> {
    const options = choices.map(({ value, label, hint }) => ({ value: value as string, label, hint }));
    return this.answered(await this.library.select<string>({ message, options, initialValue: suggestion })) as T;
  }

  private answered(answer: string | symbol): string {
    if (this.library.isCancel(answer)) throw new CliError('stopped', 'nothing was written', EXIT.interrupted);
    return answer as string;
  }
}

/** At this process's terminal. */
export async function openTerminal(): Promise<Asker> {
  return new TerminalAsker(await import('@clack/prompts'));
}

import * as awsCdk from 'aws-cdk-lib';
import { collectTemplates } from '../../../projenrc/tools/templates';
import * as library from '../../../src';
import { init, Shipped } from '../../../src/cli/commands/init';
import { Asker, ChoiceQuestion, TextQuestion } from '../../../src/cli/init/asker';
import { Templates } from '../../../src/cli/init/templates';
import { readVersions } from '../../../src/cli/init/versions';
import { InitOptions } from '../../../src/cli/program';
import { painter } from '../../../src/cli/terminal/paint';

/** What is shipped, from the sources. */
export const SHIPPED: Shipped = {
  templates: collectTemplates() as Templates,
  versions: readVersions(),
  construct: { cdk: awsCdk, library },
};

/** A project that needs no question. */
export const GIVEN = {
  repository: 'acme/orders', connectionName: 'acme-github', suffix: 'dev', withoutService: true, language: 'typescript', infraRepository: 'acme/orders-infra',
} satisfies Partial<InitOptions>;

/** What `init` wrote to the terminal, and how it ended. */
export interface Ended {
  readonly exitCode?: number;
  readonly error?: Error & { readonly fix?: string; readonly exitCode?: number };
  readonly said: string;
}

/** Runs the command with the sources' own templates and construct; an error is a result. */
export async function runInit(options: InitOptions, asker?: Asker): Promise<Ended> {
  const lines: string[] = [];
  const write = (text: string) => void lines.push(text);
  const output = { isTerminal: false, isInteractive: false, paint: painter(false), write, complain: write };
  try {
    return { exitCode: await init(options, output, asker, SHIPPED), said: lines.join('\n') };
  } catch (error) {
    return { error: error as Ended['error'], said: lines.join('\n') };
  }
}

/** Somebody who has made up their mind: answers by the beginning of the question, and what was asked. */
export class DecidedUser implements Asker {
  readonly asked: string[] = [];
  /** What was said of answers that were refused. */
  readonly refused: string[] = [];

  /** @param answers one for each time that the question is put, the last one for all others; an unknown question gets the suggestion */
  constructor(private readonly answers: { readonly [beginning: string]: string[] } = {}) {}

  async text(question: TextQuestion): Promise<string> {
    for (;;) {
      const answer = this.next(question.message) ?? question.suggestion ?? '';
      const problem = answer === '' ? undefined : question.check?.(answer);
      if (problem === undefined) return answer;
      this.refused.push(problem);
    }
  }

  async choose<T extends string>({ message, suggestion, choices }: ChoiceQuestion<T>): Promise<T> {
    const answer = this.next(message);
    return choices.find(({ value }) => value === answer)?.value ?? suggestion;
  }

  private next(message: string): string | undefined {
    this.asked.push(message);
    const [, answers] = Object.entries(this.answers).find(([beginning]) => message.includes(beginning)) ?? [];
    return answers && answers.length > 1 ? answers.shift() : answers?.[0];
  }
}

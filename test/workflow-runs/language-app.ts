import { AppRepository } from './app-repository';

/** An example in another language than TypeScript, ready to be run. */
export interface LanguageApp {
  readonly app: AppRepository;
  /** What its steps need beyond what all runs have. */
  readonly environment: Readonly<Record<string, string>>;
  /** Removes what lies outside the folder of the runs. */
  remove(): void;
}

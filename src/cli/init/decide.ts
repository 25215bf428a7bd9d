import * as path from 'node:path';
import { Asker, NobodyToAsk } from './asker';
import { difference } from './difference';
import { Action, actionOf, isInTheWay, PlannedFile } from './plan';
import { CliError } from '../errors';

/** A file, and what becomes of it. */
export interface Decided {
  readonly file: PlannedFile;
  readonly action: Action;
}

/** What was said of one file. */
type Answer = 'overwrite' | 'keep' | 'overwrite-all' | 'keep-all';

const FOR_ALL: Partial<Record<Answer, 'overwrite' | 'keep'>> = { 'overwrite-all': 'overwrite', 'keep-all': 'keep' };

const CHOICES: ReadonlyArray<{ readonly value: Answer | 'difference'; readonly label: string }> = [
  { value: 'keep', label: 'Keep it' },
  { value: 'overwrite', label: 'Overwrite it' },
  { value: 'difference', label: 'Show the difference' },
  { value: 'keep-all', label: 'Keep it, and all others that differ' },
  { value: 'overwrite-all', label: 'Overwrite it, and all others that differ' },
];

/** How the questions are put. */
export interface Ways {
  /** `--force` */
  readonly force: boolean;
  readonly asker: Asker;
  /** Shows lines to whoever is asked. */
  show(lines: string[]): void;
}

/** Decides file by file; a file with other content is never written over unless someone says so. */
export async function decide(files: PlannedFile[], { force, asker, show }: Ways): Promise<Decided[]> {
  const inTheWay = files.filter(isInTheWay);
  requireSomebody(inTheWay, force, asker);
  let forAll: 'overwrite' | 'keep' | undefined = force ? 'overwrite' : undefined;
  const answers = new Map<PlannedFile, Action>();
  for (const file of inTheWay) {
    const answer: Answer = forAll ?? await askAbout(file, asker, show);
    forAll ??= FOR_ALL[answer];
    answers.set(file, forAll ?? (answer === 'keep' ? 'keep' : 'overwrite'));
  }
  return files.map((file) => ({ file, action: answers.get(file) ?? actionOf(file) }));
}

async function askAbout(file: PlannedFile, asker: Asker, show: Ways['show']): Promise<Answer> {
  const question = { message: `${path.relative('', file.location)} is there, with other content`, option: '--force', choices: CHOICES, suggestion: 'keep' as const };
  let answer: Answer | 'difference';
  while ((answer = await asker.choose<Answer | 'difference'>(question)) === 'difference') show(difference(file.before ?? '', file.text));
  return answer;
}

function requireSomebody(inTheWay: PlannedFile[], force: boolean, asker: Asker): void {
  if (force || inTheWay.length === 0 || !(asker instanceof NobodyToAsk)) return;
  const names = inTheWay.map(({ location }) => `  ${path.relative('', location)}`);
  throw new CliError(['these files are there, with other content; nothing was written:', ...names].join('\n'), 'move them away, overwrite them with --force, or run it at a terminal, which asks for each');
}

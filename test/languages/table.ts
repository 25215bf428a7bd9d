/** What came of one language. */
export interface Row {
  readonly language: string;
  readonly packaged: string;
  readonly compiled: string;
  readonly tested: string;
  readonly synthesised: string;
  /** How many places of the template differ from the TypeScript example's. */
  readonly differences: string;
  readonly seconds: string;
  readonly result: 'ok' | 'FAIL' | 'SKIPPED' | 'result';
}

export const HEADING: Row = {
  language: 'language', packaged: 'packaged', compiled: 'compiled', tested: 'tested', synthesised: 'synthesised', differences: 'differences', seconds: 'seconds', result: 'result',
};

export function tableLine({ result, ...columns }: Row): string {
  return `${Object.values(columns).map((text) => text.padEnd(12)).join('')}${result}`;
}

/** A language that was skipped has not passed. */
export function summary(rows: readonly Row[]): string {
  const count = (result: Row['result']) => rows.filter((row) => row.result === result).length;
  return `${count('ok')} passed, ${count('FAIL')} failed, ${count('SKIPPED')} skipped`;
}

/** A figure with what it should be. */
export interface Row {
  readonly name: string;
  /** Ours first, then what it is compared with. */
  readonly values: readonly string[];
  readonly goal?: Goal;
}

/** What a figure is to reach; a goal that is out of reach has a bound that is held instead, and the reason. */
export interface Goal {
  readonly text: string;
  readonly reached: boolean;
  readonly instead?: { readonly held: boolean; readonly text: string };
}

/** Rows that belong together; a new kind of figure is a new section. */
export interface Section {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  readonly notes?: readonly string[];
}

export type Verdict = 'ok' | 'missed' | 'missed, see below' | '';

/** Missed without a bound, or beyond it, is a failure of the bench. */
export function verdictOf(goal?: Goal): Verdict {
  if (!goal) return '';
  if (goal.reached) return 'ok';
  return goal.instead?.held ? 'missed, see below' : 'missed';
}

/** At most so much. */
export function atMost(value: number, limit: number, digits = 2): Goal {
  return { text: `<= ${limit.toLocaleString('en', { minimumFractionDigits: 0, maximumFractionDigits: digits })}`, reached: value <= limit };
}

/** A goal that is not reached: what is held instead, and why. */
export function orInstead(goal: Goal, value: number, bound: number): Goal {
  return { ...goal, instead: { held: value <= bound, text: `held instead: <= ${bound}` } };
}

export function textOf({ title, columns, rows, notes = [] }: Section): string {
  const lines = rows.map(({ name, values, goal }) => [line(name, values), (goal?.text ?? '').padEnd(12), verdictOf(goal)].join('  ').trimEnd());
  const bounds = rows.flatMap(({ name, goal }) => (goal && !goal.reached && goal.instead ? [`${name}: goal ${goal.text}, ${goal.instead.text}`] : []));
  return ['', title, line('', columns), ...lines, ...bounds, ...notes].join('\n');
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)];
}

function line(name: string, values: readonly string[]): string {
  return name.padEnd(44) + values.map((value) => value.padStart(14)).join('');
}

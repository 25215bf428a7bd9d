import { Row } from './matrix';
import { Facts } from './scenario';

/** Names of the facts that differ from what is expected. */
export function differences({ scenario: { expected }, got }: Row): Array<keyof Facts> {
  return factsOf(expected).filter((name) => expected[name] !== got[name]);
}

/** A row of several facts: what became of the run, what was expected, what came. */
export function toLines(row: Row): string[] {
  const { expected, name, real = [] } = row.scenario;
  const facts = factsOf(expected).flatMap((fact) => [
    `       ${fact.padEnd(15)}expected  ${expected[fact]}`,
    `       ${''.padEnd(15)}got       ${row.got[fact]}`,
  ]);
  const programs = `npm and synthesis: ${real.length === 0 ? 'replayed' : `real in ${real.join(' ')}`}`;
  const asExpected = differences(row).length === 0;
  return [`${mark(asExpected)} ${name} (${row.seconds.toFixed(1)} s; ${programs})`, ...facts, ...(asExpected ? [] : [`       its log is log.txt in ${row.folder}, which WORKFLOW_RUNS_KEEP=1 leaves`])];
}

/** A row of one fact. */
export function toLine(name: string, expected: string, got: string): string {
  return `${mark(expected === got)} ${name}: expected ${expected}, got ${got}`;
}

function mark(asExpected: boolean): string {
  return asExpected ? 'ok  ' : 'FAIL';
}

function factsOf(facts: Facts): Array<keyof Facts> {
  return Object.keys(facts) as Array<keyof Facts>;
}

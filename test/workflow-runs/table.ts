import { Row } from './matrix';
import { Facts } from './scenario';

/** Names of the facts that differ from what is expected. */
export function differences({ scenario: { expected }, got }: Row): Array<keyof Facts> {
  return (Object.keys(expected) as Array<keyof Facts>).filter((name) => expected[name] !== got[name]);
}

/** A row as lines: what was expected, and where it differs what came. */
export function toLines(row: Row): string[] {
  const differing = differences(row);
  const { expected, name } = row.scenario;
  return [
    `${differing.length === 0 ? 'ok  ' : 'FAIL'} ${name} (${row.seconds.toFixed(1)} s)`,
    ...(Object.keys(expected) as Array<keyof Facts>).flatMap((fact) => [
      `       ${fact.padEnd(15)}expected  ${expected[fact]}`,
      `       ${''.padEnd(15)}got       ${row.got[fact]}`,
    ]),
  ];
}

import { LeftoverChecks, Row } from './checks';
import { Stage } from './stage';

/** Prints what is left of sandboxes after `down`, and after they were killed: `npx projen leftovers`. */
async function main(): Promise<number> {
  const rows: Row[] = [];
  const stage = new Stage();
  try {
    console.log(toLine({ when: 'when', check: 'check', expected: 'expected', got: 'got' }, 'ok'));
    await new LeftoverChecks(stage, (row) => { rows.push(row); console.log(toLine(row, row.ok ? 'yes' : 'NO')); }).run();
  } finally {
    await stage.remove();
  }
  const off = rows.filter(({ ok }) => !ok).length;
  console.log(`\n${rows.length - off} of ${rows.length} rows are as expected`);
  return off === 0 ? 0 : 1;
}

function toLine({ when, check, expected, got }: Omit<Row, 'ok'>, ok: string): string {
  return [ok.padEnd(4), when.padEnd(48), check.padEnd(28), expected.padEnd(18), got].join('');
}

main().then(
  (code) => { process.exitCode = code; },
  (error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  },
);

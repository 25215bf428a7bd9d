import { LaneRun, Row, runLane, Turns } from './lane-run';
import { lanesOf } from './lanes';
import { Sandboxes } from './sandboxes';
import { toLines } from './table';
import { BREAKS } from '../../src/cli/demo/breaks';
import { Sandbox, Steps } from '../../src/sandbox';

/** Tries every break, or those whose names contain one of the words, and prints what was expected and what came. */
async function main(words: readonly string[]): Promise<number> {
  const names = Object.keys(BREAKS).filter((name) => words.length === 0 || words.some((word) => name.includes(word)));
  if (names.length === 0) throw new Error(`no break is called ${words.join(' or ')}; there are ${Object.keys(BREAKS).join(', ')}`);
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const sandboxes = new Sandboxes(new Steps(say));
  try {
    let shared: Promise<Sandbox> | undefined;
    const deployments = new Turns();
    const lanes = lanesOf(names).map((lane) => runLane(lane, {
      sandbox: () => (lane.ownSandbox ? sandboxes.make() : (shared ??= sandboxes.make())), deployments, restart: sandboxes.restart, say,
    }));
    return await print(names, lanes);
  } finally {
    await sandboxes.remove();
  }
}

async function print(names: readonly string[], lanes: readonly LaneRun[]): Promise<number> {
  await Promise.all(lanes.map(({ done }) => done));
  const found = await Promise.allSettled(names.map((name) => lanes.flatMap(({ rows }) => rows.get(name) ?? [])[0]));
  const rows: Row[] = found.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const lost = found.flatMap((result, index) => (result.status === 'rejected' ? [`FAIL  ${names[index]}: ${String(result.reason)}`] : []));
  console.log([...toLines(rows), ...lost].join('\n'));
  const asExpected = rows.filter(({ problems }) => problems.length === 0).length;
  console.log(`\n${asExpected} of ${names.length} breaks came out as expected`);
  return asExpected === names.length ? 0 : 1;
}

main(process.argv.slice(2)).then(
  (code) => { process.exitCode = code; },
  (error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  },
);

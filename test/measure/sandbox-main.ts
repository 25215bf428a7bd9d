import { Timed } from './bare-delivery';
import { Delivered, measureSandbox, total } from './sandbox-ratio';

const RUNS = Number(process.env.RUNS ?? 3);
const GOAL = 1.3;

/** Prints the sandbox's time beside that of the same work by hand, measured in one run: `npx projen bench:sandbox`. */
async function main(): Promise<void> {
  toLines(await measureSandbox(RUNS)).forEach((line) => console.log(line));
}

/** The two ways step by step, and the ratio. */
function toLines({ ours, bare, ratio }: Delivered): string[] {
  return [
    '',
    `five stages, warm, a new commit (median of ${RUNS})`,
    ...ours.map(toLine),
    toLine({ name: 'the sandbox, all', seconds: total(ours) }),
    '',
    'the same work by hand, one after the other',
    ...bare.map(toLine),
    toLine({ name: 'by hand, all', seconds: total(bare) }),
    '',
    `  ratio ${ratio.toFixed(2)}, goal ${GOAL}`,
  ];
}

function toLine({ name, seconds }: Timed): string {
  return `  ${name.padEnd(48)}${seconds.toFixed(1).padStart(6)} s`;
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});

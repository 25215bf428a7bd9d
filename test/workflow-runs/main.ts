import { Matrix, findAct } from './matrix';
import { SCENARIOS } from './scenarios';
import { differences, toLines } from './table';
import { Steps } from '../../src/sandbox';

/** Runs the example's workflow in every scenario, or in those whose names contain the words given, and prints what was expected and what came. */
async function main(words: string[]): Promise<number> {
  const { bin, missing } = findAct();
  if (missing) throw new Error(missing);
  const matrix = await Matrix.setUp(`${bin}/act`, new Steps());
  try {
    const chosen = SCENARIOS.filter(({ name }, index) => words.length === 0 || index === 0 || words.some((word) => name.includes(word)));
    let failed = 0;
    for (const scenario of chosen) {
      const row = await matrix.run(scenario);
      console.log(toLines(row).join('\n'));
      if (differences(row).length > 0) failed++;
    }
    console.log(`${chosen.length - failed} of ${chosen.length} runs came out as expected`);
    return failed === 0 ? 0 : 1;
  } finally {
    await matrix.tearDown();
  }
}

main(process.argv.slice(2)).then(
  (code) => { process.exitCode = code; },
  (error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  },
);

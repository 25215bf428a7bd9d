import * as fs from 'node:fs';
import * as path from 'node:path';
import { EXAMPLE_WORKFLOW, findAct, Matrix, missingFor } from './matrix';
import { Scenario } from './scenario';
import { SCENARIOS } from './scenarios';
import { differences, toLine, toLines } from './table';
import { runsAt, STARTS } from './triggers';
import { Steps } from '../../src/sandbox';

/** Runs the example's workflow in every scenario, or in those whose names contain one of the words, and prints what was expected and what came. */
async function main(words: string[]): Promise<number> {
  const { bin, missing } = findAct();
  if (missing) throw new Error(missing);
  const matrix = await Matrix.setUp(path.join(bin ?? '', 'act'), new Steps());
  try {
    const outcomes = [...starts(), ...await runs(matrix, chosen(words))];
    const failed = outcomes.filter((asExpected) => !asExpected).length;
    console.log(`\n${outcomes.length - failed} of ${outcomes.length} rows came out as expected`);
    return failed === 0 ? 0 : 1;
  } finally {
    await matrix.tearDown();
  }
}

/** The first is recorded, so it is always among them, unless the recording is there. */
function chosen(words: string[]): Scenario[] {
  const needed = process.env.WORKFLOW_RUNS_FOLDER ? -1 : 0;
  return SCENARIOS.filter(({ name }, index) => words.length === 0 || index === needed || words.some((word) => name.includes(word)));
}

function starts(): boolean[] {
  const workflow = fs.readFileSync(EXAMPLE_WORKFLOW, 'utf8');
  return STARTS.map(({ runs: expected, ...start }) => {
    const got = runsAt(workflow, start);
    console.log(toLine(`${start.eventName}, branch ${start.branch} (read in the file: act ignores the filters)`, String(expected), String(got)));
    return got === expected;
  });
}

async function runs(matrix: Matrix, scenarios: readonly Scenario[]): Promise<boolean[]> {
  const outcomes: boolean[] = [];
  for (const scenario of scenarios) {
    const lacking = missingFor(scenario);
    if (lacking) throw new Error(lacking);
    const row = await matrix.run(scenario);
    console.log(toLines(row).join('\n'));
    outcomes.push(differences(row).length === 0);
  }
  return outcomes;
}

main(process.argv.slice(2)).then(
  (code) => { process.exitCode = code; },
  (error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  },
);

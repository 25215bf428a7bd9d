import * as fs from 'node:fs';
import * as path from 'node:path';
import { ROOT, tell, VARIABLES } from './support/shared-sandbox';
import { Steps } from '../../src/sandbox';
import { EXAMPLE_WORKFLOW, findAct, Matrix, missingFor } from '../workflow-runs/matrix';
import { SCENARIOS } from '../workflow-runs/scenarios';
import { runsAt, STARTS } from '../workflow-runs/triggers';

const ACT = findAct();
const missing = ACT.missing ?? process.env[VARIABLES.skipped];
if (missing) process.stderr.write(`\n${'!'.repeat(100)}\nSKIPPED, NOT PASSED: every run of the generated workflow.\n${missing}\n${'!'.repeat(100)}\n\n`);

/** Without act, or without a sandbox, the runs are counted as skipped, never as passed. */
const describeWhereItRuns = missing ? describe.skip : describe;

describeWhereItRuns('the workflow of the example, run by act', () => {
  const say = tell('workflow-runs');
  let matrix: Matrix;

  // A sandbox of its own: the other files change the stack of this name meanwhile.
  beforeAll(async () => { matrix = await Matrix.setUp(path.join(ACT.bin ?? '', 'act'), new Steps(say)); }, 300_000);
  afterAll(() => matrix?.tearDown(), 60_000);

  for (const scenario of SCENARIOS) {
    const lacking = missing ? undefined : missingFor(scenario);
    if (lacking) process.stderr.write(`\nSKIPPED, NOT PASSED: ${scenario.name}\n${lacking}\n\n`);
    (lacking ? test.skip : test)(scenario.name, async () => {
      const { got, seconds, folder } = await matrix.run(scenario);
      say(`${scenario.name} (${seconds.toFixed(1)} s), log in ${folder}`);
      expect(got).toEqual(scenario.expected);
    }, 600_000);
  }
});

describe('the events of the workflow of the example', () => {
  const workflow = fs.readFileSync(path.join(ROOT, EXAMPLE_WORKFLOW), 'utf8');

  test.each(STARTS)('$eventName, branch $branch: runs $runs', ({ runs, ...start }) => expect(runsAt(workflow, start)).toBe(runs));
});

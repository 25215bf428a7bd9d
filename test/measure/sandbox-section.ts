import { Timed } from './bare-delivery';
import { measureSandbox, total } from './sandbox-ratio';
import { atMost, orInstead, Row, Section } from './table';

const GOAL = 1.3;
const HELD = 6;

/** The five stages of the example in the sandbox beside the same work by hand, measured in one run. */
export async function sandboxSection(runs: number): Promise<Section> {
  const { ours, bare, ratio } = await measureSandbox(runs);
  const goal = atMost(ratio, GOAL);
  return {
    title: `Sandbox: five stages, warm, a new commit (the run with the median ratio of ${runs})`,
    columns: ['seconds'],
    rows: [
      ...ours.map((step) => rowOf(step)),
      rowOf({ name: 'the sandbox, all', seconds: total(ours) }),
      ...bare.map(({ name, seconds }) => rowOf({ name: `by hand: ${name}`, seconds })),
      rowOf({ name: 'by hand, all', seconds: total(bare) }),
      { name: 'ratio', values: [ratio.toFixed(2)], goal: goal.reached ? goal : orInstead(goal, ratio, HELD) },
    ],
    notes: ['Ten seconds are the time for which a new task must stay healthy before it counts as good: docs/sandbox.md says where the rest goes.'],
  };
}

function rowOf({ name, seconds }: Timed): Row {
  return { name, values: [seconds.toFixed(1)] };
}

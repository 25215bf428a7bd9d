import { AUTHORS, Author } from './apps';
import { ChildProgram } from './child-program';
import { Figures } from './meter';
import { atMost, Goal, median, Row, Section } from './table';

const PIPELINES = [1, 10, 50, 100];

interface Took {
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  readonly figures: Figures;
}

type Clock = 'cpuSeconds' | 'wallSeconds';

/** What synthesis takes, from the start of the process to the cloud assembly, and how that grows. */
export function synthesisSection(program: ChildProgram, runs: number): Section {
  const took = interleaved(program, runs);
  const medianOf = (author: Author, pipelines: number, clock: Clock) => median(took.get(key(author, pipelines))!.map((one) => one[clock]));
  const row = (pipelines: number, clock: Clock): Row => {
    const [ours, full, five] = AUTHORS.map((author) => medianOf(author, pipelines, clock));
    const goal = clock === 'cpuSeconds' ? asQuickAs(ours, full) : undefined;
    return { name: `${clock === 'cpuSeconds' ? 'CPU' : 'wall'} seconds, ${pipelines} pipeline${pipelines > 1 ? 's' : ''}`, values: [ours, full, five].map((s) => s.toFixed(2)), goal };
  };
  return {
    title: `Synthesis: fresh processes, one author after the other, median of ${runs}`,
    columns: AUTHORS,
    rows: [...PIPELINES.map((n) => row(n, 'cpuSeconds')), ...PIPELINES.map((n) => row(n, 'wallSeconds')), ...growth(medianOf)],
  };
}

/** With a fifth project, a second asset and tags on everything ours is a few hundredths slower than l2-full; a tenth is what it may be. */
function asQuickAs(ours: number, full: number): Goal {
  return { text: '<= l2-full', reached: ours <= full, instead: { held: ours <= 1.1 * full, text: 'held instead: <= 1.1 of l2-full' } };
}

function interleaved(program: ChildProgram, runs: number): Map<string, Took[]> {
  const took = new Map<string, Took[]>();
  for (let run = 0; run < runs; run++) {
    for (const pipelines of PIPELINES) {
      for (const author of AUTHORS) {
        const list = took.get(key(author, pipelines)) ?? [];
        took.set(key(author, pipelines), [...list, program.run<Took>(JSON.stringify({ author, pipelines }))]);
      }
    }
  }
  return took;
}

/** The exponent is that of CPU over the count of pipelines, without what the first one takes: 1 is linear, 2 quadratic. */
function growth(medianOf: (author: Author, pipelines: number, clock: Clock) => number): Row[] {
  const cpu = (author: Author, pipelines: number) => medianOf(author, pipelines, 'cpuSeconds');
  const each = (author: Author) => (cpu(author, 100) - cpu(author, 1)) / 99;
  const exponent = (author: Author) => Math.log((cpu(author, 100) - cpu(author, 1)) / (cpu(author, 10) - cpu(author, 1))) / Math.log(99 / 9);
  const linear: Goal = { ...atMost(exponent('ours'), 1.1), text: 'linear' };
  return [
    { name: 'CPU milliseconds for each further pipeline', values: AUTHORS.map((author) => (each(author) * 1000).toFixed(0)) },
    { name: 'growth, exponent', values: AUTHORS.map((author) => exponent(author).toFixed(2)), goal: linear },
  ];
}

function key(author: Author, pipelines: number): string {
  return `${author} ${pipelines}`;
}

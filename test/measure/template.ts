import { AppShape, AUTHORS } from './apps';
import { ChildProgram } from './child-program';
import { Figures } from './meter';
import { atMost, orInstead, Row, Section } from './table';

const SUITES = [2, 5, 10];

/** What a template weighs and grants; one synthesis each, since nothing here depends on the machine. */
export function templateSection(program: ChildProgram): Section {
  const measured = (shape: AppShape) => program.run<Measured>(JSON.stringify(shape));
  const figuresOf = (shape: AppShape) => measured(shape).figures;
  const [first, ...others] = AUTHORS.map((author) => measured({ author, pipelines: 1 }));
  const all = [first, ...others].map(({ figures }) => figures);
  const [ours, full] = all;
  const ratio = ours['template bytes'] / full['template bytes'];
  const rows = (Object.keys(ours) as Array<keyof Figures>).map((name): Row => ({ name, values: all.map((figures) => figures[name].toLocaleString('en')) }));
  return {
    title: 'Template of one pipeline',
    columns: AUTHORS,
    rows: [
      ...rows,
      { name: 'template bytes, ours to theirs', values: ['', ...all.slice(1).map((theirs) => (ours['template bytes'] / theirs['template bytes']).toFixed(2))], goal: orInstead(atMost(ratio, 0.9), ratio, BYTES_HELD) },
      ...largestPolicy((addedSuites) => figuresOf({ author: 'ours', pipelines: 1, addedSuites })['largest policy, bytes']),
    ],
    notes: ['', 'What the bytes are for (a pipeline that is written by hand has only the last):', ...weights(first, full)],
  };
}

interface Measured {
  readonly figures: Figures;
  readonly bytes: Array<[name: string, bytes: number]>;
}

function weights({ bytes }: Measured, full: Figures): string[] {
  const rows = bytes.map(([name, count]) => `  ${name.padEnd(42)}${count.toLocaleString('en').padStart(14)}`);
  const [, rest] = bytes[bytes.length - 1];
  return [...rows, `  ${'everything else, beside all of l2-full'.padEnd(42)}${(rest / full['template bytes']).toFixed(2).padStart(14)}`];
}

/** What the template weighs beside l2-full; a contract test holds the same. */
export const BYTES_HELD = 1.28;
export const LARGEST_POLICY = 2100;

function largestPolicy(withAdded: (suites: number) => number): Row[] {
  const bytes = SUITES.map((suites) => withAdded(suites - 2));
  return SUITES.map((suites, index) => ({
    name: `largest policy with ${suites} suites, bytes`,
    values: [bytes[index].toLocaleString('en')],
    goal: index === 0 ? atMost(bytes[0], LARGEST_POLICY) : { text: 'the same', reached: bytes[index] === bytes[0] },
  }));
}

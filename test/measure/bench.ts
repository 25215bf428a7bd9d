import { ChildProgram } from './child-program';
import { packageSection } from './package-size';
import { requireSection } from './requiring';
import { sandboxSection } from './sandbox-section';
import { synthesisSection } from './synthesis';
import { Section, textOf, verdictOf } from './table';
import { templateSection } from './template';

const RUNS = Number(process.env.RUNS ?? 5);

/** Everything that is measured, in the order of the table; the name chooses one: `npm run bench -- template`. */
const SECTIONS: { readonly [name: string]: (program: ChildProgram) => Section | Promise<Section> } = {
  template: (program) => templateSection(program),
  package: () => packageSection(),
  require: () => requireSection(RUNS * 5),
  synthesis: (program) => synthesisSection(program, RUNS),
  sandbox: () => sandboxSection(Math.min(RUNS, 3)),
};

/** Prints what ours costs beside what one writes by hand, each figure with its goal; ends with 1 when a goal is missed for no reason given. */
async function main(names: string[]): Promise<void> {
  const chosen = Object.keys(SECTIONS).filter((name) => names.length === 0 || names.includes(name));
  const sections: Section[] = [];
  await ChildProgram.with('synthesise.ts', async (program) => {
    for (const name of chosen) {
      sections.push(await SECTIONS[name](program));
      console.log(textOf(sections[sections.length - 1]));
    }
  });
  const missed = sections.flatMap(({ rows }) => rows).filter(({ goal }) => verdictOf(goal) === 'missed');
  console.log(`\n${missed.length} missed${missed.map(({ name }) => `\n  ${name}`).join('')}`);
  process.exitCode = missed.length > 0 ? 1 : 0;
}

void main(process.argv.slice(2));

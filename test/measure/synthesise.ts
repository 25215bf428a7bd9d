import { Author, appOf } from './apps';
import { measure } from './meter';

/** One synthesis in a process of its own: CPU seconds from the first construct to the cloud assembly, and what came out. */
function main([author, pipelines]: string[]): void {
  const before = process.cpuUsage();
  const { stacks } = appOf(author as Author, Number(pipelines)).synth();
  const { user, system } = process.cpuUsage(before);
  process.stdout.write(JSON.stringify({ cpuSeconds: (user + system) / 1e6, figures: measure(stacks.map(({ template }) => template)) }));
}

main(process.argv.slice(2));

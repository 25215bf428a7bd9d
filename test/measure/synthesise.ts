import { AppShape, appOf } from './apps';
import { breakdown } from './breakdown';
import { measure, Template } from './meter';

/** One synthesis in a process of its own, from its start to the cloud assembly: what it took, and what came out. */
function main([shape]: string[]): void {
  const { stacks } = appOf(JSON.parse(shape) as AppShape).synth();
  const { user, system } = process.cpuUsage();
  const wallSeconds = performance.now() / 1000;
  const templates = stacks.map(({ template }) => template as Template);
  const bytes = breakdown(templates[0]);
  process.stdout.write(JSON.stringify({ cpuSeconds: (user + system) / 1e6, wallSeconds, figures: measure(templates), bytes }));
}

main(process.argv.slice(2));

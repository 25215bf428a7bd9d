import { AppShape, appOf } from './apps';
import { measure } from './meter';

/** One synthesis in a process of its own, from its start to the cloud assembly: what it took, and what came out. */
function main([shape]: string[]): void {
  const { stacks } = appOf(JSON.parse(shape) as AppShape).synth();
  const { user, system } = process.cpuUsage();
  const wallSeconds = performance.now() / 1000;
  process.stdout.write(JSON.stringify({ cpuSeconds: (user + system) / 1e6, wallSeconds, figures: measure(stacks.map(({ template }) => template)) }));
}

main(process.argv.slice(2));

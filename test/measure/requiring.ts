import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { atMost, median, Section } from './table';

const ROOT = path.join(__dirname, '..', '..');
const PACKAGE = path.join(ROOT, 'lib', 'index.js');

const PROGRAM = `
const before = process.cpuUsage();
for (const name of process.argv.slice(1)) require(name);
const { user, system } = process.cpuUsage(before);
console.log((user + system) / 1000);
`;

/** What `require` of the package takes beside requiring the modules of aws-cdk-lib that it uses. */
export function requireSection(runs: number): Section {
  const used = modulesUsed();
  const pairs = Array.from({ length: runs }, () => [cpuMilliseconds([PACKAGE]), cpuMilliseconds(used)]);
  const [ours, theirs] = [0, 1].map((column) => median(pairs.map((pair) => pair[column])));
  // Of each pair, since what else the machine does changes from one pair to the next.
  const ratio = median(pairs.map(([first, second]) => first / second));
  return {
    title: `Loading: fresh processes, in turns, median of ${runs}`,
    columns: ['the package', 'what it uses', 'ratio'],
    rows: [{ name: 'CPU milliseconds of require', values: [ours.toFixed(1), theirs.toFixed(1), ratio.toFixed(2)], goal: atMost(ratio, 1.05) }],
    notes: [`what it uses: constructs, aws-cdk-lib, and ${used.length - 2} modules under aws-cdk-lib that its code names; each loads its classes at first use`],
  };
}

function modulesUsed(): string[] {
  const named = fs.readFileSync(PACKAGE, 'utf8').match(/\baws_cdk_lib_\d+\.aws_\w+|\baws_cdk_lib\d*\.aws_\w+/g) ?? [];
  const modules = new Set(named.map((name) => name.split('.')[1].replace(/_/g, '-')));
  return ['constructs', 'aws-cdk-lib', ...[...modules].sort().map((module) => `aws-cdk-lib/${module}`)];
}

function cpuMilliseconds(modules: string[]): number {
  return Number(execFileSync(process.execPath, ['-e', PROGRAM, '--', ...modules], { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }));
}

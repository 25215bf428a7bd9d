import { execFileSync } from 'child_process';
import * as path from 'path';
import { Author } from './apps';
import { Figures } from './meter';

const RUNS = Number(process.env.RUNS ?? 5);
const PIPELINES = [1, 50];
const AUTHORS: Author[] = ['ours', 'by hand'];

interface Measured {
  readonly cpuSeconds: number;
  readonly figures: Figures;
}

/** Prints what our template costs beside one that is written by hand, in one run: `npx projen measure`. */
function main(): void {
  for (const pipelines of PIPELINES) {
    const [ours, byHand] = AUTHORS.map((author) => measured(author, pipelines));
    console.log(`\n${pipelines} pipeline${pipelines > 1 ? 's' : ''}`);
    console.log(row('', 'ours', 'by hand', 'ratio'));
    console.log(row(`synth CPU seconds, median of ${RUNS}`, ours.cpuSeconds.toFixed(2), byHand.cpuSeconds.toFixed(2), ratio(ours.cpuSeconds, byHand.cpuSeconds)));
    for (const name of Object.keys(ours.figures) as Array<keyof Figures>) {
      console.log(row(name, `${ours.figures[name]}`, `${byHand.figures[name]}`, ratio(ours.figures[name], byHand.figures[name])));
    }
  }
}

function measured(author: Author, pipelines: number): Measured {
  const runs = Array.from({ length: RUNS }, () => run(author, pipelines)).sort((a, b) => a.cpuSeconds - b.cpuSeconds);
  return runs[Math.floor(RUNS / 2)];
}

function run(author: Author, pipelines: number): Measured {
  const program = path.join(__dirname, 'synthesise.ts');
  const output = execFileSync(process.execPath, ['-r', 'ts-node/register/transpile-only', program, author, `${pipelines}`], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, TS_NODE_PROJECT: path.join(__dirname, '..', 'tsconfig.json'), CDK_VALIDATION: 'false' },
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(output);
}

function ratio(ours: number, byHand: number): string {
  return byHand === 0 ? '-' : (ours / byHand).toFixed(2);
}

function row(...[name, ...values]: string[]): string {
  return name.padEnd(40) + values.map((value) => value.padStart(12)).join('');
}

main();

import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { DryRun } from './dry-run';
import { verdaccio } from './npm-programs';
import { Rows } from './table';

const ROOT = path.join(__dirname, '..', '..');

/**
 * The whole release on this machine: `npm run release:dry`.
 *
 * `--quick`, as in `npm test`: without documentation, versions to come and other releases of Node; without a registry it says so and passes.
 */
async function main(args: string[]): Promise<number> {
  const quick = args.includes('--quick');
  const { bin, missing } = verdaccio();
  if (missing !== undefined) {
    process.stderr.write(`SKIPPED release:dry: there is no local registry: ${missing}\n`);
    return quick ? 0 : 1;
  }
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'release-'));
  const rows = new Rows();
  try {
    await new DryRun(ROOT, folder, bin, rows, quick).run();
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
  console.log('not checked here, since only the public registry has it: provenance, signatures (npm audit signatures), trusted publishing');
  return rows.end();
}

main(process.argv.slice(2)).then(
  (code) => { process.exitCode = code; },
  (error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  },
);

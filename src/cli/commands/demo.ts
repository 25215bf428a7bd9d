import * as fs from 'node:fs';
import * as path from 'node:path';
import { runDemo } from '../demo/demo';
import { CliError } from '../errors';
import { DemoCommandOptions } from '../program';

/** The bundled program stands in `assets/cli`. */
const EXAMPLES = path.resolve(__dirname, '..', '..', 'examples');

/** `demo`: the examples are in the repository, not in the package. */
export async function demo({ state, break: breakName }: DemoCommandOptions): Promise<number> {
  if (!fs.existsSync(EXAMPLES)) throw new CliError('the demo is not part of the package', 'run your own app: "npx tap-cicd-pipeline run"; or clone the repository for the demo');
  return runDemo({ stateFolder: state, breakName });
}

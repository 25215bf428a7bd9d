import * as fs from 'node:fs';
import * as path from 'node:path';
import { recordedProblems } from './recorded-answers';
import { tell, VARIABLES } from './shared-sandbox';
import { down, Steps } from '../../../src/sandbox';

/** Takes the sandbox down, `E2E_KEEP=1` leaves it for a look; then fails when an answer that it gave was not as AWS's service models say. */
export default async function tearDown(): Promise<void> {
  const stateFolder = process.env[VARIABLES.stateFolder];
  if (!stateFolder) return;
  if (process.env.E2E_KEEP) {
    tell('sandbox')(`left as it is in ${JSON.stringify(stateFolder)}: end it with "sandbox down --state"`);
    return;
  }
  await down(stateFolder, new Steps(tell('sandbox')));
  const problems = recordedProblems(stateFolder, tell('sandbox'));
  fs.rmSync(path.dirname(stateFolder), { recursive: true, force: true });
  if (problems.length > 0) throw new Error(`answers of the sandbox that are not as the service models say:\n${problems.join('\n')}`);
}

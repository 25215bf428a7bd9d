import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { bootstrap, makeGitHubProvider, prepareAccount } from './account';
import { ROOT } from './integ-run';
import { Place } from './place';
import { down, sandboxEnvironment, Steps, up } from '../../src/sandbox';

/** Tests wait most of the time: for health checks, scans and the execution that creating a pipeline starts. */
const PARALLEL = 3;

/** A sandbox of its own, with all that an account must have. */
export async function sandboxPlace(steps: Steps): Promise<Place> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tap-cicd-pipeline-integ-'));
  const stateFolder = path.join(folder, 'sandbox');
  const close = async () => {
    await down(stateFolder, steps);
    fs.rmSync(folder, { recursive: true, force: true });
  };
  try {
    const sandbox = await up({ stateFolder, steps, frontCommand: [process.execPath, path.join(ROOT, 'assets', 'cli', 'index.js'), '_front'] });
    await steps.run('bootstrapped', () => bootstrap(sandbox));
    await steps.run('account prepared', async () => {
      await prepareAccount(sandbox);
      await makeGitHubProvider(sandbox);
    });
    return { environment: sandboxEnvironment(sandbox), region: sandbox.region, parallel: PARALLEL, notes: [`in a sandbox of its own, ${PARALLEL} at a time`], close };
  } catch (error) {
    await close();
    throw error;
  }
}

import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { answersFile } from './recorded-answers';
import { ROOT, tell, VARIABLES } from './shared-sandbox';
import { bootstrap } from '../../../integ/support/account';
import { readSandbox, Sandbox, Steps, up } from '../../../src/sandbox';
import { canInstallPackages } from '../../../src/sandbox/debian-packages';
import { ANSWERS_FILE } from '../../../src/sandbox/run-front';

const CLI = path.join(ROOT, 'assets', 'cli', 'index.js');

/**
 * One sandbox for the whole run, bootstrapped, in a folder whose name has a space.
 *
 * To work on one test file: `E2E_KEEP=1` leaves the sandbox, `E2E_STATE_FOLDER` takes one that was left.
 */
export default async function setUp(): Promise<void> {
  const say = tell('sandbox');
  requireBuilt();
  if (readSandbox(process.env[VARIABLES.stateFolder] ?? '')) return;
  const stateFolder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'tap-cicd e2e-')), 'sandbox');
  process.env[VARIABLES.stateFolder] = stateFolder;
  process.env[ANSWERS_FILE] = answersFile(stateFolder);
  const sandbox = await bringUp(stateFolder, new Steps(say));
  if (!sandbox) return;
  await new Steps(say).run('bootstrapped', () => bootstrap(sandbox));
}

/** Where no engine runs and none may be installed, the tests are skipped, and that is said loudly; anything else that fails is a failure. */
async function bringUp(stateFolder: string, steps: Steps): Promise<Sandbox | undefined> {
  try {
    return await up({ stateFolder, steps, frontCommand: [process.execPath, CLI, '_front'] });
  } catch (error) {
    fs.rmSync(path.dirname(stateFolder), { recursive: true, force: true });
    if (canInstallPackages() || !/Docker engine/.test((error as Error).message)) throw error;
    process.env[VARIABLES.skipped] = (error as Error).message;
    process.stderr.write(`\n${'!'.repeat(100)}\nSKIPPED, NOT PASSED: every test that needs the sandbox.\n${(error as Error).message}\n${'!'.repeat(100)}\n\n`);
    return undefined;
  }
}

function requireBuilt(): void {
  const missing = [CLI, path.join(ROOT, 'lib', 'index.js')].filter((file) => !fs.existsSync(file));
  if (missing.length > 0) throw new Error(`${missing.join(', ')} not there: run "npx projen compile" first, these tests use what is shipped`);
}

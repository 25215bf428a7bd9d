import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { bootstrap } from '../../integ/support/account';
import { Restart } from '../../src/cli/demo/disturbances';
import { down, Sandbox, Steps, up } from '../../src/sandbox';

const CLI = path.resolve(__dirname, '..', '..', 'assets', 'cli', 'index.js');
const FRONT = [process.execPath, CLI, '_front'];

/** Sandboxes of a run's own, in temporary folders. */
export class Sandboxes {
  private readonly folders: string[] = [];

  constructor(private readonly steps: Steps) {}

  /** As `sandbox up` does, in whatever program this runs. */
  readonly restart: Restart = (stateFolder) => up({ stateFolder, frontCommand: FRONT, steps: this.steps });

  /** Another one, bootstrapped. */
  async make(): Promise<Sandbox> {
    const folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'tap-cicd breaks-')), 'sandbox');
    this.folders.push(folder);
    const sandbox = await this.restart(folder);
    await this.steps.run('bootstrapped', () => bootstrap(sandbox));
    return sandbox;
  }

  async remove(): Promise<void> {
    for (const folder of this.folders) {
      await down(folder, this.steps);
      fs.rmSync(path.dirname(folder), { recursive: true, force: true });
    }
  }
}

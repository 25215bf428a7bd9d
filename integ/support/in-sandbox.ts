import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { bootstrap, prepareAccount, ROOT, runIntegTests } from './account';
import { down, Steps, up } from '../../src/sandbox';

const RENEW = ['--directory', 'integ', '--update-on-failed', '--force'];

/** Runs the integration test in a sandbox of its own; what is given after `--` goes to integ-runner in place of the usual. */
async function main(args: string[]): Promise<number> {
  const steps = new Steps();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tap-cicd-pipeline-integ-'));
  const stateFolder = path.join(folder, 'sandbox');
  const sandbox = await up({ stateFolder, steps, frontCommand: [process.execPath, path.join(ROOT, 'assets', 'cli', 'index.js'), '_front'] });
  try {
    await steps.run('bootstrapped', () => bootstrap(sandbox));
    await steps.run('account prepared', () => prepareAccount(sandbox));
    const { code } = await runIntegTests(sandbox, args.length > 0 ? args : RENEW, (line) => process.stdout.write(`${line}\n`));
    return code;
  } finally {
    await down(stateFolder, steps);
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

main(process.argv.slice(2)).then(
  (code) => { process.exitCode = code; },
  (error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  },
);

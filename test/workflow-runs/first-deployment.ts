import * as path from 'node:path';
import { administratorEnvironment } from './runner-environment';
import { RunContext } from './workflow-run';
import { tryRun } from '../../src/sandbox';

const COMMANDS = [['npm', 'ci'], ['npx', 'cdk', 'deploy', '--require-approval', 'never']];

/** The first deployment, which is a person's: it makes the roles. */
export async function deployByHand({ app, folder, account: { sandbox } }: RunContext): Promise<void> {
  const ours = { WORKFLOW_RUN_FOLDER: folder, WORKFLOW_RUN_INSTALLED: path.join(folder, 'installed') };
  // CI: the committed workflow file must be what the app makes.
  const env = { ...administratorEnvironment(sandbox), ...ours, CI: 'true' };
  for (const [program, ...args] of COMMANDS) {
    const { code, stdout, stderr } = await tryRun(program, args, { cwd: app.folder, env, timeoutSeconds: 300 });
    if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}:\n${stdout}${stderr}`);
  }
}

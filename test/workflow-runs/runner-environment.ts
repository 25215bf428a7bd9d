import * as path from 'node:path';
import { Sandbox, sandboxEnvironment } from '../../src/sandbox';

const PROGRAMS = path.join(__dirname, 'programs');

const OF_THE_CALLER = /^(npm_|JEST_|NODE_OPTIONS|NODE_ENV|TS_NODE_|E2E_|CI$|GITHUB_|ACTIONS_)/i;
const OF_THE_ACCOUNT = /^(AWS_ACCESS_KEY_ID|AWS_SECRET_ACCESS_KEY|AWS_REGION|AWS_DEFAULT_REGION|CDK_DEFAULT_ACCOUNT|CDK_DEFAULT_REGION)$/;

/** What a fresh runner has: the sandbox as the only AWS, no credentials, nothing of who started this, our programs first on the PATH. */
export function runnerEnvironment(sandbox: Sandbox): NodeJS.ProcessEnv {
  const environment = sandboxEnvironment(sandbox);
  const kept = pick(environment, (name) => !OF_THE_CALLER.test(name) && !OF_THE_ACCOUNT.test(name));
  return { ...kept, PATH: `${PROGRAMS}${path.delimiter}${environment.PATH}` };
}

/** What an administrator has on top of that: credentials. */
export function administratorEnvironment(sandbox: Sandbox): NodeJS.ProcessEnv {
  return { ...runnerEnvironment(sandbox), ...pick(sandboxEnvironment(sandbox), (name) => OF_THE_ACCOUNT.test(name)) };
}

function pick(environment: NodeJS.ProcessEnv, isWanted: (name: string) => boolean): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => isWanted(name)));
}

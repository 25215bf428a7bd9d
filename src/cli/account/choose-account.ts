import { Account, awsAccount, sandboxAccount } from './account';
import { readSandbox, Sandbox } from '../../sandbox';
import { CliError } from '../errors';
import { AccountOptions } from '../program';

/** The account that a command looks at, and the sandbox when it is one's. */
export interface ChosenAccount {
  readonly account: Account;
  readonly sandbox?: Sandbox;
}

/** The sandbox of the state folder, unless an account of AWS is asked for. */
export async function chooseAccount(options: AccountOptions, environment: NodeJS.ProcessEnv = process.env): Promise<ChosenAccount> {
  const { aws, profile, region, state } = options;
  if (aws || profile !== undefined || region !== undefined) return { account: await awsAccount({ profile, region, environment }) };
  const sandbox = readSandbox(state);
  if (!sandbox?.front) {
    throw new CliError(`there is no sandbox in ${state}`, 'start one with "npx tap-cicd-pipeline sandbox up", or look at an account with --aws or --profile');
  }
  return { account: sandboxAccount(sandbox), sandbox };
}

import { run as runCommand, Sandbox } from '../../sandbox';
import { CliError } from '../errors';

/** Credentials as AWS gives them. */
export interface AccountCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** An account to look at: the sandbox's, or one of AWS. */
export interface Account {
  readonly region: string;
  readonly credentials: AccountCredentials;
  /** The one address of all services; absent for AWS itself. */
  readonly endpoint?: string;
}

/** Runs a command and answers what it printed. */
export type CommandRunner = (command: string, args: string[]) => Promise<string>;

export interface AwsAccountOptions {
  readonly profile?: string;
  readonly region?: string;
  readonly environment: NodeJS.ProcessEnv;
  /** @default - really runs it */
  readonly runner?: CommandRunner;
}

/** The account of a sandbox. */
export function sandboxAccount({ region, frontUrl, accessKeyId, secretAccessKey }: Sandbox): Account {
  return { region, endpoint: frontUrl, credentials: { accessKeyId, secretAccessKey } };
}

/**
 * An account of AWS, with the credentials of the environment or those that the AWS CLI has.
 *
 * The AWS CLI knows every kind of credentials (SSO, roles, processes), so it is asked rather than imitated.
 *
 * @see https://docs.aws.amazon.com/cli/latest/reference/configure/export-credentials.html
 */
export async function awsAccount(options: AwsAccountOptions): Promise<Account> {
  const { environment } = options;
  const runner = options.runner ?? ((command, args) => runCommand(command, args, { timeoutSeconds: 60 }));
  const region = options.region ?? environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION ?? (await configuredRegion(options, runner));
  const credentials = (options.profile === undefined ? fromEnvironment(environment) : undefined) ?? (await fromCommandLine(options, runner));
  return { region, credentials, ...(environment.AWS_ENDPOINT_URL ? { endpoint: environment.AWS_ENDPOINT_URL } : {}) };
}

function fromEnvironment(environment: NodeJS.ProcessEnv): AccountCredentials | undefined {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = environment;
  return accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) } : undefined;
}

async function fromCommandLine({ profile }: AwsAccountOptions, runner: CommandRunner): Promise<AccountCredentials> {
  try {
    const text = await runner('aws', ['configure', 'export-credentials', '--format', 'process', ...profileFlag(profile)]);
    const { AccessKeyId, SecretAccessKey, SessionToken } = JSON.parse(text) as Record<string, string>;
    return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, ...(SessionToken ? { sessionToken: SessionToken } : {}) };
  } catch (cause) {
    const whose = profile ? `profile ${JSON.stringify(profile)}` : 'this shell';
    throw new CliError(`no AWS credentials for ${whose}: ${lastLine(cause)}`, profile ? `sign in, for example "aws sso login --profile ${profile}"` : 'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or pass --profile');
  }
}

async function configuredRegion({ profile }: AwsAccountOptions, runner: CommandRunner): Promise<string> {
  const region = (await runner('aws', ['configure', 'get', 'region', ...profileFlag(profile)]).catch(() => '')).trim();
  if (!region) throw new CliError('no region is set', 'pass --region, for example --region eu-west-1, or set AWS_REGION');
  return region;
}

function profileFlag(profile: string | undefined): string[] {
  return profile === undefined ? [] : ['--profile', profile];
}

function lastLine(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).trim().split('\n').slice(-1)[0];
}

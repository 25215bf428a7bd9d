import { awsAccount } from '../../../src/cli/account/account';
import { chooseAccount } from '../../../src/cli/account/choose-account';

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIA1', AWS_SECRET_ACCESS_KEY: 's', AWS_REGION: 'eu-west-1' };
const noCommand = async (): Promise<string> => { throw new Error('not to be asked'); };
/** The AWS CLI, as far as it is asked. */
const commandLine = (answers: Record<string, string>) => async (_command: string, args: string[]): Promise<string> => {
  const answer = answers[args.slice(0, 2).join(' ')];
  if (answer === undefined) throw new Error(`'aws ${args.join(' ')}' ended with code 255:\nThe config profile (${args[args.length - 1]}) could not be found`);
  return answer;
};

test('credentials and region of the environment are enough', async () => {
  expect(await awsAccount({ environment: { ...KEYS, AWS_SESSION_TOKEN: 't' }, runner: noCommand })).toEqual({
    region: 'eu-west-1', credentials: { accessKeyId: 'AKIA1', secretAccessKey: 's', sessionToken: 't' },
  });
});

test('an endpoint of the environment is asked in place of AWS', async () => {
  expect((await awsAccount({ environment: { ...KEYS, AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }, runner: noCommand })).endpoint).toBe('http://127.0.0.1:1');
});

test('a profile is asked of the AWS CLI, though the environment has keys', async () => {
  const runner = commandLine({ 'configure export-credentials': '{"AccessKeyId":"ASIA2","SecretAccessKey":"x","SessionToken":"y"}' });
  expect(await awsAccount({ profile: 'prod', environment: KEYS, runner })).toEqual({
    region: 'eu-west-1', credentials: { accessKeyId: 'ASIA2', secretAccessKey: 'x', sessionToken: 'y' },
  });
});

test('fails when the profile has no credentials, and says how to sign in', async () => {
  await expect(awsAccount({ profile: 'prod', environment: KEYS, runner: commandLine({}) })).rejects.toMatchObject({
    message: expect.stringContaining('The config profile (prod) could not be found') as string, fix: 'sign in, for example "aws sso login --profile prod"',
  });
});

test('fails when no region is set', async () => {
  await expect(awsAccount({ environment: { ...KEYS, AWS_REGION: undefined }, runner: commandLine({}) })).rejects.toThrow('no region is set');
});

test('the region that is given wins', async () => {
  expect((await awsAccount({ region: 'us-west-2', environment: KEYS, runner: noCommand })).region).toBe('us-west-2');
});

test('fails when there is neither a sandbox nor a wish for AWS', async () => {
  await expect(chooseAccount({ state: '/nowhere' }, KEYS)).rejects.toThrow('there is no sandbox in /nowhere');
  await expect(chooseAccount({ state: '/nowhere', aws: true }, KEYS)).resolves.toMatchObject({ account: { region: 'eu-west-1' } });
});

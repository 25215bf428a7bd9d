import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { accountPlace } from '../../integ/support/in-account';

const CONNECTION = 'arn:aws:codeconnections:us-east-1:111111111111:connection/0a1b2c3d';
/** What the AWS CLI says in an account that has all. */
const COMPLETE: Record<string, string> = {
  'get-caller-identity': '111111111111',
  '/cdk-bootstrap/hnb659fds/version': '30',
  '/tap-cicd-pipeline/integ/connection-arn': CONNECTION,
  'describe-secret': 'tap-cicd-pipeline/integ/github-token',
  'list-open-id-connect-providers': 'arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com',
};
const ALL = ['integ.default.ts', 'integ.github-workflow.ts', 'integ.oauth.ts'];

describe('a real account', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'integ account '));
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  /** An AWS CLI that answers by a word of its arguments, and fails as the real one where there is no answer. */
  function environment(answers: Record<string, string>, variables: NodeJS.ProcessEnv = { AWS_PROFILE: 'tests', AWS_REGION: 'us-east-1' }): NodeJS.ProcessEnv {
    const cases = Object.entries(answers).map(([word, answer]) => `*" ${word} "*) echo '${answer}' ;;`).join('\n');
    fs.writeFileSync(path.join(folder, 'aws'), `#!/bin/sh\ncase " $* " in\n${cases}\n*) echo 'An error occurred (NotFound): there is no such thing' >&2; exit 254 ;;\nesac\n`, { mode: 0o755 });
    return { PATH: `${folder}${path.delimiter}${process.env.PATH}`, ...variables };
  }

  const without = (word: string) => Object.fromEntries(Object.entries(COMPLETE).filter(([key]) => key !== word));

  test('says where, what and for how much before anything is made', async () => {
    const { notes, region, environment: variables } = await accountPlace(ALL, 9, environment(COMPLETE));
    expect(region).toBe('us-east-1');
    expect(variables).toMatchObject({ AWS_PROFILE: 'tests', AWS_DEFAULT_REGION: 'us-east-1' });
    expect(notes.join('\n')).toContain('in the account 111111111111, region us-east-1, 3 at a time');
    expect(notes.join('\n')).toContain('deploys 9 pipelines');
    expect(notes.join('\n')).toContain('costs some 2.29 USD');
  });

  test('says which endpoint it is when it is not that of AWS', async () => {
    const { notes } = await accountPlace(ALL, 1, environment(COMPLETE, { AWS_ACCESS_KEY_ID: 'AKIA', AWS_DEFAULT_REGION: 'eu-central-1', AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }));
    expect(notes[0]).toBe('in the account 111111111111, region eu-central-1, at http://127.0.0.1:1, 3 at a time');
  });

  test.each([
    ['credentials', { AWS_REGION: 'us-east-1' }, '--real needs credentials: set AWS_PROFILE'],
    ['a region', { AWS_PROFILE: 'tests' }, '--real needs a region: set AWS_REGION'],
  ])('fails when there is not %s', async (_what, variables, message) => {
    await expect(accountPlace(ALL, 1, environment(COMPLETE, variables))).rejects.toThrow(message);
  });

  test('fails when the credentials are of no account', async () => {
    await expect(accountPlace(ALL, 1, environment(without('get-caller-identity')))).rejects.toThrow('the credentials are of no account: An error occurred (NotFound)');
  });

  test.each([
    ['/cdk-bootstrap/hnb659fds/version', 'fix: npx cdk bootstrap'],
    ['/tap-cicd-pipeline/integ/connection-arn', 'fix: aws ssm put-parameter --type String --name /tap-cicd-pipeline/integ/connection-arn --value ARN'],
    ['describe-secret', 'fix: aws secretsmanager create-secret --name tap-cicd-pipeline/integ/github-token'],
    ['list-open-id-connect-providers', 'fix: aws iam create-open-id-connect-provider'],
  ])('fails when it lacks %s, and says how to mend it', async (word, fix) => {
    await expect(accountPlace(ALL, 1, environment(without(word)))).rejects.toThrow(fix);
  });

  test.each([
    ['/cdk-bootstrap/hnb659fds/version', '5'],
    ['/tap-cicd-pipeline/integ/connection-arn', 'to be filled in'],
    ['list-open-id-connect-providers', 'arn:aws:iam::111111111111:oidc-provider/gitlab.com'],
  ])('fails when %s is %s', async (word, answer) => {
    await expect(accountPlace(ALL, 1, environment({ ...COMPLETE, [word]: answer }))).rejects.toThrow(`got "${answer}"`);
  });

  test('names all that it lacks at once', async () => {
    const error = await accountPlace(ALL, 1, environment({ 'get-caller-identity': '111111111111' })).catch((thrown: Error) => thrown);
    expect(String(error).match(/fix:/g)).toHaveLength(4);
  });

  test('asks only for what the chosen tests need', async () => {
    await expect(accountPlace(['integ.default.ts'], 1, environment(without('describe-secret')))).resolves.toMatchObject({ region: 'us-east-1' });
  });
});

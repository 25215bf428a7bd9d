import * as os from 'node:os';
import * as path from 'node:path';
import { CONNECTION_PARAMETER, REPOSITORY, TOKEN_SECRET } from './prerequisites';
import { Application } from '../../src/cli/demo/application';
import { Aws } from '../../src/cli/demo/aws';
import { writeFindings } from '../../src/cli/demo/findings';
import { run, Sandbox, sandboxEnvironment, tryRun } from '../../src/sandbox';

export const ROOT = path.resolve(__dirname, '..', '..');
const BIN = path.join(ROOT, 'node_modules', '.bin');
const STACK = 'TapCicdPipelineIntegAccount';

/** What a real account has from its administrator: an available connection, its ARN in a parameter, and a GitHub token. */
const TEMPLATE = {
  Resources: {
    Connection: { Type: 'AWS::CodeConnections::Connection', Properties: { ConnectionName: 'tap-cicd-pipeline-integ', ProviderType: 'GitHub' } },
    ConnectionArn: {
      Type: 'AWS::SSM::Parameter',
      Properties: { Name: CONNECTION_PARAMETER, Type: 'String', Value: { 'Fn::GetAtt': ['Connection', 'ConnectionArn'] } },
    },
    // GitHub is not asked: any text is a token here.
    Token: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: TOKEN_SECRET, SecretString: 'a-token-of-the-sandbox' } },
  },
};

/** Bootstraps the sandbox's account, and lets its registry find nothing in any image. */
export async function bootstrap(sandbox: Sandbox): Promise<void> {
  writeFindings(sandbox.stateFolder);
  await run(path.join(BIN, 'cdk'), ['bootstrap', `aws://${sandbox.accountId}/${sandbox.region}`, '--no-notices', '--ci'], {
    env: sandboxEnvironment(sandbox), cwd: os.tmpdir(), timeoutSeconds: 300,
  });
}

/** Gives a bootstrapped sandbox what the integration test needs of an account: see CONTRIBUTING.md, "Integration tests". */
export async function prepareAccount(sandbox: Sandbox): Promise<void> {
  const aws = new Aws(sandbox);
  await aws.call('cloudformation', 'create-stack', '--stack-name', STACK, '--template-body', JSON.stringify(TEMPLATE));
  await aws.call('cloudformation', 'wait', 'stack-create-complete', '--stack-name', STACK);
  const application = await Application.create(path.join(ROOT, 'examples', 'orders-service'), sandbox, REPOSITORY);
  await application.push('the orders service');
}

/**
 * Runs integ-runner against the sandbox.
 *
 * @returns its exit code and all that it said
 */
export async function runIntegTests(sandbox: Sandbox, args: string[], onLine?: (line: string) => void): Promise<{ code: number; output: string }> {
  const environment = sandboxEnvironment(sandbox);
  const env = { ...environment, TS_NODE_TRANSPILE_ONLY: 'true', PATH: `${BIN}${path.delimiter}${environment.PATH}` };
  const { code, stdout, stderr } = await tryRun(path.join(BIN, 'integ-runner'), ['--language', 'typescript', '--parallel-regions', sandbox.region, ...args], {
    cwd: ROOT, env, timeoutSeconds: 1800, onLine,
  });
  return { code, output: `${stdout}${stderr}` };
}

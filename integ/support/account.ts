import * as os from 'node:os';
import * as path from 'node:path';
import { BIN, ROOT } from './integ-run';
import { CONNECTION_PARAMETER, GITHUB_ISSUER, REPOSITORY, TOKEN_SECRET } from './prerequisites';
import { Application } from '../../src/cli/demo/application';
import { Aws } from '../../src/cli/demo/aws';
import { writeFindings } from '../../src/cli/demo/findings';
import { run, Sandbox, sandboxEnvironment } from '../../src/sandbox';

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

/** Gives a bootstrapped sandbox what the integration tests need of an account: see CONTRIBUTING.md, "Integration tests". */
export async function prepareAccount(sandbox: Sandbox): Promise<void> {
  const aws = new Aws(sandbox);
  await aws.call('cloudformation', 'create-stack', '--stack-name', STACK, '--template-body', JSON.stringify(TEMPLATE));
  await aws.call('cloudformation', 'wait', 'stack-create-complete', '--stack-name', STACK);
  const application = await Application.create(path.join(ROOT, 'examples', 'orders-service'), sandbox, REPOSITORY);
  await application.push('the orders service');
}

/** Of these an account has one, which other tests of a shared sandbox make for themselves. */
export async function makeGitHubProvider(sandbox: Sandbox): Promise<void> {
  await new Aws(sandbox).call('iam', 'create-open-id-connect-provider', '--url', `https://${GITHUB_ISSUER}`, '--client-id-list', 'sts.amazonaws.com');
}

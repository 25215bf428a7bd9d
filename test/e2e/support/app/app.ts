import { App, ArnFormat, aws_codebuild as codebuild, aws_codeconnections as codeconnections, aws_ec2 as ec2, aws_ecs as ecs, aws_iam as iam, aws_secretsmanager as secretsmanager, Duration, Stack } from 'aws-cdk-lib';
// eslint-disable-next-line import/no-unresolved -- linked under its name before the app runs
import { DeployTarget, Repo, TapCicdPipeline } from 'tap-cicd-pipeline';

/**
 * A stack as a user writes it, with what the tests change from one deployment to the next, each given by `--context`:
 *
 * - `suffix`, `stack`, `connection`, `repository`: which environment, and its names
 * - `cpu`: the task definition
 * - `grace`: only the service
 * - `maxStoppedTasks`: only the Deploy stage
 * - `unitMinutes`: only the unit tests
 * - `scanSeconds`, `ignored` and `ignoredUntil`: only the scan gate
 * - `smokePath`, `smokeSeconds`: only the smoke test
 * - `secret`: the integration tests, which then need one
 * - `image`: the image that the task definition names, in place of the tag `live`; for the proof that the tests notice
 * - `impossible`: a resource that cannot be made, after the service was updated
 */
const app = new App();
const given = (name: string): string | undefined => app.node.tryGetContext(name) as string | undefined;
const cpu = Number(given('cpu') ?? 256);
const suffix = given('suffix') ?? 'e2e';

const stack = new Stack(app, given('stack') ?? `Orders-${suffix}`, { env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION } });
const connection = new codeconnections.CfnConnection(stack, 'GitHub', { connectionName: given('connection') ?? `acme-${suffix}`, providerType: 'GitHub' });
const cicd = new TapCicdPipeline(stack, 'Cicd', {
  environmentSuffix: suffix,
  repo: Repo.gitHub(given('repository') ?? `acme/orders-${suffix}`, { connectionArn: connection.attrConnectionArn }),
  tags: { project: 'orders', team: 'payments', author: 'jane', prNumber: '42' },
  target: DeployTarget.fargateService({ cpu, memoryLimitMiB: 2 * cpu }),
  unitTests: { timeout: Duration.minutes(Number(given('unitMinutes') ?? 30)) },
  securityScan: {
    timeout: Duration.seconds(Number(given('scanSeconds') ?? 900)),
    ignore: given('ignored') ? [{ id: String(given('ignored')), reason: 'nothing to update to yet', expires: String(given('ignoredUntil')) }] : [],
  },
  deployment: {
    maxStoppedTasks: Number(given('maxStoppedTasks') ?? 3),
    smokeTest: { path: given('smokePath') ?? '/health', timeout: Duration.seconds(Number(given('smokeSeconds') ?? 120)) },
  },
});

if (given('secret')) {
  const secretName = `cicd-api-token-${suffix}`;
  new secretsmanager.Secret(stack, 'ApiToken', { secretName });
  const integration = cicd.projects.integration.node.defaultChild as codebuild.CfnProject;
  integration.addPropertyOverride('Environment.EnvironmentVariables', [{ Name: 'API_TOKEN', Type: 'SECRETS_MANAGER', Value: secretName }]);
  // By name, with what AWS adds to it or without: the break deletes the secret and makes it again.
  const resources = [stack.formatArn({ service: 'secretsmanager', resource: 'secret', resourceName: `${secretName}*`, arnFormat: ArnFormat.COLON_RESOURCE_NAME })];
  cicd.testSuites[1].role.addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources }));
}

const service = cicd.service.node.defaultChild as ecs.CfnService;
if (given('grace')) service.healthCheckGracePeriodSeconds = Number(given('grace'));
if (given('image')) {
  const definition = (cicd.service as ecs.FargateService).taskDefinition.node.defaultChild as ecs.CfnTaskDefinition;
  definition.addPropertyOverride('ContainerDefinitions.0.Image', `${cicd.repository.repositoryUri}:${given('image')}`);
}
if (given('impossible')) {
  const impossible = new ec2.CfnSecurityGroupIngress(stack, 'Impossible', { groupId: 'sg-0000000000000dead', ipProtocol: 'tcp', fromPort: 1, toPort: 1, cidrIp: '10.0.0.0/8' });
  impossible.node.addDependency(service);
}

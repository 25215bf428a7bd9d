import * as fs from 'fs';
import {
  App, aws_certificatemanager as acm, aws_codebuild as codebuild, aws_ec2 as ec2, aws_ecs as ecs, aws_iam as iam, aws_s3 as s3, Environment, Stack,
} from 'aws-cdk-lib';
import { DeployTarget, Repo, TapCicdPipeline, TapCicdPipelineProps } from '../../src';

const ACCOUNT = '111111111111';
const REGION = 'us-east-1';
const ENV: Environment = { account: ACCOUNT, region: REGION };
/** What `cdk init` writes into an app. */
const FEATURE_FLAGS: Record<string, unknown> = JSON.parse(fs.readFileSync(require.resolve('aws-cdk-lib/recommended-feature-flags.json'), 'utf8'));
const CONNECTION_ARN = `arn:aws:codeconnections:${REGION}:${ACCOUNT}:connection/0a1b2c3d-0000-4000-8000-000000000000`;

/** One way in which people use the construct, and what the tools are shown of it. */
export interface Scenario {
  readonly name: string;
  /** A fresh app, so that one tool's visit leaves nothing for the next. */
  readonly app: () => App;
}

export const STACK_NAME = 'Delivery';

/** What is judged: every variant that makes other resources. */
export const SCENARIOS: Scenario[] = [
  { name: 'everything made, by connection', app: () => pipelineApp(() => ({})) },
  { name: 'a source by OAuth token', app: () => pipelineApp(() => ({ repo: Repo.gitHub('acme/orders', { oauthTokenIsFilled: true }) })) },
  { name: 'a production-like environment', app: () => pipelineApp(() => ({ environmentSuffix: 'prod', naming: { application: 'orders' } })) },
  { name: 'a service that is there already', app: () => pipelineApp((stack) => ({ target: existingService(stack) })) },
  { name: 'a given network and certificate', app: () => pipelineApp((stack) => ({ target: givenNetwork(stack) })) },
  { name: 'with its GitHub Actions workflow', app: () => withWorkflow(pipelineApp(() => ({}))) },
  { name: 'an app without feature flags, account and region', app: () => pipelineApp(() => ({}), {}) },
];

/** What every tool must find something in, or its silence about the others means nothing. */
export function badApp(): App {
  const app = new App({ context: FEATURE_FLAGS });
  const stack = new Stack(app, STACK_NAME, { env: ENV });
  new s3.Bucket(stack, 'Plain');
  new codebuild.Project(stack, 'Project', { buildSpec: codebuild.BuildSpec.fromObject({ version: '0.2' }), environment: { privileged: true } });
  new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() }).addToPolicy(new iam.PolicyStatement({ actions: ['s3:*'], resources: ['*'] }));
  const open = new ec2.CfnSecurityGroup(stack, 'Open', { groupDescription: 'open' });
  open.securityGroupIngress = [{ ipProtocol: 'tcp', fromPort: 22, toPort: 22, cidrIp: '0.0.0.0/0' }];
  open.addPropertyOverride('GroupColour', 'no such property');
  return app;
}

interface AppOptions {
  readonly context?: Record<string, unknown>;
  readonly env?: Environment;
}

function pipelineApp(props: (stack: Stack) => Partial<TapCicdPipelineProps>, options: AppOptions = { context: FEATURE_FLAGS, env: ENV }): App {
  const app = new App({ context: options.context });
  const stack = new Stack(app, STACK_NAME, { env: options.env });
  new TapCicdPipeline(stack, 'Cicd', {
    environmentSuffix: 'dev',
    repo: Repo.gitHub('acme/orders', { connectionArn: CONNECTION_ARN }),
    tags: { project: 'orders', team: 'payments', author: 'jane', prNumber: '42' },
    ...props(stack),
  });
  return app;
}

function withWorkflow(app: App): App {
  const cicd = app.node.findChild(STACK_NAME).node.findChild('Cicd') as TapCicdPipeline;
  cicd.addGitHubWorkflow({ ownerId: '123456', repositoryId: '789012', driftSchedule: '23 4 * * 1' });
  return app;
}

function existingService(stack: Stack): DeployTarget {
  const vpc = givenVpc(stack);
  const cluster = ecs.Cluster.fromClusterAttributes(stack, 'Cluster', { clusterName: 'shop', vpc });
  const service = ecs.FargateService.fromFargateServiceAttributes(stack, 'Orders', { cluster, serviceName: 'orders' });
  const passedRoles = ['orders-task', 'orders-execution'].map((name) => iam.Role.fromRoleName(stack, name, name));
  return DeployTarget.existingService(service, { taskFamily: 'orders', passedRoles });
}

function givenNetwork(stack: Stack): DeployTarget {
  const certificate = acm.Certificate.fromCertificateArn(stack, 'Certificate', `arn:aws:acm:${REGION}:${ACCOUNT}:certificate/00000000-0000-4000-8000-000000000000`);
  return DeployTarget.fargateService({ vpc: givenVpc(stack), certificate });
}

function givenVpc(stack: Stack): ec2.IVpc {
  return ec2.Vpc.fromVpcAttributes(stack, 'Network', {
    vpcId: 'vpc-1234567890abcdef0',
    vpcCidrBlock: '10.0.0.0/16',
    availabilityZones: ['us-east-1a', 'us-east-1b'],
    publicSubnetIds: ['subnet-11111111111111111', 'subnet-22222222222222222'],
    publicSubnetRouteTableIds: ['rtb-11111111111111111', 'rtb-22222222222222222'],
    privateSubnetIds: ['subnet-33333333333333333', 'subnet-44444444444444444'],
    privateSubnetRouteTableIds: ['rtb-33333333333333333', 'rtb-44444444444444444'],
  });
}

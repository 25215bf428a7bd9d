import {
  App, aws_codeconnections as codeconnections, aws_ec2 as ec2, aws_ecs as ecs, aws_kms as kms, Stack, StackProps, Tags,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { CloudFormationExecutionPolicyProps, DeployTarget, Repo, TapCicdPipeline } from '../../../src';
import { SCENARIOS, STACK_NAME } from '../../compliance/scenarios';
import { PipelineTemplate } from '../../support/template';

/** A stack that CloudFormation is to deploy, and the policy that it is to do with. */
export interface DeliveryStack {
  readonly name: string;
  readonly props: CloudFormationExecutionPolicyProps;
  readonly template: PipelineTemplate;
}

const ENV = { account: '111111111111', region: 'us-east-1' };
const KEY_ARN = 'arn:aws:kms:us-east-1:111111111111:key/99999999-0000-4000-8000-000000000000';

/** Every scenario of the compliance tests, the example, and what these do not have. */
export function deliveryStacks(): DeliveryStack[] {
  return [
    ...SCENARIOS.map(({ name, app }) => ({
      name,
      props: { ...ENV, ...(name === 'a production-like environment' ? { environmentSuffix: 'prod', application: 'orders' } : { environmentSuffix: 'dev' }) },
      template: PipelineTemplate.of(app().node.findChild(STACK_NAME) as Stack),
    })),
    { name: 'the example', props: { ...ENV, environmentSuffix: 'dev' }, template: PipelineTemplate.of(new (ordersStack())(new App(), 'Orders', { env: ENV })) },
    {
      name: 'a given key and cluster, one more suite, an old connection',
      props: { ...ENV, environmentSuffix: 'dev', keyArn: KEY_ARN, clusterName: 'shop', testSuites: ['unit', 'integration', 'e2e'] },
      template: PipelineTemplate.of(givenStack()),
    },
    { name: 'a connection of its own', props: { ...ENV, environmentSuffix: 'dev' }, template: PipelineTemplate.of(connectionStack()) },
  ];
}

function givenStack(): Stack {
  const stack = new Stack(new App(), 'Given', { env: ENV });
  const vpc = new ec2.Vpc(new Stack(stack, 'Elsewhere', { env: ENV }), 'Vpc');
  const cicd = new TapCicdPipeline(stack, 'Cicd', {
    environmentSuffix: 'dev',
    repo: Repo.gitHub('acme/orders', { connectionArn: 'arn:aws:codestar-connections:us-east-1:111111111111:connection/0a1b2c3d-0000-4000-8000-000000000000' }),
    key: kms.Key.fromKeyArn(stack, 'Key', KEY_ARN),
    target: DeployTarget.fargateService({ cluster: ecs.Cluster.fromClusterAttributes(stack, 'Cluster', { clusterName: 'shop', vpc }) }),
  });
  cicd.addTestSuite('e2e');
  cicd.notifications.addEmail('payments@acme.example');
  return stack;
}

function connectionStack(): Stack {
  const stack = new Stack(new App(), 'Connection', { env: ENV });
  new codeconnections.CfnConnection(stack, 'Connection', { connectionName: 'acme', providerType: 'GitHub' });
  Tags.of(stack).add('Environment', 'dev');
  return stack;
}

/** The example's own class. It imports the package by name, as a user does; here the name is the source. */
function ordersStack(): new (scope: Construct, id: string, props?: StackProps) => Stack {
  jest.mock('tap-cicd-pipeline', () => jest.requireActual('../../../src'), { virtual: true });
  return jest.requireActual('../../../examples/orders-infra/orders-stack').OrdersStack;
}

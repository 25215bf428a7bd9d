import { aws_ec2 as ec2, aws_ecs as ecs, aws_iam as iam, aws_logs as logs, Stack, StackProps } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { DeployTarget, Repo, TapCicdPipeline } from 'tap-cicd-pipeline';

/** Delivers to a service that runs already, in a cluster and network of its own; nothing of it is changed but the image. */
export class ExistingServiceStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const vpc = ec2.Vpc.fromLookup(this, 'Network', { vpcName: 'shared' });
    const cluster = ecs.Cluster.fromClusterAttributes(this, 'Shop', { clusterName: 'shop', vpc });
    const service = ecs.FargateService.fromFargateServiceAttributes(this, 'Orders', { cluster, serviceName: 'orders' });
    new TapCicdPipeline(this, 'Cicd', {
      environmentSuffix: 'prod',
      repo: Repo.gitHub('acme/orders', { connectionArn: 'arn:aws:codeconnections:us-east-1:111111111111:connection/0a1b2c3d' }),
      target: DeployTarget.existingService(service, {
        taskFamily: 'orders',
        containerName: 'app',
        // Exactly the roles that the task definition names: the deployer passes them on, and no other.
        passedRoles: [iam.Role.fromRoleName(this, 'Task', 'orders-task'), iam.Role.fromRoleName(this, 'Execution', 'orders-execution')],
        logGroup: logs.LogGroup.fromLogGroupName(this, 'Logs', '/shop/orders'),
      }),
      // Of an existing service no address is known.
      deployment: { smokeTest: { url: 'https://orders.acme.example' } },
    });
  }
}

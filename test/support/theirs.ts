import { aws_ec2 as ec2, aws_ecr as ecr, aws_ecs as ecs, aws_iam as iam, aws_kms as kms, aws_s3 as s3, aws_sns as sns, Stack } from 'aws-cdk-lib';

/** What a user may bring: resources of theirs, each imported as its owner would. */
export const THEIRS = {
  key: (stack: Stack) => kms.Key.fromKeyArn(stack, 'TheirKey', 'arn:aws:kms:us-east-1:111111111111:key/0a1b'),
  bucket: (stack: Stack) => s3.Bucket.fromBucketName(stack, 'TheirBucket', 'acme-artifacts'),
  repository: (stack: Stack) => ecr.Repository.fromRepositoryName(stack, 'TheirImages', 'acme-orders'),
  topic: (stack: Stack) => sns.Topic.fromTopicArn(stack, 'TheirTopic', 'arn:aws:sns:us-east-1:111111111111:acme-alerts'),
  vpc: (stack: Stack, privateSubnets = true) => ec2.Vpc.fromVpcAttributes(stack, 'TheirVpc', {
    vpcId: 'vpc-1',
    availabilityZones: ['us-east-1a', 'us-east-1b'],
    publicSubnetIds: ['subnet-1', 'subnet-2'],
    privateSubnetIds: privateSubnets ? ['subnet-3', 'subnet-4'] : undefined,
  }),
  cluster: (stack: Stack) => ecs.Cluster.fromClusterAttributes(stack, 'TheirCluster', { clusterName: 'shop', vpc: THEIRS.vpc(stack) }),
  service: (stack: Stack) => ecs.FargateService.fromFargateServiceAttributes(stack, 'TheirService', { serviceName: 'orders', cluster: THEIRS.cluster(stack) }),
  role: (stack: Stack) => iam.Role.fromRoleArn(stack, 'TheirRole', 'arn:aws:iam::111111111111:role/orders-task'),
};

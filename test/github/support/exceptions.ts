/** Permissions of the handlers that the policy leaves out, each with the reason. One that nothing asks for any more fails the test. */
export interface Exception {
  readonly types: string[];
  readonly permissions: string[];
  readonly reason: string;
}

export const EXCEPTIONS: Exception[] = [
  {
    types: ['AWS::S3::Bucket'],
    permissions: [
      's3:DeleteBucketAnalyticsConfiguration', 's3:DeleteBucketCors', 's3:DeleteBucketEncryption', 's3:DeleteBucketLifecycle', 's3:DeleteBucketMetricsConfiguration',
      's3:DeleteBucketReplication', 's3:DeleteBucketTagging', 's3:PutBucketReplication', 's3:PutObjectLockConfiguration',
    ],
    reason: 'no such action in the Service Authorization Reference: these APIs are covered by the Put actions',
  },
  { types: ['AWS::Logs::LogGroup'], permissions: ['s3:REST.PUT.OBJECT'], reason: 'no such action in the Service Authorization Reference' },
  {
    types: ['AWS::S3::Bucket'],
    permissions: [
      's3:CreateBucketMetadataTableConfiguration', 's3:DeleteBucketMetadataTableConfiguration', 's3:DeleteBucketWebsite', 's3:DeleteObject', 's3:PutAccelerateConfiguration',
      's3:PutAnalyticsConfiguration', 's3:PutBucketAcl', 's3:PutBucketCORS', 's3:PutBucketLogging', 's3:PutBucketNotification', 's3:PutBucketObjectLockConfiguration',
      's3:PutBucketWebsite', 's3:PutIntelligentTieringConfiguration', 's3:PutInventoryConfiguration', 's3:PutMetricsConfiguration', 's3:PutObjectAcl',
      's3:PutReplicationConfiguration', 's3tables:CreateNamespace', 's3tables:CreateTable', 's3tables:GetTable', 's3tables:GetTableMetadataLocation',
      's3tables:PutTablePolicy', 's3tables:UpdateTableMetadataLocation', 'iam:PassRole',
    ],
    reason: 'features of S3 that the artifact bucket does not have (replication would pass a role)',
  },
  {
    types: ['AWS::EC2::FlowLog'],
    permissions: ['autoscaling:DescribeTags', 'ec2:DescribeTags', 'iam:CreateServiceLinkedRole', 'logs:CreateLogDelivery', 'logs:DeleteLogDelivery', 's3:GetBucketPolicy', 's3:PutBucketPolicy'],
    reason: 'only for flow logs that go to S3 or Firehose; ours goes to a log group with a role',
  },
  { types: ['AWS::EC2::Subnet'], permissions: ['ec2:AssociateSubnetCidrBlock', 'ec2:DisassociateSubnetCidrBlock'], reason: 'IPv6, which the network does not have' },
  { types: ['AWS::EC2::VPC'], permissions: ['ec2:CreateVpcEncryptionControl', 'ec2:ModifyVpcTenancy'], reason: 'encryption control and tenancy are not set' },
  { types: ['AWS::EC2::VPCGatewayAttachment'], permissions: ['ec2:AttachVpnGateway', 'ec2:DetachVpnGateway'], reason: 'there is no VPN gateway' },
  { types: ['AWS::EC2::SecurityGroup'], permissions: ['ec2:DescribeInstances'], reason: 'looks for EC2 instances in the group; the tasks are on Fargate' },
  { types: ['AWS::ECR::Repository'], permissions: ['ecr:SetRepositoryPolicy', 'ecr:DeleteRepositoryPolicy'], reason: 'the repository has no policy: only this account uses it' },
  {
    types: ['AWS::ECS::Cluster'],
    permissions: ['ecs:PutAccountSetting', 'ecs:PutAccountSettingDefault', 'ecs:PutClusterCapacityProviders', 'kms:DescribeKey'],
    reason: 'account settings are not the stack\'s; the cluster has neither capacity providers nor a key of its own',
  },
  { types: ['AWS::ECS::Service'], permissions: ['iam:PassRole'], reason: 'the role of a service is the service-linked one' },
  { types: ['AWS::ElasticLoadBalancingV2::Listener'], permissions: ['cognito-idp:DescribeUserPoolClient'], reason: 'the listener does not ask users to log in' },
  {
    types: ['AWS::ElasticLoadBalancingV2::LoadBalancer'],
    permissions: ['ec2:DescribeIpamPools', 'elasticloadbalancing:ModifyCapacityReservation', 'elasticloadbalancing:ModifyIpPools', 'elasticloadbalancing:SetIpAddressType'],
    reason: 'neither address pools nor reserved capacity nor IPv6',
  },
  {
    types: ['AWS::ElasticLoadBalancingV2::TargetGroup'],
    permissions: ['elasticloadbalancing:RegisterTargets', 'elasticloadbalancing:DeregisterTargets'],
    reason: 'targets are registered by ECS, with its service-linked role',
  },
  {
    types: ['AWS::IAM::Role'],
    permissions: ['iam:AttachRolePolicy', 'iam:DetachRolePolicy', 'iam:PutRolePermissionsBoundary', 'iam:DeleteRolePermissionsBoundary'],
    reason: 'the roles carry one inline policy, no managed policy and no boundary; without these a role cannot be given AdministratorAccess',
  },
  {
    types: ['AWS::Lambda::Function'],
    permissions: [
      'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets', 'ec2:DescribeVpcs', 'elasticfilesystem:DescribeMountTargets', 's3files:ListMountTargets',
      'lambda:GetCodeSigningConfig', 'lambda:PutFunctionCodeSigningConfig', 'lambda:DeleteFunctionCodeSigningConfig', 'lambda:GetLayerVersion', 'lambda:PassCapacityProvider',
      'lambda:PublishVersion', 'lambda:PutFunctionConcurrency', 'lambda:DeleteFunctionConcurrency', 'lambda:PutFunctionRecursionConfig', 'lambda:PutFunctionScalingConfig',
      'lambda:PutRuntimeManagementConfig',
    ],
    reason: 'the function is in no VPC, has no file system, layer, code signing or version, and keeps the defaults of concurrency, recursion, scaling and runtime management',
  },
  {
    types: ['AWS::Logs::LogGroup'],
    permissions: ['firehose:TagDeliveryStream', 'logs:CreateLogDelivery', 'logs:PutDataProtectionPolicy', 'logs:DeleteDataProtectionPolicy', 'logs:PutResourcePolicy', 'logs:DescribeResourcePolicies'],
    reason: 'the groups have no data protection, index or resource policy',
  },
  {
    types: ['AWS::SNS::Topic', 'AWS::SNS::Subscription'],
    permissions: ['iam:GetRole', 'iam:PassRole', 'sns:PutDataProtectionPolicy'],
    reason: 'the roles are for delivery status and Firehose; neither is set, nor a data protection policy',
  },
  { types: ['AWS::SecretsManager::Secret'], permissions: ['secretsmanager:ReplicateSecretToRegions', 'secretsmanager:RemoveRegionsFromReplication'], reason: 'the secrets are in one region' },
  {
    types: ['AWS::CodePipeline::Pipeline'],
    permissions: ['codepipeline:DisableStageTransition', 'codepipeline:EnableStageTransition', 'codepipeline:StartPipelineExecution'],
    reason: 'transitions and RestartExecutionOnUpdate are not set; CloudFormation does not deliver the application',
  },
];

/** Needed only where the template has what they are about; elsewhere there is nothing to allow them on. */
export const ONLY_WHERE_THERE_IS_ONE: ReadonlyArray<{ readonly type: string; readonly permissions: string[]; readonly reason: string }> = [
  { type: 'AWS::CodePipeline::Pipeline', permissions: ['codestar-connections:PassConnection', 'codeconnections:PassConnection'], reason: 'a connection of the one prefix, of the other, or none' },
];

import { allow, arnOf, ExecutionPlace, ExecutionStatement } from './statement';

/** Bucket, repository, log groups, topic, and the function of the custom resources. */
export function foundationStatements(place: ExecutionPlace): ExecutionStatement[] {
  return [bucketStatement(place), repositoryStatement(place), ...logStatements(place), topicStatement(place), functionStatement(place)];
}

/** Everything about the bucket is read, as the handler does; only what the construct sets is written. */
function bucketStatement({ partition, account, region, names }: ExecutionPlace): ExecutionStatement {
  return allow('Bucket', 's3', [
    'CreateBucket', 'DeleteBucket', 'ListBucket', 'PutBucketTagging', 'PutEncryptionConfiguration', 'PutLifecycleConfiguration',
    'PutBucketPublicAccessBlock', 'PutBucketOwnershipControls', 'PutBucketVersioning', 'PutBucketPolicy', 'DeleteBucketPolicy', 'GetBucketPolicy',
    'GetAccelerateConfiguration', 'GetAnalyticsConfiguration', 'GetBucketAcl', 'GetBucketCORS', 'GetBucketLogging', 'GetBucketMetadataTableConfiguration',
    'GetBucketNotification', 'GetBucketObjectLockConfiguration', 'GetBucketOwnershipControls', 'GetBucketPublicAccessBlock', 'GetBucketTagging',
    'GetBucketVersioning', 'GetBucketWebsite', 'GetEncryptionConfiguration', 'GetIntelligentTieringConfiguration', 'GetInventoryConfiguration',
    'GetLifecycleConfiguration', 'GetMetricsConfiguration', 'GetReplicationConfiguration',
  ], `arn:${partition}:s3:::${names.bucket(account, region)}`);
}

function repositoryStatement(place: ExecutionPlace): ExecutionStatement {
  return allow('Repository', 'ecr', [
    'CreateRepository', 'DeleteRepository', 'DescribeRepositories', 'PutLifecyclePolicy', 'GetLifecyclePolicy', 'DeleteLifecyclePolicy',
    'GetRepositoryPolicy', 'PutImageScanningConfiguration', 'PutImageTagMutability', 'TagResource', 'UntagResource', 'ListTagsForResource',
  ], arnOf(place, 'ecr', `repository/${place.names.of('repository')}`));
}

/** With and without `:*`: the tagging actions ask for the one form, all others for the other (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html). */
function logStatements(place: ExecutionPlace): ExecutionStatement[] {
  const { names, suites } = place;
  const groups = [
    ...['build', ...suites, 'scan', 'deploy'].map((type) => names.buildLogGroup(type)),
    ...['service', 'flow-logs', 'provisioning'].map((type) => names.logGroup(type)),
  ].map((name) => arnOf(place, 'logs', `log-group:${name}`));
  return [
    allow('LogGroups', 'logs', [
      'CreateLogGroup', 'DeleteLogGroup', 'PutRetentionPolicy', 'DeleteRetentionPolicy', 'AssociateKmsKey', 'DisassociateKmsKey',
      'GetDataProtectionPolicy', 'TagResource', 'UntagResource', 'ListTagsForResource',
    ], groups.flatMap((arn) => [arn, `${arn}:*`])),
    // Takes no resource.
    allow('FindLogGroups', 'logs', ['DescribeLogGroups'], '*'),
  ];
}

/** The ARN of a subscription is the topic's and an id that is made when someone subscribes. */
function topicStatement(place: ExecutionPlace): ExecutionStatement {
  const topic = arnOf(place, 'sns', place.names.of('topic'));
  return allow('Topic', 'sns', [
    'CreateTopic', 'DeleteTopic', 'GetTopicAttributes', 'SetTopicAttributes', 'GetDataProtectionPolicy', 'TagResource', 'UntagResource', 'ListTagsForResource',
    'Subscribe', 'Unsubscribe', 'ListSubscriptionsByTopic', 'GetSubscriptionAttributes', 'SetSubscriptionAttributes',
  ], [topic, `${topic}:*`]);
}

/** Custom resources are made by calling the function: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-custom-resources-lambda.html */
function functionStatement(place: ExecutionPlace): ExecutionStatement {
  return allow('Function', 'lambda', [
    'CreateFunction', 'UpdateFunctionCode', 'UpdateFunctionConfiguration', 'DeleteFunction', 'InvokeFunction',
    'GetFunction', 'GetFunctionCodeSigningConfig', 'GetFunctionRecursionConfig', 'GetFunctionScalingConfig', 'GetRuntimeManagementConfig',
    'TagResource', 'UntagResource', 'ListTags',
  ], arnOf(place, 'lambda', `function:${place.names.of('provisioning')}`));
}

import { Annotations, ArnFormat, aws_iam as iam, aws_kms as kms, Duration, Lazy, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ResourceNames } from './naming';

/**
 * The pipeline's key: given, or made with one conditioned statement per service that does not use the caller's permissions.
 *
 * S3, ECR, CodeBuild, CodePipeline and Secrets Manager use the key on behalf of the calling role, so they need no statement here.
 */
export class EncryptionKey {
  readonly key: kms.IKey;
  private readonly logGroups: string[] = [];

  constructor(scope: Construct, names: ResourceNames, removalPolicy: RemovalPolicy, given?: kms.IKey) {
    this.key = given ?? makeKey(scope, names, removalPolicy);
    const added = this.statements(Stack.of(scope)).map((statement) => this.key.addToResourcePolicy(statement).statementAdded);
    if (added.includes(false)) {
      Annotations.of(scope).addWarningV2('tap-cicd-pipeline:key-policy', 'the policy of the given key cannot be extended from here: it must let logs.REGION, codestar-notifications and cloudwatch use it (see README, "Bring your own key")');
    }
  }

  /**
   * Lets CloudWatch Logs use the key for exactly this log group.
   *
   * The name is literal: a reference would be a cycle (the group needs the key, the key's policy the group).
   */
  allowLogGroup(name: string): void {
    this.logGroups.push(name);
  }

  private statements(stack: Stack): iam.PolicyStatement[] {
    const logGroupArns = Lazy.list({
      produce: () => this.logGroups.map((name) => stack.formatArn({ service: 'logs', resource: 'log-group', resourceName: name, arnFormat: ArnFormat.COLON_RESOURCE_NAME })),
    });
    return [
      forLogs(stack, logGroupArns),
      // https://docs.aws.amazon.com/dtconsole/latest/userguide/set-up-sns.html
      forService('NotificationsThroughTheTopic', 'codestar-notifications', { StringEquals: { 'kms:ViaService': `sns.${stack.region}.amazonaws.com` } }),
      // CloudWatch calls KMS directly, not through SNS: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
      forService('AlarmsThroughTheTopic', 'cloudwatch', { StringEquals: { 'aws:SourceAccount': stack.account } }),
    ];
  }
}

/** What is retained under the key would be lost without it, so one policy holds for all. */
function makeKey(scope: Construct, names: ResourceNames, removalPolicy: RemovalPolicy): kms.Key {
  return new kms.Key(scope, 'Key', {
    alias: names.keyAlias,
    description: `Everything of ${names.of('pipeline')}`,
    enableKeyRotation: true,
    pendingWindow: Duration.days(names.productionLike ? 30 : 7),
    removalPolicy,
  });
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
function forLogs(stack: Stack, logGroupArns: string[]): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'LogGroupsOfThisPipeline',
    principals: [new iam.ServicePrincipal(`logs.${stack.region}.amazonaws.com`)],
    actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:DescribeKey'],
    resources: ['*'],
    conditions: { ArnEquals: { 'kms:EncryptionContext:aws:logs:arn': logGroupArns } },
  });
}

/** @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html */
function forService(sid: string, service: string, conditions: iam.Conditions): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid,
    principals: [new iam.ServicePrincipal(`${service}.amazonaws.com`)],
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    resources: ['*'],
    conditions,
  });
}

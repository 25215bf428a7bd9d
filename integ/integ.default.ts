import { AwsApiCall, ExpectedResult, IntegTest, Match } from '@aws-cdk/integ-tests-alpha';
import { App, aws_ssm as ssm, Duration, Stack } from 'aws-cdk-lib';
import { Repo, TapCicdPipeline } from '../src';

/**
 * The default pipeline: deployed, read back through each service's own API, then run through its five stages.
 *
 * It needs two things in the account, which the sandbox makes for itself: an available connection, its ARN in the parameter below, and
 * behind it the repository with the example service. See CONTRIBUTING.md, "Integration tests".
 */
const REPOSITORY = 'tap-cicd-pipeline/orders-service';
const CONNECTION_PARAMETER = '/tap-cicd-pipeline/integ/connection-arn';
const SUFFIX = 'integ';
/** Where the action has another name than the operation; @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html */
const ACTIONS: { readonly [operation: string]: string } = {
  GetBucketEncryption: 's3:GetEncryptionConfiguration',
  GetBucketLifecycleConfiguration: 's3:GetLifecycleConfiguration',
  GetPublicAccessBlock: 's3:GetBucketPublicAccessBlock',
};

// The snapshot is the same on every machine: no paths in it, and no copies of the programs.
const app = new App({ stackTraces: false, context: { 'aws:cdk:disable-creation-stack-traces': true } });
const stack = new Stack(app, 'TapCicdPipelineDefault');
const cicd = new TapCicdPipeline(stack, 'Cicd', {
  environmentSuffix: SUFFIX,
  repo: Repo.gitHub(REPOSITORY, { connectionArn: ssm.StringParameter.valueForStringParameter(stack, CONNECTION_PARAMETER) }),
  tags: { project: 'tap-cicd-pipeline', team: 'maintainers', author: 'dependabot[bot]' },
});

const integ = new IntegTest(app, 'Default', {
  testCases: [stack],
  stackUpdateWorkflow: false,
  cdkCommandOptions: { deploy: { args: { rollback: true } } },
});

const call = (service: string, operation: string, input: object, expected: { [key: string]: unknown }) => {
  const asked = integ.assertions.awsApiCall(service, operation, input);
  const action = ACTIONS[operation];
  if (action) (asked as AwsApiCall).provider.addToRolePolicy({ Effect: 'Allow', Action: [action], Resource: ['*'] });
  asked.expect(ExpectedResult.objectLike(expected));
};

const Bucket = cicd.artifactBucket.bucketName;
const keyArn = cicd.key.keyArn;

call('kms', 'GetKeyRotationStatus', { KeyId: cicd.key.keyId }, { KeyRotationEnabled: true });
call('s3', 'GetBucketEncryption', { Bucket }, {
  ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: keyArn } }] },
});
call('s3', 'GetBucketLifecycleConfiguration', { Bucket }, { Rules: Match.arrayWith([Match.objectLike({ Expiration: { Days: 30 }, Status: 'Enabled' })]) });
call('s3', 'GetPublicAccessBlock', { Bucket }, {
  PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
});
call('s3', 'GetBucketVersioning', { Bucket }, { Status: 'Enabled' });
call('s3', 'GetBucketTagging', { Bucket }, {
  TagSet: Match.arrayWith([{ Key: 'Author', Value: 'dependabot_bot_' }, { Key: 'Environment', Value: SUFFIX }, { Key: 'Repository', Value: REPOSITORY }]),
});
call('cloudwatch-logs', 'DescribeLogGroups', { logGroupNamePrefix: `/aws/codebuild/cicd-build-${SUFFIX}` }, {
  logGroups: [Match.objectLike({ logGroupName: `/aws/codebuild/cicd-build-${SUFFIX}`, retentionInDays: 7, kmsKeyId: keyArn })],
});
call('ecr', 'DescribeRepositories', { repositoryNames: [`cicd-repository-${SUFFIX}`] }, {
  repositories: [Match.objectLike({
    imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
    imageScanningConfiguration: { scanOnPush: true },
    encryptionConfiguration: { encryptionType: 'KMS', kmsKey: keyArn },
  })],
});

const run = integ.assertions.awsApiCall('codepipeline', 'StartPipelineExecution', { name: `cicd-pipeline-${SUFFIX}` });
const finished = integ.assertions
  .awsApiCall('codepipeline', 'GetPipelineExecution', {
    pipelineName: `cicd-pipeline-${SUFFIX}`, pipelineExecutionId: run.getAttString('pipelineExecutionId'),
  })
  .expect(ExpectedResult.objectLike({ pipelineExecution: { status: 'Succeeded' } }))
  .waitForAssertions({ totalTimeout: Duration.minutes(25), interval: Duration.seconds(10) });
const stages = integ.assertions
  .awsApiCall('codepipeline', 'GetPipelineState', { name: `cicd-pipeline-${SUFFIX}` })
  .expect(ExpectedResult.objectLike({
    stageStates: ['Source', 'Build', 'Test', 'SecurityScan', 'Deploy'].map((stageName) => Match.objectLike({ stageName, latestExecution: { status: 'Succeeded' } })),
  }));
run.next(finished).next(stages);

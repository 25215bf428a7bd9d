const ANOTHER_VERSION = 'CodeBuild reads a named version of an object where a source has one: https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html';
const BY_THE_SERVICE = 'the service looks at the bucket before it writes: https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html';
const READS_NOTHING = 'the sandbox\'s actions hand artifacts to builds, which read them by their own roles';
const FAILURE_ONLY = 'only after a failed deployment: test/e2e/delivery.test.ts';
const BY_THE_ENGINE = 'the engine pulls without asking for permission, see docs/sandbox.md';
const NO_LOG = 'the emulator keeps the logs of functions itself';
const NO_FLOW = 'flow logs are stored, not applied';
const ON_REMOVAL = 'only when the stack is removed';

/** Actions that no delivery uses, `ROLE ACTION`, with the reason why the role has them all the same. */
export const UNEXERCISED: Readonly<Record<string, string>> = {
  ...Object.fromEntries(['build', 'unit', 'integration', 'scan', 'deploy'].map((role) => [`${role} s3:GetObjectVersion`, ANOTHER_VERSION])),
  'build ecr:GetDownloadUrlForLayer': 'only when an image of the repository is the base of the next one',
  'deploy ecs:StopServiceDeployment': 'only when the build is stopped or takes too long',
  'deploy ecs:DeregisterTaskDefinition': FAILURE_ONLY,
  'deploy logs:GetLogEvents': FAILURE_ONLY,
  'execution ecr:BatchCheckLayerAvailability': BY_THE_ENGINE,
  'execution ecr:GetDownloadUrlForLayer': BY_THE_ENGINE,
  'flow-logs logs:CreateLogStream': NO_FLOW,
  'flow-logs logs:PutLogEvents': NO_FLOW,
  'flow-logs logs:DescribeLogStreams': NO_FLOW,
  'pipeline s3:GetBucketVersioning': BY_THE_SERVICE,
  'pipeline s3:GetBucketAcl': BY_THE_SERVICE,
  'pipeline s3:GetBucketLocation': BY_THE_SERVICE,
  'pipeline s3:GetObject': READS_NOTHING,
  'pipeline s3:GetObjectVersion': READS_NOTHING,
  'pipeline kms:Decrypt': READS_NOTHING,
  'pipeline codestar-connections:UseConnection': 'the prefix that the connection\'s ARN does not have here; the ARN is a token, so both are allowed',
  'provisioning logs:CreateLogStream': NO_LOG,
  'provisioning logs:PutLogEvents': NO_LOG,
  'provisioning s3:ListBucketVersions': ON_REMOVAL,
  'provisioning s3:DeleteObject': ON_REMOVAL,
  'provisioning s3:DeleteObjectVersion': ON_REMOVAL,
};

/** What a service allows as a name. */
export interface NameRule {
  readonly service: string;
  readonly pattern: RegExp;
  readonly maxLength: number;
  readonly minLength?: number;
}

/**
 * The name rules of the services, each from the service's own API reference.
 *
 * The emulator of the sandbox takes any name: what holds here is checked by whoever asks, the construct and the command line.
 */
export const NAME_RULES = {
  /** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
  bucket: { service: 'S3 bucket', pattern: /^[a-z0-9][a-z0-9-]*[a-z0-9]$/, maxLength: 63, minLength: 3 },
  /** @see https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html */
  repository: { service: 'ECR repository', pattern: /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*$/, maxLength: 256, minLength: 2 },
  /** @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PipelineDeclaration.html */
  pipeline: { service: 'CodePipeline pipeline', pattern: /^[A-Za-z0-9.@_-]+$/, maxLength: 100 },
  /** @see https://docs.aws.amazon.com/codebuild/latest/APIReference/API_CreateProject.html */
  project: { service: 'CodeBuild project', pattern: /^[A-Za-z0-9][A-Za-z0-9_-]+$/, maxLength: 150, minLength: 2 },
  /** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
  role: { service: 'IAM role', pattern: /^[\w+=,.@-]+$/, maxLength: 64 },
  /** @see https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html */
  topic: { service: 'SNS topic', pattern: /^[A-Za-z0-9_-]+$/, maxLength: 256 },
  /** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html */
  logGroup: { service: 'CloudWatch log group', pattern: /^[.\-_/#A-Za-z0-9]+$/, maxLength: 512 },
  /** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html */
  loadBalancer: { service: 'load balancer', pattern: /^(?!internal-)[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9]$/, maxLength: 32 },
  /** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html */
  ecs: { service: 'ECS', pattern: /^[A-Za-z0-9_-]+$/, maxLength: 255 },
  /** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
  secret: { service: 'Secrets Manager secret', pattern: /^[\w/+=.@-]+$/, maxLength: 512 },
  /** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html */
  alias: { service: 'KMS alias', pattern: /^alias\/(?!aws\/)[\w/-]+$/, maxLength: 256 },
  /** @see https://docs.aws.amazon.com/codeconnections/latest/APIReference/API_CreateConnection.html */
  connection: { service: 'connection', pattern: /^[\s\S]*$/, maxLength: 32 },
} satisfies Record<string, NameRule>;

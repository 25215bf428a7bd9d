import { Offence } from './iam-judge';
import { Json, PipelineTemplate, Resource, Statement } from './template';

type Judge = (resource: Resource, template: PipelineTemplate) => Array<string | false>;

/** Finds what keeps data without a key or for ever, lets the public in, or may run without end. */
export function judgeSafeguards(template: PipelineTemplate): Offence[] {
  return template.resources.flatMap((resource) => {
    const problems = JUDGES[resource.type]?.(resource, template) ?? [];
    return problems.filter((problem) => problem !== false).map((problem) => ({ where: resource.id, problem }));
  });
}

/** How many resources had a judge. */
export function countSafeguarded(template: PipelineTemplate): number {
  return template.resources.filter(({ type }) => type in JUDGES).length;
}

const JUDGES: { readonly [type: string]: Judge } = {
  'AWS::Logs::LogGroup': ({ properties }) => [
    !properties.KmsKeyId && 'log group without a key',
    properties.RetentionInDays !== 7 && 'log group that is not kept for 7 days',
  ],
  'AWS::SNS::Topic': ({ properties }) => [!properties.KmsMasterKeyId && 'topic without a key'],
  'AWS::SecretsManager::Secret': ({ properties }) => [!properties.KmsKeyId && 'secret without a key'],
  'AWS::KMS::Key': ({ properties }) => [properties.EnableKeyRotation !== true && 'key without rotation'],
  'AWS::S3::Bucket': judgeBucket,
  'AWS::ECR::Repository': ({ properties }) => [
    (properties.EncryptionConfiguration as Json | undefined)?.KmsKey === undefined && 'repository without a key',
    properties.LifecyclePolicy === undefined && 'repository that keeps every image',
    (properties.ImageScanningConfiguration as Json | undefined)?.ScanOnPush !== true && 'repository that does not scan on push',
    !String(properties.ImageTagMutability).startsWith('IMMUTABLE') && 'repository whose tags can be written again',
  ],
  'AWS::CodeBuild::Project': judgeProject,
  'AWS::Lambda::Function': judgeFunction,
  'AWS::ECS::TaskDefinition': judgeTaskDefinition,
};

function judgeBucket({ properties, id }: Resource, template: PipelineTemplate): Array<string | false> {
  const rules = ((properties.LifecycleConfiguration as { Rules: Json[] } | undefined)?.Rules ?? []).filter((rule) => rule.Status === 'Enabled');
  const block = (properties.PublicAccessBlockConfiguration ?? {}) as Json;
  const blocks = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];
  return [
    !JSON.stringify(properties.BucketEncryption ?? '').includes('KMSMasterKeyID') && 'bucket without a key',
    !rules.some((rule) => rule.ExpirationInDays) && 'bucket that keeps every object',
    !rules.some((rule) => rule.NoncurrentVersionExpiration) && 'bucket that keeps every old version',
    !rules.some((rule) => rule.AbortIncompleteMultipartUpload) && 'bucket that keeps failed uploads',
    (properties.VersioningConfiguration as Json | undefined)?.Status !== 'Enabled' && 'bucket without versions',
    !blocks.every((name) => block[name] === true) && 'bucket that can be made public',
    !enforcesTls(id, template) && 'bucket that answers without TLS',
  ];
}

function enforcesTls(bucketId: string, template: PipelineTemplate): boolean {
  const policies = template.all('AWS::S3::BucketPolicy').filter(({ properties }) => (properties.Bucket as Json).Ref === bucketId);
  const statements = policies.flatMap(({ properties }) => (properties.PolicyDocument as { Statement: Statement[] }).Statement);
  return statements.some(({ Effect, Condition }) => Effect === 'Deny' && Condition?.Bool?.['aws:SecureTransport'] === 'false');
}

function judgeProject({ properties }: Resource, template: PipelineTemplate): Array<string | false> {
  const logs = (properties.LogsConfig as { CloudWatchLogs?: { GroupName?: unknown } } | undefined)?.CloudWatchLogs?.GroupName;
  return [
    (properties.EncryptionKey === undefined || template.render(properties.EncryptionKey).includes('alias/aws/')) && 'project without a key of ours',
    properties.TimeoutInMinutes === undefined && 'project without a timeout',
    properties.QueuedTimeoutInMinutes === undefined && 'project that may queue without end',
    !isGroupOf(template, logs) && 'project that logs into a group of nobody',
  ];
}

function judgeFunction({ properties }: Resource, template: PipelineTemplate): Array<string | false> {
  return [
    !isGroupOf(template, (properties.LoggingConfig as Json | undefined)?.LogGroup) && 'function that logs into a group of nobody',
    properties.Timeout === undefined && 'function without a timeout',
  ];
}

function judgeTaskDefinition({ properties }: Resource, template: PipelineTemplate): Array<string | false> {
  const containers = properties.ContainerDefinitions as Array<{ Name: string; LogConfiguration?: { Options?: Json }; Privileged?: boolean }>;
  return containers.flatMap(({ Name, LogConfiguration, Privileged }) => [
    !isGroupOf(template, LogConfiguration?.Options?.['awslogs-group']) && `container ${Name} that logs into a group of nobody`,
    Privileged === true && `container ${Name} that is privileged`,
  ]);
}

/** Whether it refers to a log group of this template, which has a judge of its own. */
function isGroupOf(template: PipelineTemplate, reference: unknown): boolean {
  const id = (reference as Json | undefined)?.Ref;
  return template.all('AWS::Logs::LogGroup').some((group) => group.id === id);
}

import { ApiReader } from './api-reader';
import { Json } from './json';
import { Reading, tagList } from './reading';

/** Keys, logs, storage, roles, topics: how each type is read, in the template's own words. */
export const FOUNDATION: { readonly [type: string]: Reading } = {
  'AWS::KMS::Key': async (api, { physicalId }) => {
    const { KeyMetadata } = await api.read<{ KeyMetadata: Json }>('kms', 'describe-key', '--key-id', physicalId);
    const { Policy } = await api.read<{ Policy: string }>('kms', 'get-key-policy', '--key-id', physicalId, '--policy-name', 'default');
    const { KeyRotationEnabled } = await api.read('kms', 'get-key-rotation-status', '--key-id', physicalId);
    const { Tags } = await api.read('kms', 'list-resource-tags', '--key-id', physicalId);
    return { ...KeyMetadata, EnableKeyRotation: KeyRotationEnabled, KeyPolicy: JSON.parse(Policy) as unknown, Tags: tagList(Tags) };
  },
  'AWS::KMS::Alias': async (api, { physicalId }) => {
    const { Aliases } = await api.read<{ Aliases: Json[] }>('kms', 'list-aliases');
    const alias = Aliases.find(({ AliasName }) => AliasName === physicalId);
    const { KeyMetadata } = await api.read<{ KeyMetadata: Json }>('kms', 'describe-key', '--key-id', String(alias?.TargetKeyId));
    return { AliasName: alias?.AliasName, TargetKeyId: KeyMetadata.Arn };
  },
  'AWS::Logs::LogGroup': async (api, { physicalId }) => {
    const group = await api.first('logGroups', 'logs', 'describe-log-groups', '--log-group-name-prefix', physicalId);
    const { tags } = await api.read('logs', 'list-tags-for-resource', '--resource-arn', String(group.arn).replace(/:\*$/, ''));
    return { ...group, Tags: tagList(tags) };
  },
  'AWS::Lambda::Function': async (api, { physicalId }) => {
    const configuration = await api.read('lambda', 'get-function-configuration', '--function-name', physicalId);
    const { Tags } = await api.read('lambda', 'list-tags', '--resource', String(configuration.FunctionArn));
    return { ...configuration, Tags: tagList(Tags) };
  },
  'AWS::IAM::Role': async (api, { physicalId }) => {
    const { Role } = await api.read<{ Role: Json }>('iam', 'get-role', '--role-name', physicalId);
    const { PolicyNames } = await api.read<{ PolicyNames: string[] }>('iam', 'list-role-policies', '--role-name', physicalId);
    const policies = PolicyNames.map((name) => api.read('iam', 'get-role-policy', '--role-name', physicalId, '--policy-name', name));
    return { ...Role, Policies: await Promise.all(policies) };
  },
  'AWS::S3::Bucket': async (api, { physicalId }) => {
    const get = (what: string) => api.read('s3api', `get-${what}`, '--bucket', physicalId);
    return {
      BucketName: physicalId,
      BucketEncryption: encryption(await get('bucket-encryption')),
      LifecycleConfiguration: lifecycle(await get('bucket-lifecycle-configuration')),
      OwnershipControls: (await get('bucket-ownership-controls')).OwnershipControls,
      PublicAccessBlockConfiguration: (await get('public-access-block')).PublicAccessBlockConfiguration,
      Tags: (await get('bucket-tagging')).TagSet,
      VersioningConfiguration: await get('bucket-versioning'),
    };
  },
  'AWS::S3::BucketPolicy': async (api, { properties }) => {
    const { Policy } = await api.read<{ Policy: string }>('s3api', 'get-bucket-policy', '--bucket', String(properties.Bucket));
    return { Bucket: properties.Bucket, PolicyDocument: JSON.parse(Policy) as unknown };
  },
  'AWS::ECR::Repository': async (api, { physicalId }) => {
    const found = await api.first('repositories', 'ecr', 'describe-repositories', '--repository-names', physicalId);
    const policy = await api.read('ecr', 'get-lifecycle-policy', '--repository-name', physicalId);
    const { tags } = await api.read('ecr', 'list-tags-for-resource', '--resource-arn', String(found.repositoryArn));
    const filters = found.imageTagMutabilityExclusionFilters as Json[] | undefined;
    return {
      ...found,
      ImageTagMutabilityExclusionFilters: filters?.map(({ filterType, filter }) => ({
        ImageTagMutabilityExclusionFilterType: filterType, ImageTagMutabilityExclusionFilterValue: filter,
      })),
      LifecyclePolicy: policy,
      Tags: tagList(tags),
    };
  },
  'AWS::SNS::Topic': async (api, { physicalId }) => {
    const { Attributes } = await topic(api, physicalId);
    const { Tags } = await api.read('sns', 'list-tags-for-resource', '--resource-arn', physicalId);
    return { ...Attributes, TopicName: String(Attributes.TopicArn).split(':').pop(), Tags: tagList(Tags) };
  },
  'AWS::SNS::TopicPolicy': async (api, { properties }) => {
    const topics = properties.Topics as string[];
    const { Attributes } = await topic(api, topics[0]);
    return { PolicyDocument: JSON.parse(String(Attributes.Policy)) as unknown, Topics: [Attributes.TopicArn] };
  },
  'AWS::SNS::Subscription': async (api, { properties }) => {
    const { Subscriptions } = await api.read<{ Subscriptions: Json[] }>('sns', 'list-subscriptions-by-topic', '--topic-arn', String(properties.TopicArn));
    return Subscriptions.find(({ Endpoint }) => Endpoint === properties.Endpoint);
  },
  'AWS::CloudWatch::Alarm': async (api, { physicalId }) => {
    const alarm = await api.first('MetricAlarms', 'cloudwatch', 'describe-alarms', '--alarm-names', physicalId);
    const { Tags } = await api.read('cloudwatch', 'list-tags-for-resource', '--resource-arn', String(alarm.AlarmArn));
    return { ...alarm, Tags: tagList(Tags) };
  },
};

function topic(api: ApiReader, arn: string): Promise<{ Attributes: Json }> {
  return api.read('sns', 'get-topic-attributes', '--topic-arn', arn);
}

function encryption({ ServerSideEncryptionConfiguration }: Json): unknown {
  const { Rules } = ServerSideEncryptionConfiguration as { Rules: Json[] };
  const rules = Rules.map(({ ApplyServerSideEncryptionByDefault: byDefault, ...rule }) => ({ ...rule, ServerSideEncryptionByDefault: byDefault }));
  return { ServerSideEncryptionConfiguration: rules };
}

function lifecycle({ Rules }: Json): unknown {
  return { Rules: (Rules as Json[]).map(({ Expiration, ...rule }) => ({ ...rule, ExpirationInDays: (Expiration as Json | undefined)?.Days })) };
}

import { Repo } from '../../src';
import { synthesise } from '../support/pipeline';
import { Json, physicalName, PipelineTemplate, Resource } from '../support/template';

/** What every pipeline has when nothing but the environment and the repository is given: one describe a promise of the README. */
const template = synthesise();
const oauth = synthesise({ repo: Repo.gitHub('acme/orders') });
const production = synthesise({ environmentSuffix: 'prod' });
const names = (type: string, from: PipelineTemplate = template) => from.all(type).map((resource) => physicalName(resource)).sort();
const key = template.one('AWS::KMS::Key');
const keyArn = { 'Fn::GetAtt': [template.one('AWS::KMS::Key').id, 'Arn'] };
const PROJECTS = ['build', 'deploy', 'integration', 'scan', 'unit'];

describe('names', () => {
  test.each([
    ['AWS::KMS::Alias', ['alias/cicd-key-dev']],
    ['AWS::S3::Bucket', ['cicd-artifacts-dev-111111111111-us-east-1']],
    ['AWS::ECR::Repository', ['cicd-repository-dev']],
    ['AWS::SNS::Topic', ['cicd-topic-dev']],
    ['AWS::CodePipeline::Pipeline', ['cicd-pipeline-dev']],
    ['AWS::CodeBuild::Project', PROJECTS.map((type) => `cicd-${type}-dev`)],
    ['AWS::CodeBuild::ReportGroup', ['cicd-integration-coverage-dev', 'cicd-integration-results-dev', 'cicd-unit-coverage-dev', 'cicd-unit-results-dev']],
    ['AWS::ECS::Cluster', ['cicd-cluster-dev']],
    ['AWS::ECS::Service', ['cicd-service-dev']],
    ['AWS::ECS::TaskDefinition', ['cicd-task-dev']],
    ['AWS::ElasticLoadBalancingV2::LoadBalancer', ['cicd-alb-dev']],
    ['AWS::ElasticLoadBalancingV2::TargetGroup', ['cicd-tg-dev']],
    ['AWS::CloudWatch::Alarm', ['cicd-server-errors-dev']],
    ['AWS::CodeStarNotifications::NotificationRule', ['cicd-pipeline-events-dev']],
    ['AWS::Lambda::Function', ['cicd-provisioning-dev']],
    ['AWS::Logs::LogGroup', [...PROJECTS.map((type) => `/aws/codebuild/cicd-${type}-dev`), '/cicd/dev/flow-logs', '/cicd/dev/provisioning', '/cicd/dev/service']],
  ])('%s is called %p', (type, expected) => expect(names(type)).toEqual(expected));

  test('of secrets follow the same rule', () => {
    expect(names('AWS::SecretsManager::Secret', oauth)).toEqual(['cicd-github-token-dev', 'cicd-webhook-secret-dev']);
  });

  test('of roles carry the region, since roles are global', () => {
    expect(names('AWS::IAM::Role')).toEqual(
      ['build', 'deploy', 'execution', 'flow-logs', 'integration', 'pipeline', 'provisioning', 'scan', 'task', 'unit'].map((type) => `cicd-${type}-role-dev-us-east-1`),
    );
  });
});

describe('tags', () => {
  const WITHOUT_TAGS = [
    'AWS::KMS::Alias', 'AWS::S3::BucketPolicy', 'AWS::SNS::TopicPolicy', 'AWS::EC2::SubnetRouteTableAssociation', 'AWS::EC2::Route', 'AWS::EC2::VPCGatewayAttachment',
    'AWS::EC2::SecurityGroupEgress', 'AWS::EC2::SecurityGroupIngress', 'AWS::ElasticLoadBalancingV2::Listener', 'AWS::CodePipeline::Webhook',
  ];
  const tagged = synthesise({
    repo: Repo.gitHub('acme/orders'),
    tags: { project: 'orders', team: 'payments', author: 'dependabot[bot]', prNumber: '42', additional: { CostCenter: '12' } },
  });
  const expected = {
    Environment: 'dev', Project: 'orders', Team: 'payments', Author: 'dependabot_bot_', PRNumber: '42', Repository: 'acme/orders', CostCenter: '12',
  };
  const takingTags = tagged.resources.filter(({ type }) => !type.startsWith('Custom::') && !WITHOUT_TAGS.includes(type));

  test.each(takingTags.map(({ id, type, properties }) => [type, id, properties] as const))('are on %s %s', (_type, _id, { Tags = [] }) => {
    const tags = Array.isArray(Tags) ? Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])) : Tags;
    expect(tags).toMatchObject(expected);
  });

  test('are Environment and Repository where no others are given', () => {
    expect(template.one('AWS::ECR::Repository').properties.Tags).toEqual([{ Key: 'Environment', Value: 'dev' }, { Key: 'Repository', Value: 'acme/orders' }]);
  });

  test('are handed on to the tasks of the service', () => {
    expect(template.one('AWS::ECS::Service').properties).toMatchObject({ PropagateTags: 'SERVICE', EnableECSManagedTags: false });
  });
});

describe('the key', () => {
  const { Statement } = key.properties.KeyPolicy as { Statement: Json[] };

  test('is one, is rotated, and has an alias', () => {
    expect(template.all('AWS::KMS::Key')).toHaveLength(1);
    expect(key.properties.EnableKeyRotation).toBe(true);
    expect(template.one('AWS::KMS::Alias').properties).toEqual({ AliasName: 'alias/cicd-key-dev', TargetKeyId: keyArn });
  });

  test('lets CloudWatch Logs use it only for the log groups of this pipeline', () => {
    const logs = Statement.find(({ Principal }) => (Principal as Json).Service === 'logs.us-east-1.amazonaws.com');
    const arns = (logs?.Condition as { ArnEquals: Json }).ArnEquals['kms:EncryptionContext:aws:logs:arn'] as unknown[];
    expect(arns.map((arn) => template.render(arn).replace('arn:aws:logs:us-east-1:111111111111:log-group:', '')).sort()).toEqual(names('AWS::Logs::LogGroup'));
  });

  test('lets notifications use it only through SNS, and alarms only from this account', () => {
    const conditionOf = (service: string) => Statement.find(({ Principal }) => (Principal as Json).Service === `${service}.amazonaws.com`)?.Condition;
    expect(conditionOf('codestar-notifications')).toEqual({ StringEquals: { 'kms:ViaService': 'sns.us-east-1.amazonaws.com' } });
    expect(conditionOf('cloudwatch')).toEqual({ StringEquals: { 'aws:SourceAccount': '111111111111' } });
  });

  test('gives nobody but the account all actions, and no service an action by wildcard or without a condition', () => {
    const [root, ...services] = Statement;
    expect(root).toMatchObject({ Action: 'kms:*', Principal: { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::111111111111:root']] } } });
    expect(services).toHaveLength(3);
    for (const { Action, Condition } of services) {
      expect(Condition).toBeDefined();
      expect([Action].flat().filter((action) => String(action).includes('*'))).toEqual([]);
    }
  });
});

describe('artifacts', () => {
  const { properties } = template.one('AWS::S3::Bucket');

  test('are under the key', () => {
    expect(properties.BucketEncryption).toEqual({
      ServerSideEncryptionConfiguration: [{ BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: keyArn } }],
    });
  });

  test('are never public', () => {
    expect(properties.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true,
    });
    expect(properties.OwnershipControls).toEqual({ Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] });
  });

  test('travel only over TLS', () => {
    const { Statement } = template.one('AWS::S3::BucketPolicy').properties.PolicyDocument as { Statement: Json[] };
    expect(Statement).toEqual([expect.objectContaining({ Effect: 'Deny', Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })]);
  });

  test('are versioned, and forgotten after 30 days with their old versions and failed uploads', () => {
    expect(properties.VersioningConfiguration).toEqual({ Status: 'Enabled' });
    expect(properties.LifecycleConfiguration).toEqual({
      Rules: [{
        Status: 'Enabled',
        ExpirationInDays: 30,
        NoncurrentVersionExpiration: { NoncurrentDays: 30 },
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
      }],
    });
  });
});

describe('images', () => {
  const { properties } = template.one('AWS::ECR::Repository');

  test('are scanned on push and lie under the key', () => {
    expect(properties.ImageScanningConfiguration).toEqual({ ScanOnPush: true });
    expect(properties.EncryptionConfiguration).toEqual({ EncryptionType: 'KMS', KmsKey: keyArn });
  });

  test('have tags that cannot be written again, but for the two that move', () => {
    expect(properties.ImageTagMutability).toBe('IMMUTABLE_WITH_EXCLUSION');
    const filters = properties.ImageTagMutabilityExclusionFilters as Json[];
    expect(filters.map((filter) => filter.ImageTagMutabilityExclusionFilterValue)).toEqual(['live', 'last-good']);
  });

  test('are the last 10, beside the one that runs and the one to go back to', () => {
    const { rules } = JSON.parse((properties.LifecyclePolicy as { LifecyclePolicyText: string }).LifecyclePolicyText);
    expect(rules.map(({ rulePriority, selection }: { rulePriority: number; selection: Json }) => [rulePriority, selection])).toEqual([
      [1, { tagStatus: 'tagged', tagPatternList: ['live'], countType: 'imageCountMoreThan', countNumber: 1 }],
      [2, { tagStatus: 'tagged', tagPatternList: ['last-good'], countType: 'imageCountMoreThan', countNumber: 1 }],
      [3, { tagStatus: 'untagged', countType: 'sinceImagePushed', countNumber: 1, countUnit: 'days' }],
      [4, { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 10 }],
    ]);
  });

  test('are tagged with the commit, and named by digest from the scan on', () => {
    expect(template.action('DockerBuild').Configuration.EnvironmentVariables).toContain('"name":"COMMIT_ID","type":"PLAINTEXT","value":"#{SourceVariables.CommitId}"');
    for (const action of ['ScanGate', 'DeployService']) {
      expect(template.action(action).Configuration.EnvironmentVariables).toContain('"name":"IMAGE_DIGEST","type":"PLAINTEXT","value":"#{BuildVariables.IMAGE_DIGEST}"');
    }
  });
});

describe('secrets', () => {
  const token = oauth.one('AWS::SecretsManager::Secret', { Name: 'cicd-github-token-dev' });

  test('lie under the key and are generated, so that no value is in the template', () => {
    for (const { properties } of oauth.all('AWS::SecretsManager::Secret')) {
      expect(oauth.render(properties.KmsKeyId)).toBe(oauth.render({ 'Fn::GetAtt': [oauth.one('AWS::KMS::Key').id, 'Arn'] }));
      expect(properties).toMatchObject({ GenerateSecretString: { PasswordLength: 40 } });
      expect(properties).not.toHaveProperty('SecretString');
    }
  });

  test('are referred to dynamically', () => {
    expect(JSON.stringify(oauth.action('GitHub').Configuration.OAuthToken)).toContain('{{resolve:secretsmanager:');
    expect(JSON.stringify(oauth.action('GitHub').Configuration.OAuthToken)).toContain(token.id);
  });

  test('are not needed with a connection', () => expect(template.all('AWS::SecretsManager::Secret')).toEqual([]));
});

describe('logs', () => {
  test.each(template.all('AWS::Logs::LogGroup').map((group) => [physicalName(group), group] as const))('of %s are under the key for 7 days', (_name, group: Resource) => {
    expect(group.properties).toMatchObject({ KmsKeyId: keyArn, RetentionInDays: 7 });
  });

  test.each(PROJECTS)('of project %s have their own group', (type) => {
    const group = template.one('AWS::Logs::LogGroup', { LogGroupName: `/aws/codebuild/cicd-${type}-dev` });
    expect(template.one('AWS::CodeBuild::Project', { Name: `cicd-${type}-dev` }).properties.LogsConfig).toEqual({ CloudWatchLogs: { GroupName: { Ref: group.id }, Status: 'ENABLED' } });
  });

  test('of the service have their own group', () => {
    const group = template.one('AWS::Logs::LogGroup', { LogGroupName: '/cicd/dev/service' });
    const [container] = template.one('AWS::ECS::TaskDefinition').properties.ContainerDefinitions as Json[];
    expect(container.LogConfiguration).toMatchObject({ LogDriver: 'awslogs', Options: { 'awslogs-group': { Ref: group.id } } });
  });
});

describe('notifications', () => {
  test('go to a topic under the key, over TLS', () => {
    expect(template.one('AWS::SNS::Topic').properties).toMatchObject({ KmsMasterKeyId: keyArn });
    expect(JSON.stringify(template.one('AWS::SNS::TopicPolicy').properties)).toContain('"Condition":{"Bool":{"aws:SecureTransport":"false"}},"Effect":"Deny"');
  });

  test('tell of each failure once, by its action, of approvals that are needed and of what was stopped', () => {
    expect(template.one('AWS::CodeStarNotifications::NotificationRule').properties).toMatchObject({
      DetailType: 'FULL',
      EventTypeIds: ['action-execution-failed', 'pipeline-execution-canceled', 'manual-approval-needed'].map((event) => `codepipeline-pipeline-${event}`),
      Targets: [{ TargetType: 'SNS', TargetAddress: { Ref: template.one('AWS::SNS::Topic').id } }],
    });
  });

  test('tell of the alarm on server errors', () => {
    expect(template.one('AWS::CloudWatch::Alarm').properties.AlarmActions).toEqual([{ Ref: template.one('AWS::SNS::Topic').id }]);
  });
});

describe('removal', () => {
  const STATEFUL = ['AWS::KMS::Key', 'AWS::S3::Bucket', 'AWS::ECR::Repository', 'AWS::CodeBuild::ReportGroup', 'AWS::SecretsManager::Secret'];
  const stateful = (from: PipelineTemplate) => from.resources.filter(({ type }) => STATEFUL.includes(type));
  const policies = (from: PipelineTemplate) => stateful(from).map(({ deletionPolicy }) => deletionPolicy);

  test('retains what holds data in a production-like environment, and empties nothing', () => {
    expect(new Set(policies(production))).toEqual(new Set(['Retain']));
    expect(production.all('Custom::EmptiedBucket')).toEqual([]);
    expect(production.one('AWS::ECR::Repository').properties.EmptyOnDelete).toBe(false);
  });

  test('empties and removes it elsewhere', () => {
    expect(new Set(policies(oauth))).toEqual(new Set(['Delete']));
    expect(template.one('Custom::EmptiedBucket').properties.BucketName).toEqual({ Ref: template.one('AWS::S3::Bucket').id });
    expect(template.one('AWS::ECR::Repository').properties.EmptyOnDelete).toBe(true);
    expect(template.all('AWS::CodeBuild::ReportGroup').map(({ properties }) => properties.DeleteReports)).toEqual(Array(4).fill(true));
  });

  test('protects the load balancer only in a production-like environment', () => {
    const attributes = (from: PipelineTemplate) => from.one('AWS::ElasticLoadBalancingV2::LoadBalancer').properties.LoadBalancerAttributes;
    expect(attributes(production)).toContainEqual({ Key: 'deletion_protection.enabled', Value: 'true' });
    expect(attributes(template)).toContainEqual({ Key: 'deletion_protection.enabled', Value: 'false' });
  });
});

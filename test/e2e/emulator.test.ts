import { createHash } from 'node:crypto';
import { EmulatorFixture } from './support/emulator-fixture';

const emulator = new EmulatorFixture();
beforeAll(() => emulator.start(), 120_000);
afterAll(() => emulator.stop(), 30_000);
jest.setTimeout(60_000);

const CLUSTER = (name: unknown) => ({ Type: 'AWS::ECS::Cluster', Properties: { ClusterName: name } });

test('the key, the lifecycle and the tags of a bucket can be read back, and are gone after an update without them', async () => {
  const bucket = (properties: object) => ({ B: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'e2e-bucket', ...properties } } });
  await emulator.deploy('bucket', bucket({
    BucketEncryption: { ServerSideEncryptionConfiguration: [{ BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'k' } }] },
    LifecycleConfiguration: { Rules: [{ Id: 'r', Status: 'Enabled', ExpirationInDays: 30, NoncurrentVersionExpiration: { NoncurrentDays: 5 }, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } }] },
    Tags: [{ Key: 'Team', Value: 'payments' }],
  }));
  expect(await emulator.aws('s3api', 'get-bucket-encryption', '--bucket', 'e2e-bucket')).toMatchObject({
    ServerSideEncryptionConfiguration: { Rules: [{ BucketKeyEnabled: true, ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'k' } }] },
  });
  expect(await emulator.aws('s3api', 'get-bucket-lifecycle-configuration', '--bucket', 'e2e-bucket')).toMatchObject({
    Rules: [{ ID: 'r', Expiration: { Days: 30 }, NoncurrentVersionExpiration: { NoncurrentDays: 5 }, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } }],
  });
  expect(await emulator.aws('s3api', 'get-bucket-tagging', '--bucket', 'e2e-bucket')).toMatchObject({
    TagSet: expect.arrayContaining([{ Key: 'Team', Value: 'payments' }, { Key: 'aws:cloudformation:stack-name', Value: 'bucket' }]),
  });
  expect(await emulator.deploy('bucket', bucket({}), 'update-stack')).toBe('UPDATE_COMPLETE');
  await expect(emulator.aws('s3api', 'get-bucket-lifecycle-configuration', '--bucket', 'e2e-bucket')).rejects.toThrow('NoSuchLifecycleConfiguration');
});

test('a property that the emulator drops is noted', async () => {
  await emulator.deploy('dropped', { B: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'e2e-dropped', ReplicationConfiguration: {} } } });
  expect(emulator.notVerified()).toContainEqual(expect.objectContaining({ resource: 'dropped/B', property: 'ReplicationConfiguration' }));
});

test('an excluded tag moves, another does not', async () => {
  await emulator.deploy('images', {
    R: {
      Type: 'AWS::ECR::Repository',
      Properties: {
        RepositoryName: 'e2e',
        ImageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
        ImageTagMutabilityExclusionFilters: [{ ImageTagMutabilityExclusionFilterType: 'WILDCARD', ImageTagMutabilityExclusionFilterValue: 'live*' }],
      },
    },
  });
  const put = (tag: string, text: string) => emulator.aws('ecr', 'put-image', '--repository-name', 'e2e', '--image-tag', tag, '--image-manifest', text);
  for (const tag of ['live', 'commit']) {
    await put(tag, '{"a":1}');
  }
  await put('live', '{"a":2}');
  await expect(put('commit', '{"a":2}')).rejects.toThrow('ImageTagAlreadyExistsException');
  await expect(put('live', '{"a":2}')).rejects.toThrow('ImageAlreadyExistsException');
  const { repositories } = await emulator.aws<{ repositories: object[] }>('ecr', 'describe-repositories', '--repository-names', 'e2e');
  expect(repositories[0]).toMatchObject({ imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION', imageTagMutabilityExclusionFilters: [{ filter: 'live*' }] });
});

test('a layer that came through the API is there, and an image without its layers is refused', async () => {
  await emulator.deploy('layers', { R: { Type: 'AWS::ECR::Repository', Properties: { RepositoryName: 'e2e-layers' } } });
  const digest = `sha256:${createHash('sha256').update('layer').digest('hex')}`;
  const manifest = JSON.stringify({ schemaVersion: 2, layers: [{ digest }] });
  const put = () => emulator.aws('ecr', 'put-image', '--repository-name', 'e2e-layers', '--image-tag', 'a', '--image-manifest', manifest);
  await expect(put()).rejects.toThrow('LayersNotFoundException');
  const { uploadId } = await emulator.aws<{ uploadId: string }>('ecr', 'initiate-layer-upload', '--repository-name', 'e2e-layers');
  const upload = ['--repository-name', 'e2e-layers', '--upload-id', uploadId];
  await emulator.aws('ecr', 'upload-layer-part', ...upload, '--part-first-byte', '0', '--part-last-byte', '4', '--layer-part-blob', 'layer');
  await emulator.aws('ecr', 'complete-layer-upload', ...upload, '--layer-digests', digest);
  await put();
});

test('a generated secret has only the characters that it may have', async () => {
  await emulator.deploy('secret', {
    S: {
      Type: 'AWS::SecretsManager::Secret',
      Properties: {
        Name: 'e2e', GenerateSecretString: { PasswordLength: 400, ExcludePunctuation: true, ExcludeUppercase: true },
      },
    },
  });
  expect((await emulator.aws('secretsmanager', 'get-secret-value', '--secret-id', 'e2e')).SecretString).toMatch(/^[a-z0-9]{400}$/);
});

test('a secret is referred to by its ARN, changed and removed', async () => {
  const described = (Description: string) => ({ N: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'e2e-named', Description } } });
  const stackResource = () => emulator.aws<{ StackResourceDetail: { PhysicalResourceId: string } }>(
    'cloudformation', 'describe-stack-resource', '--stack-name', 'named-secret', '--logical-resource-id', 'N',
  );
  const read = () => emulator.aws<{ ARN: string; Description: string }>('secretsmanager', 'describe-secret', '--secret-id', 'e2e-named');
  await emulator.deploy('named-secret', described('first'));
  expect((await stackResource()).StackResourceDetail.PhysicalResourceId).toBe((await read()).ARN);
  await emulator.deploy('named-secret', described('second'), 'update-stack');
  expect((await read()).Description).toBe('second');
  await emulator.deploy('named-secret', { T: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'instead' } } }, 'update-stack');
  await expect(read()).rejects.toThrow('ResourceNotFound');
});

test('a rule of its own reaches its security group and leaves it', async () => {
  const rule = (port: number) => ({
    V: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
    G: { Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: 'e2e', GroupName: 'e2e', VpcId: { Ref: 'V' } } },
    I: { Type: 'AWS::EC2::SecurityGroupIngress', Properties: { GroupId: { 'Fn::GetAtt': ['G', 'GroupId'] }, IpProtocol: 'tcp', FromPort: port, ToPort: port, CidrIp: '10.0.0.0/8' } },
  });
  const ports = async () => {
    const { SecurityGroups } = await emulator.aws<{ SecurityGroups: { IpPermissions: { FromPort: number }[] }[] }>('ec2', 'describe-security-groups', '--filters', 'Name=group-name,Values=e2e');
    return SecurityGroups[0].IpPermissions.map(({ FromPort }) => FromPort);
  };
  await emulator.deploy('rules', rule(80));
  expect(await ports()).toEqual([80]);
  await emulator.deploy('rules', rule(81), 'update-stack');
  expect(await ports()).toEqual([81]);
});

test('an OIDC provider can be read back and changed, and there is one for each address', async () => {
  const provider = (properties: object) => ({ P: { Type: 'AWS::IAM::OIDCProvider', Properties: { Url: 'https://token.actions.githubusercontent.com', ...properties } } });
  const arn = 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com';
  const read = () => emulator.aws('iam', 'get-open-id-connect-provider', '--open-id-connect-provider-arn', arn);
  expect(await emulator.deploy('oidc', provider({ ClientIdList: ['sts.amazonaws.com'], Tags: [{ Key: 'Team', Value: 'payments' }] }))).toBe('CREATE_COMPLETE');
  expect(await emulator.aws('iam', 'list-open-id-connect-providers')).toEqual({ OpenIDConnectProviderList: [{ Arn: arn }] });
  expect(await read()).toMatchObject({
    Url: 'token.actions.githubusercontent.com',
    ClientIDList: ['sts.amazonaws.com'],
    ThumbprintList: [],
    Tags: expect.arrayContaining([{ Key: 'Team', Value: 'payments' }]),
  });

  expect(await emulator.deploy('oidc-twin', provider({}))).toBe('ROLLBACK_COMPLETE');
  expect(JSON.stringify(await emulator.aws('cloudformation', 'describe-stack-events', '--stack-name', 'oidc-twin'))).toContain('EntityAlreadyExists');
  await expect(emulator.aws('iam', 'create-open-id-connect-provider', '--url', 'https://token.actions.githubusercontent.com')).rejects.toThrow('(EntityAlreadyExists)');

  expect(await emulator.deploy('oidc', provider({ ClientIdList: ['other'], ThumbprintList: ['a'.repeat(40)] }), 'update-stack')).toBe('UPDATE_COMPLETE');
  expect(await read()).toMatchObject({ ClientIDList: ['other'], ThumbprintList: ['a'.repeat(40)] });
  await emulator.delete('oidc');
  await expect(read()).rejects.toThrow('(NoSuchEntity)');
});

test('a type of the front is forwarded with the stack, its tags and what other resources are', async () => {
  expect(await emulator.deploy('forward', { A: CLUSTER('one'), B: { ...CLUSTER({ 'Fn::Sub': '${A}-two' }) } })).toBe('CREATE_COMPLETE');
  expect(emulator.forwarded.find(({ properties }) => properties.ClusterName === 'one-two')).toMatchObject({
    operation: 'create',
    resourceType: 'AWS::ECS::Cluster',
    stackName: 'forward',
    stackId: expect.stringContaining(':stack/forward/'),
    properties: { Tags: expect.arrayContaining([{ Key: 'aws:cloudformation:stack-name', Value: 'forward' }]) },
  });
  await emulator.delete('forward');
  expect(emulator.forwarded.filter(({ operation, stackName }) => operation === 'delete' && stackName === 'forward').map(({ physicalId }) => physicalId)).toEqual(['one-two', 'one']);
});

test('another physical id replaces the resource: the new one is made before the old one goes', async () => {
  await emulator.deploy('replace', { A: CLUSTER('first') });
  await emulator.deploy('replace', { A: CLUSTER('second') }, 'update-stack');
  expect(emulator.forwarded.slice(-2).map(({ operation, physicalId }) => [operation, physicalId])).toEqual([['update', 'first'], ['delete', 'first']]);
});

test('what the front refuses rolls the stack back with its reason', async () => {
  expect(await emulator.deploy('refusal', { A: CLUSTER('good'), B: { ...CLUSTER('refused'), DependsOn: 'A' } })).toBe('ROLLBACK_COMPLETE');
  const events = await emulator.aws('cloudformation', 'describe-stack-events', '--stack-name', 'refusal');
  expect(JSON.stringify(events)).toContain('the test refuses this one');
  expect(emulator.forwarded.at(-1)).toMatchObject({ operation: 'delete', physicalId: 'good' });
});

test('a retained resource is left alone', async () => {
  await emulator.deploy('retain', { A: { ...CLUSTER('kept'), DeletionPolicy: 'Retain' } });
  await emulator.delete('retain');
  expect(emulator.forwarded.filter(({ operation, physicalId }) => operation === 'delete' && physicalId === 'kept')).toEqual([]);
});

test('fails when a template has a type that nobody knows', async () => {
  await expect(emulator.deploy('unknown', { A: { Type: 'AWS::Unknown::Thing' } })).rejects.toThrow('Unrecognized resource types: [AWS::Unknown::Thing]');
});

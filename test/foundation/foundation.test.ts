import { aws_kms as kms, aws_s3 as s3, RemovalPolicy } from 'aws-cdk-lib';
import { errorOf, Props, PropsIn, synthesise } from '../support/pipeline';
import { PipelineTemplate } from '../support/template';
import { THEIRS } from '../support/theirs';

describe('a bucket that was given', () => {
  const template = synthesise((stack) => ({ artifactBucket: THEIRS.bucket(stack) }));

  test('takes the artifacts, and no other is made', () => {
    expect(template.all('AWS::S3::Bucket')).toEqual([]);
    expect(template.one('AWS::CodePipeline::Pipeline').properties.ArtifactStore).toMatchObject({ Location: 'acme-artifacts' });
    expect(template.permissionsOf('cicd-build-role')['s3:PutObject']).toEqual(['arn:aws:s3:::acme-artifacts/*']);
  });

  test('is not emptied: it is not ours', () => expect(template.all('Custom::EmptiedBucket')).toEqual([]));

  const keyOfStore = (from: PipelineTemplate) => (from.one('AWS::CodePipeline::Pipeline').properties.ArtifactStore as { EncryptionKey: { Id: unknown } }).EncryptionKey.Id;

  test('holds artifacts under the key of the pipeline, although an imported bucket says nothing of its key', () => {
    expect(template.render(keyOfStore(template))).toContain('key/${CicdKey');
  });

  test('holds artifacts under the key of the pipeline, although it has one of its own that the roles may not use', () => {
    const keyed = synthesise((stack) => ({ artifactBucket: new s3.Bucket(stack, 'Theirs', { encryptionKey: new kms.Key(stack, 'TheirKey') }) }));
    expect(keyed.render(keyOfStore(keyed))).toContain('key/${CicdKey');
    expect(keyed.permissionsOf('cicd-pipeline-role')['kms:Decrypt']).toEqual([keyed.render(keyOfStore(keyed))]);
  });
});

describe('a repository that was given', () => {
  const template = synthesise((stack) => ({ repository: THEIRS.repository(stack) }));

  test('takes the images, and no other is made', () => {
    expect(template.all('AWS::ECR::Repository')).toEqual([]);
    expect(template.permissionsOf('cicd-build-role')['ecr:PutImage']).toEqual(['arn:aws:ecr:us-east-1:111111111111:repository/acme-orders']);
    for (const project of ['build', 'scan', 'deploy']) expect(template.variablesOf(`cicd-${project}-dev`).REPOSITORY_NAME).toBe('acme-orders');
  });

  test('gets the placeholder image, so that the service comes up', () => {
    expect(template.one('Custom::PlaceholderImage').properties.RepositoryName).toBe('acme-orders');
  });
});

describe('the removal policy', () => {
  const CASES: Array<[string, Props | PropsIn, string, boolean]> = [
    ['of a production-like environment is retain', { environmentSuffix: 'prod' }, 'Retain', false],
    ['elsewhere is to empty and remove', { environmentSuffix: 'dev' }, 'Delete', true],
    ['may be to remove in production', { environmentSuffix: 'prod', removalPolicy: RemovalPolicy.DESTROY }, 'Delete', true],
    ['may be to retain elsewhere', { environmentSuffix: 'dev', removalPolicy: RemovalPolicy.RETAIN }, 'Retain', false],
  ];

  test.each(CASES)('%s', (_what, props, policy, empties) => {
    const template = synthesise(props);
    expect(template.one('AWS::S3::Bucket').deletionPolicy).toBe(policy);
    expect(template.one('AWS::ECR::Repository').deletionPolicy).toBe(policy);
    expect(template.one('AWS::ECR::Repository').properties.EmptyOnDelete).toBe(empties);
    expect(template.all('Custom::EmptiedBucket')).toHaveLength(empties ? 1 : 0);
  });

  test.each([['prod', 'Retain'], ['dev', 'Delete']])('of the key in %s is %s, so that nothing retained becomes unreadable', (environmentSuffix, policy) => {
    expect(synthesise({ environmentSuffix }).one('AWS::KMS::Key').deletionPolicy).toBe(policy);
  });

  test('fails when it asks for a snapshot', () => {
    expect(errorOf({ removalPolicy: RemovalPolicy.SNAPSHOT })).toBe(
      'Delivery/Cicd: \'removalPolicy\' must be DESTROY or RETAIN, got "snapshot": neither a bucket nor a repository has snapshots',
    );
  });

  test('of the key follows what is retained under it', () => {
    const template = synthesise({ environmentSuffix: 'dev', removalPolicy: RemovalPolicy.RETAIN });
    expect(template.one('AWS::KMS::Key').deletionPolicy).toBe('Retain');
  });
});

import { aws_ecr as ecr, aws_lambda as lambda, CfnResource, RemovalPolicy } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Foundation, FoundationProps } from '../../src/foundation/foundation';
import { ResourceNames } from '../../src/foundation/naming';
import { makeStack } from '../support/app';
import { PipelineTemplate } from '../support/template';

interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
}

function makeFoundation(suffix = 'dev', props: FoundationProps = {}) {
  const stack = makeStack();
  const foundation = new Foundation(stack, new ResourceNames(stack, suffix), props);
  return { stack, foundation, template: () => Template.fromStack(stack) };
}

function statements(template: Template): Statement[] {
  const [role] = Object.values(template.findResources('AWS::IAM::Role', { Properties: { RoleName: Match.stringLikeRegexp('provisioning') } }));
  return role.Properties.Policies.flatMap((policy: { PolicyDocument: { Statement: Statement[] } }) => policy.PolicyDocument.Statement);
}

function actions(template: Template): string[] {
  return statements(template).flatMap(({ Action }) => Action).sort();
}

const LOGS = ['logs:CreateLogStream', 'logs:PutLogEvents'];
const ECR = ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:CompleteLayerUpload', 'ecr:InitiateLayerUpload', 'ecr:PutImage', 'ecr:UploadLayerPart'];
const S3 = ['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:ListBucketVersions'];

describe('Provisioning', () => {
  test('makes one function for all custom resources, under the key, with a keyed log group of a week', () => {
    const { foundation, template } = makeFoundation();
    foundation.provisioning.placeholderImage(foundation.repository, 8080);

    const made = template();
    made.resourceCountIs('AWS::Lambda::Function', 1);
    made.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'cicd-provisioning-dev',
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      MemorySize: 256,
      Timeout: 900,
      KmsKeyArn: Match.objectLike({ 'Fn::GetAtt': Match.anyValue() }),
      LoggingConfig: { LogGroup: Match.anyValue() },
      Code: { S3Bucket: Match.anyValue(), S3Key: Match.anyValue() },
    });
    made.hasResourceProperties('AWS::Logs::LogGroup', { LogGroupName: '/cicd/dev/provisioning', RetentionInDays: 7, KmsKeyId: Match.anyValue() });
    made.resourceCountIs('Custom::PlaceholderImage', 1);
    made.resourceCountIs('Custom::EmptiedBucket', 1);
  });

  test('makes nothing when nothing is asked of it', () => {
    const made = makeFoundation('prod').template();

    made.resourceCountIs('AWS::Lambda::Function', 0);
    made.resourceCountIs('AWS::IAM::Role', 0);
    made.resourceCountIs('AWS::Logs::LogGroup', 0);
  });

  test('empties the artifact bucket only where it is removed', () => {
    makeFoundation('dev').template().resourceCountIs('Custom::EmptiedBucket', 1);
    makeFoundation('dev', { removalPolicy: RemovalPolicy.RETAIN }).template().resourceCountIs('Custom::EmptiedBucket', 0);
    makeFoundation('prod', { removalPolicy: RemovalPolicy.DESTROY }).template().resourceCountIs('Custom::EmptiedBucket', 1);
  });

  test('hands the program the repository, the port and the architecture', () => {
    const { stack, foundation } = makeFoundation();
    const given = ecr.Repository.fromRepositoryName(stack, 'Given', 'orders');
    foundation.provisioning.placeholderImage(given, 3000, lambda.Architecture.ARM_64);

    Template.fromStack(stack).hasResourceProperties('Custom::PlaceholderImage', {
      ServiceToken: Match.objectLike({ 'Fn::GetAtt': [Match.stringLikeRegexp('Provisioning'), 'Arn'] }),
      RepositoryName: 'orders',
      Port: 3000,
      Architecture: 'arm64',
      ServiceTimeout: '960',
    });
  });

  test.each<[string, string, boolean, string[]]>([
    ['both', 'dev', true, [...ECR, ...LOGS, ...S3]],
    ['the bucket only', 'dev', false, [...LOGS, ...S3]],
    ['the image only', 'prod', true, [...ECR, ...LOGS]],
  ])('permits what is used and no more: %s', (_what, suffix, image, expected) => {
    const { foundation, template } = makeFoundation(suffix);
    if (image) foundation.provisioning.placeholderImage(foundation.repository, 8080);

    expect(actions(template())).toEqual(expected);
  });

  test('names each resource exactly; a star only for object keys', () => {
    const { foundation, template } = makeFoundation();
    foundation.provisioning.placeholderImage(foundation.repository, 8080);

    const resources = statements(template()).map(({ Resource }) => JSON.stringify(Resource));
    expect(resources).not.toContain('"*"');
    expect(resources.filter((resource) => resource.includes('*'))).toEqual([expect.stringMatching(/ArtifactBucket.*\/\*/)]);
    expect(resources.filter((resource) => resource.includes('"Arn"'))).toHaveLength(resources.length);
  });

  test('waits with each custom resource for the role, the log group and what it works on', () => {
    const { foundation, template } = makeFoundation();
    foundation.provisioning.placeholderImage(foundation.repository, 8080);

    const made = new PipelineTemplate(template().toJSON());
    const dependencies = (type: string) => [...made.waitsFor(made.one(type).id)];
    for (const [type, subject] of [['Custom::EmptiedBucket', /^ArtifactBucket/], ['Custom::PlaceholderImage', /^Repository/]] as const) {
      expect(dependencies(type)).toEqual(expect.arrayContaining([
        expect.stringMatching(subject), expect.stringMatching(/^ProvisioningRole/), expect.stringMatching(/^ProvisioningLogs/),
      ]));
    }
  });

  test('lets what uses the image wait for it', () => {
    const { stack, foundation, template } = makeFoundation();
    const user = new CfnResource(stack, 'User', { type: 'AWS::ECS::Service' });
    user.node.addDependency(foundation.provisioning.placeholderImage(foundation.repository, 8080));

    expect(template().findResources('AWS::ECS::Service').User.DependsOn).toEqual([expect.stringContaining('PlaceholderImage')]);
  });

  test('lets the logs service use the key for its log group', () => {
    const made = makeFoundation().template();

    expect(JSON.stringify(made.findResources('AWS::KMS::Key'))).toContain(':log-group:/cicd/dev/provisioning');
  });
});

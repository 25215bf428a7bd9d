import { aws_codebuild as codebuild, aws_ecr as ecr, aws_ecs as ecs, aws_kms as kms, aws_lambda as lambda, aws_logs as logs, aws_s3 as s3, aws_secretsmanager as secretsmanager, aws_sns as sns, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Repo } from '../../src';
import { makeStack } from '../support/app';
import { Props, synthesise } from '../support/pipeline';
import { countSafeguarded, judgeSafeguards } from '../support/safeguard-judge';
import { PipelineTemplate } from '../support/template';
import { THEIRS } from '../support/theirs';

const PIPELINES: Array<[string, (stack: Stack) => Props]> = [
  ['with nothing but what must be given', () => ({})],
  ['that is production-like', () => ({ environmentSuffix: 'prod' })],
  ['that reads by OAuth token', () => ({ repo: Repo.gitHub('acme/orders') })],
  ['that removes what it made', () => ({ environmentSuffix: 'prod', removalPolicy: RemovalPolicy.DESTROY })],
  ['under an imported key', (stack) => ({ key: THEIRS.key(stack) })],
];

describe.each(PIPELINES)('a pipeline %s', (_what, props) => {
  const template = synthesise(props);

  test('keeps nothing without a key or for ever, and lets nothing run without end', () => expect(judgeSafeguards(template)).toEqual([]));
  test('was judged', () => expect(countSafeguarded(template)).toBeGreaterThan(16));
});

describe('the same judge', () => {
  const image = ecs.ContainerImage.fromRegistry('nginx');

  /** What is made plainly, and what must be said of it. */
  const BAD: Array<[string, (stack: Stack) => void, string[]]> = [
    ['a log group', (stack) => new logs.LogGroup(stack, 'Bad'), ['log group without a key', 'log group that is not kept for 7 days']],
    ['a log group that is kept for ever', (stack) => new logs.LogGroup(stack, 'Bad', { encryptionKey: new kms.Key(stack, 'Key', { enableKeyRotation: true }), retention: logs.RetentionDays.INFINITE }), ['log group that is not kept for 7 days']],
    ['a topic', (stack) => new sns.Topic(stack, 'Bad'), ['topic without a key']],
    ['a secret', (stack) => new secretsmanager.Secret(stack, 'Bad'), ['secret without a key']],
    ['a key', (stack) => new kms.Key(stack, 'Bad'), ['key without rotation']],
    ['a bucket', (stack) => new s3.Bucket(stack, 'Bad'), [
      'bucket without a key', 'bucket that keeps every object', 'bucket that keeps every old version', 'bucket that keeps failed uploads',
      'bucket without versions', 'bucket that can be made public', 'bucket that answers without TLS',
    ]],
    ['a bucket under the key of S3', (stack) => new s3.Bucket(stack, 'Bad', { encryption: s3.BucketEncryption.S3_MANAGED }), expect.arrayContaining(['bucket without a key'])],
    ['a repository', (stack) => new ecr.Repository(stack, 'Bad'), [
      'repository without a key', 'repository that keeps every image', 'repository that does not scan on push', 'repository whose tags can be written again',
    ]],
    ['a project', (stack) => new codebuild.PipelineProject(stack, 'Bad'), [
      'project without a key of ours', 'project without a timeout', 'project that may queue without end', 'project that logs into a group of nobody',
    ]],
    ['a function', (stack) => new lambda.Function(stack, 'Bad', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = 1') }), [
      'function that logs into a group of nobody', 'function without a timeout',
    ]],
    ['a bucket that empties itself', (stack) => new s3.Bucket(stack, 'Bad', { removalPolicy: RemovalPolicy.DESTROY, autoDeleteObjects: true }), expect.arrayContaining(['function that logs into a group of nobody'])],
    ['a task definition', (stack) => new ecs.FargateTaskDefinition(stack, 'Bad').addContainer('app', { image }), ['container app that logs into a group of nobody']],
    ['a privileged container', (stack) => new ecs.Ec2TaskDefinition(stack, 'Bad').addContainer('app', { image, privileged: true, memoryLimitMiB: 64 }), [
      'container app that logs into a group of nobody', 'container app that is privileged',
    ]],
  ];

  test.each(BAD)('refuses %s that is made plainly', (_what, make, problems) => {
    const stack = makeStack();
    make(stack);
    expect(judgeSafeguards(PipelineTemplate.of(stack)).map(({ problem }) => problem)).toEqual(problems);
  });
});

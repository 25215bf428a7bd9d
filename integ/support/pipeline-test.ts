import { AwsApiCall, ExpectedResult, IApiCall, IntegTest, Match } from '@aws-cdk/integ-tests-alpha';
import { App, Aspects, aws_sns_subscriptions as subscriptions, aws_sqs as sqs, aws_ssm as ssm, CfnResource, Duration, IAspect, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { CONNECTION_PARAMETER } from './prerequisites';
import { TapCicdPipeline } from '../../src';

/** A pipeline under test, and what must be found of it. */
export interface Subject {
  readonly cicd: TapCicdPipeline;
  /** The last part of every name. */
  readonly suffix: string;
  /** The first part of every name. @default 'cicd' */
  readonly prefix?: string;
  /** The folder of its log groups. @default - `/cicd/SUFFIX` */
  readonly logFolder?: string;
  /** The alias of the key that encrypts everything. @default - `alias/PREFIX-key-SUFFIX` */
  readonly keyAlias?: string;
  /** The tags of every resource. */
  readonly tags: { readonly [key: string]: string };
}

/** What is asked of one service: values by the path in its answer. */
interface Values {
  readonly [path: string]: string | ExpectedResult;
}

/** Where the action has another name than the operation; @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html */
const ACTIONS: { readonly [operation: string]: string } = {
  GetBucketEncryption: 's3:GetEncryptionConfiguration',
  GetBucketLifecycleConfiguration: 's3:GetLifecycleConfiguration',
  GetPublicAccessBlock: 's3:GetBucketPublicAccessBlock',
};
const STAGES = ['Source', 'Build', 'Test', 'SecurityScan', 'Deploy'];
const PROJECTS = ['build', 'unit', 'integration', 'scan', 'deploy'];
/** No repository has it: its execution fails at Source, in seconds. */
const NO_COMMIT = '0123456789abcdef0123456789abcdef01234567';
/** The execution that creating the pipeline starts comes first, each with builds and a deployment. */
const DELIVERY = { totalTimeout: Duration.minutes(40), interval: Duration.seconds(10) };
const MESSAGE = { totalTimeout: Duration.minutes(3), interval: Duration.seconds(5) };

/** An app whose snapshot is the same on every machine and small: no paths in it, no copies of the programs, no tree. */
export function integApp(): App {
  return new App({
    stackTraces: false,
    treeMetadata: false,
    analyticsReporting: false,
    context: { 'aws:cdk:disable-creation-stack-traces': true, 'aws:cdk:disable-logicalId-metadata': true },
  });
}

/** The connection that the account has. */
export function connectionArn(stack: Stack): string {
  return ssm.StringParameter.valueForStringParameter(stack, CONNECTION_PARAMETER);
}

/**
 * A deployed scenario: read back through the services' own APIs, then run through its five stages.
 *
 * The answer of an assertion must not have more than 4096 bytes, so that of a long answer only some paths are asked for:
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 */
export class PipelineTest {
  private readonly integ: IntegTest;

  /**
   * @param name of the test, and of the stack of its assertions
   * @param afterRemoval commands that are run in `integ/` when the stacks are gone
   */
  constructor(app: App, name: string, subjects: readonly Subject[], afterRemoval?: string[]) {
    this.integ = new IntegTest(app, name, {
      testCases: app.node.children.filter(Stack.isStack),
      stackUpdateWorkflow: false,
      cdkCommandOptions: { deploy: { args: { rollback: true } } },
      hooks: afterRemoval && { postDestroy: afterRemoval },
    });
    Aspects.of(this.integ).add(new SameEachTime());
    subjects.forEach((subject) => this.expectFoundation(subject));
    subjects.forEach((subject) => this.expectDelivery(subject));
  }

  /** The answer has these entries, and may have more. */
  expect(service: string, operation: string, input: object, expected: { [key: string]: unknown }): IApiCall {
    return this.call(service, operation, input).expect(ExpectedResult.objectLike(expected));
  }

  /** The answer has these values at these paths (`Tags.0.Value`), each asked for by itself; for answers that are long. */
  expectValues(service: string, operation: string, input: object, expected: Values, after?: IApiCall): IApiCall[] {
    return Object.entries(expected).map(([path, value]) => {
      const asked = this.call(service, operation, input).assertAtPath(path, typeof value === 'string' ? exactly(value) : value);
      after?.next(asked);
      return asked;
    });
  }

  /** Encryption, lifecycle, retention, scan on push, tags, names, and that nothing is public. */
  private expectFoundation(subject: Subject): void {
    this.expectKey(subject);
    this.expectBucket(subject);
    this.expectRepository(subject);
    this.expectBuilds(subject);
    this.expectPipeline(subject);
    this.expectTags(subject);
  }

  private expectKey({ cicd, suffix, prefix = 'cicd', keyAlias = `alias/${prefix}-key-${suffix}` }: Subject): void {
    this.expect('kms', 'DescribeKey', { KeyId: keyAlias }, { KeyMetadata: { Arn: cicd.key.keyArn, KeyManager: 'CUSTOMER', KeyState: 'Enabled' } });
    this.expect('kms', 'GetKeyRotationStatus', { KeyId: cicd.key.keyId }, { KeyRotationEnabled: true });
    this.expectValues('sns', 'GetTopicAttributes', { TopicArn: cicd.topic.topicArn }, { 'Attributes.KmsMasterKeyId': cicd.key.keyArn });
  }

  private expectBucket({ cicd }: Subject): void {
    const Bucket = cicd.artifactBucket.bucketName;
    this.expect('s3', 'GetBucketEncryption', { Bucket }, {
      ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: cicd.key.keyArn } }] },
    });
    this.expect('s3', 'GetBucketLifecycleConfiguration', { Bucket }, {
      Rules: [Match.objectLike({
        Status: 'Enabled', Expiration: { Days: 30 }, NoncurrentVersionExpiration: { NoncurrentDays: 30 }, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
      })],
    });
    this.expect('s3', 'GetPublicAccessBlock', { Bucket }, {
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
    });
    this.expect('s3', 'GetBucketVersioning', { Bucket }, { Status: 'Enabled' });
  }

  private expectRepository({ cicd, suffix, prefix = 'cicd' }: Subject): void {
    const repositoryName = `${prefix}-repository-${suffix}`;
    this.expect('ecr', 'DescribeRepositories', { repositoryNames: [repositoryName] }, {
      repositories: [Match.objectLike({
        repositoryName,
        imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
        imageScanningConfiguration: { scanOnPush: true },
        encryptionConfiguration: { encryptionType: 'KMS', kmsKey: cicd.key.keyArn },
      })],
    });
    this.expect('ecr', 'GetLifecyclePolicy', { repositoryName }, { lifecyclePolicyText: Match.stringLikeRegexp('imageCountMoreThan.*"countNumber":10') });
  }

  /** Every project with its log group: an environment has no build that writes elsewhere, or in clear text. */
  private expectBuilds({ cicd, suffix, prefix = 'cicd', logFolder = `/cicd/${suffix}` }: Subject): void {
    for (const type of PROJECTS) {
      const name = `${prefix}-${type}-${suffix}`;
      this.expectValues('codebuild', 'BatchGetProjects', { names: [name] }, { 'projects.0.encryptionKey': cicd.key.keyArn });
    }
    const logGroups = [...PROJECTS.map((type) => `/aws/codebuild/${prefix}-${type}-${suffix}`), `${logFolder}/provisioning`];
    for (const logGroupName of logGroups) {
      this.expect('cloudwatch-logs', 'DescribeLogGroups', { logGroupNamePrefix: logGroupName }, {
        logGroups: [Match.objectLike({ logGroupName, retentionInDays: 7, kmsKeyId: cicd.key.keyArn })],
      });
    }
  }

  private expectPipeline({ cicd, suffix, prefix = 'cicd' }: Subject): void {
    const name = `${prefix}-pipeline-${suffix}`;
    this.expectValues('codepipeline', 'GetPipeline', { name }, {
      'pipeline.pipelineType': 'V2',
      'pipeline.artifactStore.location': cicd.artifactBucket.bucketName,
      'pipeline.artifactStore.encryptionKey.id': cicd.key.keyArn,
    });
  }

  /** One by one: no service promises an order. */
  private expectTags({ cicd, tags }: Subject): void {
    for (const [Key, Value] of Object.entries(tags)) {
      this.expect('s3', 'GetBucketTagging', { Bucket: cicd.artifactBucket.bucketName }, { TagSet: Match.arrayWith([{ Key, Value }]) });
      this.expect('codepipeline', 'ListTagsForResource', { resourceArn: cicd.pipeline.pipelineArn }, { tags: Match.arrayWith([{ key: Key, value: Value }]) });
    }
  }

  /** One run to its end, what runs afterwards, and one run that fails, of which the topic tells. */
  private expectDelivery(subject: Subject): void {
    const name = subject.cicd.pipeline.pipelineName;
    const run = this.call('codepipeline', 'StartPipelineExecution', { name });
    const execution = { pipelineName: name, pipelineExecutionId: run.getAttString('pipelineExecutionId') };
    const finished = this.expect('codepipeline', 'GetPipelineExecution', execution, { pipelineExecution: { status: 'Succeeded' } }).waitForAssertions(DELIVERY);
    run.next(finished);
    const stages = STAGES.flatMap((stage, index) => [[`stageStates.${index}.stageName`, stage], [`stageStates.${index}.latestExecution.status`, 'Succeeded']]);
    const state = this.expectValues('codepipeline', 'GetPipelineState', { name }, Object.fromEntries(stages) as Values, finished);
    const commit = 'pipelineExecution.artifactRevisions.0.revisionId';
    const source = this.call('codepipeline', 'GetPipelineExecution', execution, [commit]);
    finished.next(source);
    const running = this.expectRunning(subject, source.getAttString(commit));
    this.expectMessage(name, [...state, ...running], subscribe(subject.cicd));
  }

  /** The image of the commit is the one with the tag `live`, and the one that the service's task runs. */
  private expectRunning({ cicd }: Subject, commit: string): IApiCall[] {
    const { repositoryName } = cicd.repository;
    const { serviceName, cluster: { clusterName: cluster } } = cicd.service;
    const digest = 'imageDetails.0.imageDigest';
    const image = this.call('ecr', 'DescribeImages', { repositoryName, imageIds: [{ imageTag: commit }] }, [digest]);
    const imageDigest = image.getAttString(digest);
    const tasks = this.call('ecs', 'ListTasks', { cluster, serviceName, desiredStatus: 'RUNNING' }, ['taskArns.0']);
    image.next(tasks);
    return [
      ...this.expectValues('ecr', 'DescribeImages', { repositoryName, imageIds: [{ imageTag: 'live' }] }, { [digest]: imageDigest }),
      ...this.expectValues('ecs', 'DescribeTasks', { cluster, tasks: [tasks.getAttString('taskArns.0')] }, { 'tasks.0.containers.0.imageDigest': imageDigest }),
    ];
  }

  /**
   * The topic tells what failed. A delivery that succeeds is not told of, so one is started for a commit that does not exist.
   *
   * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-trigger-source-overrides.html
   */
  private expectMessage(name: string, after: IApiCall[], queue: sqs.Queue): void {
    const failing = this.call('codepipeline', 'StartPipelineExecution', {
      name, sourceRevisions: [{ actionName: 'GitHub', revisionType: 'COMMIT_ID', revisionValue: NO_COMMIT }],
    });
    after.forEach((asked) => asked.next(failing));
    // At once visible again: the next look must see it too.
    const input = { QueueUrl: queue.queueUrl, VisibilityTimeout: 0, WaitTimeSeconds: 5 };
    const detail = 'Messages.0.Body.detail';
    const message = this.call('sqs', 'ReceiveMessage', input)
      .assertAtPath(`${detail}.execution-id`, exactly(failing.getAttString('pipelineExecutionId')))
      .waitForAssertions(MESSAGE);
    failing.next(message);
    this.expectValues('sqs', 'ReceiveMessage', input, { [`${detail}.pipeline`]: name, [`${detail}.stage`]: 'Source', [`${detail}.state`]: 'FAILED' }, message);
  }

  private call(service: string, operation: string, input: object, paths?: string[]): IApiCall {
    const asked = this.integ.assertions.awsApiCall(service, operation, input, paths);
    const action = ACTIONS[operation];
    if (action) (asked as AwsApiCall).provider.addToRolePolicy({ Effect: 'Allow', Action: [action], Resource: ['*'] });
    return asked;
  }
}

/** `ExpectedResult.exact` is for objects: a text that it encodes is never decoded again. */
function exactly(text: string): ExpectedResult {
  return { result: text };
}

/** A queue that gets each message of the topic as it was published. */
function subscribe(cicd: TapCicdPipeline): sqs.Queue {
  const queue = new sqs.Queue(Stack.of(cicd), `${cicd.node.id}Messages`, { enforceSSL: true });
  cicd.topic.addSubscription(new subscriptions.SqsSubscription(queue, { rawMessageDelivery: true }));
  return queue;
}

/** The library puts the time into each assertion, so that a snapshot would change with each run. */
class SameEachTime implements IAspect {
  visit(node: IConstruct): void {
    if (CfnResource.isCfnResource(node) && /^Custom::DeployAssert@/.test(node.cfnResourceType)) node.addPropertyOverride('salt', 'each stack is new');
  }
}

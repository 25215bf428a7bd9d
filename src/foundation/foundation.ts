import { aws_ecr as ecr, aws_kms as kms, aws_logs as logs, aws_s3 as s3, RemovalPolicy } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { makeArtifactBucket } from './artifact-store';
import { EncryptionKey } from './encryption';
import { makeImageRepository } from './image-repository';
import { ResourceNames } from './naming';
import { Provisioning } from './provisioning';
import { requireThat } from '../private/errors';

/** What the user brings instead of what would be made. */
export interface FoundationProps {
  readonly key?: kms.IKey;
  readonly artifactBucket?: s3.IBucket;
  readonly repository?: ecr.IRepository;
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * What every stage stands on: names, key, artifact bucket, image repository, keyed log groups, custom resources.
 */
export class Foundation {
  readonly key: kms.IKey;
  readonly artifactBucket: s3.IBucket;
  readonly repository: ecr.IRepository;
  /** Asked of CloudFormation where the repository is made here: the L2 puts it together from parts of the ARN. */
  readonly repositoryUri: string;
  readonly removalPolicy: RemovalPolicy;
  readonly provisioning: Provisioning;
  private readonly encryption: EncryptionKey;

  constructor(readonly scope: Construct, readonly names: ResourceNames, props: FoundationProps) {
    this.removalPolicy = props.removalPolicy ?? (names.productionLike ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY);
    checkRemovalPolicy(scope, this.removalPolicy);
    this.encryption = new EncryptionKey(scope, names, this.removalPolicy, props.key);
    this.key = this.encryption.key;
    this.provisioning = new Provisioning(scope, this);
    this.artifactBucket = props.artifactBucket ?? makeArtifactBucket(scope, this);
    this.repository = props.repository ?? makeImageRepository(scope, this);
    this.repositoryUri = props.repository?.repositoryUri ?? (this.repository.node.defaultChild as ecr.CfnRepository).attrRepositoryUri;
  }

  /** Whether what is removed must first be emptied. */
  get emptiesOnRemoval(): boolean {
    return this.removalPolicy === RemovalPolicy.DESTROY;
  }

  /** A log group of a literal name, under the key, kept for 7 days. */
  logGroup(scope: Construct, id: string, logGroupName: string): logs.LogGroup {
    this.encryption.allowLogGroup(logGroupName);
    return new logs.LogGroup(scope, id, {
      logGroupName,
      encryptionKey: this.key,
      retention: logs.RetentionDays.ONE_WEEK,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }
}

/** Buckets and repositories have no snapshots; @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html */
function checkRemovalPolicy(scope: Construct, policy: RemovalPolicy): void {
  requireThat(scope, policy !== RemovalPolicy.SNAPSHOT, {
    prop: 'removalPolicy', rule: 'must be DESTROY or RETAIN', value: policy, fix: 'neither a bucket nor a repository has snapshots',
  });
}

import { aws_s3 as s3, Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Foundation } from './foundation';
import { acknowledge } from '../private/acknowledge';

/** Artifacts are intermediate: what is older than a month serves nobody. */
const KEPT_DAYS = 30;

/** The bucket through which the stages hand on their artifacts. */
export function makeArtifactBucket(scope: Construct, foundation: Foundation): s3.Bucket {
  const kept = Duration.days(KEPT_DAYS);
  const bucket = new s3.Bucket(scope, 'ArtifactBucket', {
    bucketName: foundation.names.bucket,
    encryption: s3.BucketEncryption.KMS,
    encryptionKey: foundation.key,
    bucketKeyEnabled: true,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    enforceSSL: true,
    versioned: true,
    removalPolicy: foundation.removalPolicy,
    lifecycleRules: [{ expiration: kept, noncurrentVersionExpiration: kept, abortIncompleteMultipartUploadAfter: Duration.days(7) }],
  });
  acknowledge(bucket, 'artifacts are copies that expire after a month; a bucket for access logs could not be under the key: pass artifactBucket for one with logs', 'AwsSolutions-S1', 'S3BucketLoggingEnabled');
  acknowledge(bucket, 'every artifact can be made again from its commit, and expires after a month', 'S3BucketReplicationEnabled');
  if (foundation.emptiesOnRemoval) foundation.provisioning.emptyOnRemoval(bucket);
  return bucket;
}

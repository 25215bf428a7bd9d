import { aws_ecr as ecr, Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Foundation } from './foundation';

/** The tags that move: the image that runs, and the one that ran before it. All others are immutable. */
export const MOVING_TAGS = { live: 'live', lastGood: 'last-good' } as const;

const KEPT_IMAGES = 10;

/** The repository of the application's images. */
export function makeImageRepository(scope: Construct, foundation: Foundation): ecr.Repository {
  return new ecr.Repository(scope, 'Repository', {
    repositoryName: foundation.names.of('repository'),
    encryption: ecr.RepositoryEncryption.KMS,
    encryptionKey: foundation.key,
    imageScanOnPush: true,
    imageTagMutability: ecr.TagMutability.IMMUTABLE_WITH_EXCLUSION,
    imageTagMutabilityExclusionFilters: Object.values(MOVING_TAGS).map((tag) => ecr.ImageTagMutabilityExclusionFilter.wildcard(tag)),
    lifecycleRules: lifecycleRules(),
    removalPolicy: foundation.removalPolicy,
    emptyOnDelete: foundation.emptiesOnRemoval,
  });
}

/**
 * What is kept: the image that runs and the one to go back to, each by a rule of its own and of higher priority, then the last ten.
 *
 * An image that a rule of higher priority matches cannot be expired by a later one, and a list of tags in one rule asks for all of them.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html
 */
function lifecycleRules(): ecr.LifecycleRule[] {
  return [
    { rulePriority: 1, description: 'the image that runs', tagPatternList: [MOVING_TAGS.live], maxImageCount: 1 },
    { rulePriority: 2, description: 'the image to go back to', tagPatternList: [MOVING_TAGS.lastGood], maxImageCount: 1 },
    { rulePriority: 3, description: 'untagged images', tagStatus: ecr.TagStatus.UNTAGGED, maxImageAge: Duration.days(1) },
    { rulePriority: 4, description: `the last ${KEPT_IMAGES} images`, tagStatus: ecr.TagStatus.ANY, maxImageCount: KEPT_IMAGES },
  ];
}

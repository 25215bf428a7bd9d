import { aws_codepipeline as codepipeline } from 'aws-cdk-lib';

/**
 * The stages that may be tried again by themselves: what fails there is often outside of the commit.
 *
 * Not SecurityScan, which waits for the registry by itself and is to stay closed, and not Deploy: its second try would bring a revision
 * back that was just rolled back.
 */
export enum RetryableStage {
  /** Reading the commit from GitHub. */
  SOURCE = 'Source',
  /** Building and pushing the image; a commit that is built already is not built again. */
  BUILD = 'Build',
  /** The suites that failed; those that passed keep their results. */
  TEST = 'Test',
}

/** @see https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-retry.html#stage-retry-auto */
const tryOnceMore = (): codepipeline.FailureConditions => ({ result: codepipeline.Result.RETRY, retryMode: codepipeline.RetryMode.FAILED_ACTIONS });

/** What the pipeline does when the stage fails; undefined: it stops there. */
export function retryOf(stageName: string, retried: readonly string[] = []): codepipeline.FailureConditions | undefined {
  return retried.includes(stageName) ? tryOnceMore() : undefined;
}

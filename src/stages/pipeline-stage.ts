import { aws_codepipeline as codepipeline, aws_iam as iam } from 'aws-cdk-lib';
import type { Foundation } from '../foundation/foundation';

/** What every stage is given. */
export interface StageContext {
  readonly foundation: Foundation;
  /** What Source hands on: the application's files. */
  readonly source: codepipeline.Artifact;
  /** What Build hands on: `imagedefinitions.json`, with the image by digest. */
  readonly image: codepipeline.Artifact;
}

/** What every stage gives back. */
export interface StageConfig {
  readonly stageName: string;
  readonly starts: StartedAction[];
}

/** One action, and what the pipeline's role needs to run it. */
export interface StartedAction {
  readonly action: codepipeline.IAction;
  /** The CodeBuild project that it starts. */
  readonly projectArn?: string;
  readonly permissions?: iam.PolicyStatement[];
}

/** Variables of one action are read by later ones under these names; @see https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html */
export const NAMESPACES = { source: 'SourceVariables', build: 'BuildVariables' } as const;

export const VARIABLES = {
  commitId: `#{${NAMESPACES.source}.CommitId}`,
  imageDigest: `#{${NAMESPACES.build}.IMAGE_DIGEST}`,
} as const;

import { ToolchainConfig } from '../toolchains/toolchain';

/** Where in AWS the workflow works, in text that stands in the file: literals, or expressions over the repository's variables. */
export interface AwsSettings {
  readonly accountId: string;
  readonly region: string;
  readonly deployRoleArn: string;
  readonly diffRoleArn: string;
  readonly notifyRoleArn: string;
  /** The role that reads for `cdk drift`: the bootstrap's lookup role. */
  readonly lookupRoleArn: string;
  readonly topicArn: string;
}

/** Everything that decides what the files say. */
export interface WorkflowSettings {
  readonly workflowName: string;
  /** Branches whose pushes are deployed, each with its GitHub environment: a name, or a folder of names that ends in `/*`. */
  readonly environments: ReadonlyArray<{ readonly branch: string; readonly environment: string }>;
  readonly paths?: string[];
  readonly runnerLabels: string[];
  readonly workingDirectory: string;
  readonly toolchain: ToolchainConfig;
  /** Version of the CDK CLI. */
  readonly cdkVersion: string;
  /** Ids of the stacks, as the CDK CLI takes them. */
  readonly stacks: string[];
  readonly aws: AwsSettings;
  readonly attestsProvenance: boolean;
  readonly diffsPullRequests: boolean;
}

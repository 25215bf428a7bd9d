import { aws_sns as sns, Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { NodeToolchain } from './toolchains/node-toolchain';
import { qualifierOf } from './trust/bootstrap-roles';
import { awsSettings } from './workflow/aws-settings';
import { AwsSettings, WorkflowSettings } from './workflow/workflow-settings';
import { DEFAULT_BRANCHES, DEFAULT_ENVIRONMENT, GitHubWorkflowOptions } from './workflow-options';
import type { Foundation } from '../foundation/foundation';

/** What the user says of the workflow, and what it needs of the pipeline. */
export interface GitHubWorkflowProps extends GitHubWorkflowOptions {
  readonly foundation: Foundation;
  readonly topic: sns.ITopic;
  readonly topicIsMade: boolean;
  /** The repository of the pipeline. */
  readonly defaultRepository: string;
}

/** What the files say: each option, or its default. */
export function settingsOf(scope: Construct, props: GitHubWorkflowProps): WorkflowSettings {
  const { workflowName = 'ci-cd', runnerLabels = ['ubuntu-latest'], attestProvenance = false, diffPullRequests = true } = props;
  return {
    ...appOf(scope, props),
    workflowName,
    environments: environmentsOf(props),
    paths: props.paths,
    runnerLabels,
    aws: awsSettingsOf(scope, props),
    attestsProvenance: attestProvenance,
    diffsPullRequests: diffPullRequests,
  };
}

/** Where the CDK app is, and with what it is built. */
function appOf(scope: Construct, props: GitHubWorkflowProps) {
  const { workingDirectory = '.', toolchain = new NodeToolchain(), cdkVersion = '2.1148.1', stacks = [Stack.of(scope).node.path] } = props;
  return { workingDirectory, toolchain: toolchain.bind(scope, { workingDirectory }), cdkVersion, stacks };
}

function environmentsOf({ branches = DEFAULT_BRANCHES, environments = {} }: GitHubWorkflowProps): WorkflowSettings['environments'] {
  return branches.map((branch) => ({ branch, environment: environments[branch] ?? DEFAULT_ENVIRONMENT }));
}

function awsSettingsOf(scope: Construct, props: GitHubWorkflowProps): AwsSettings {
  const { accountId, region, foundation } = props;
  return awsSettings({
    accountId,
    region,
    qualifier: qualifierOf(scope, props.qualifier),
    topic: topicOf(props),
    roleName: (type, where) => foundation.names.roleIn(type, where),
  });
}

function topicOf({ topic, topicIsMade, foundation }: GitHubWorkflowProps) {
  if (topicIsMade) return { name: foundation.names.of('topic') };
  return Token.isUnresolved(topic.topicArn) ? undefined : { arn: topic.topicArn };
}

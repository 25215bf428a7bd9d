import { RegionInfo } from 'aws-cdk-lib/region-info';
import { AwsSettings } from './workflow-settings';

/** What the names of roles and topic are made from. */
export interface AwsSettingsProps {
  readonly accountId?: string;
  readonly region?: string;
  readonly qualifier: string;
  /** Name of the pipeline's own topic, or ARN of a given one; absent when it is not known at synthesis. */
  readonly topic?: { readonly name: string } | { readonly arn: string };
  /** The name of a role in a region. */
  roleName(type: string, region: string): string;
}

/** Configuration variables; @see https://docs.github.com/en/actions/reference/workflows-and-actions/variables */
const variable = (name: string): string => `\${{ vars.${name} }}`;

/**
 * AWS as the file names it.
 *
 * Nothing is taken from the stack's environment: it depends on whose credentials synthesise, and the file must not.
 */
export function awsSettings(props: AwsSettingsProps): AwsSettings {
  const { accountId = variable('AWS_ACCOUNT_ID'), region = variable('AWS_REGION'), qualifier } = props;
  const partition = (props.region && RegionInfo.get(props.region).partition) ?? 'aws';
  const roleArn = (name: string) => `arn:${partition}:iam::${accountId}:role/${name}`;
  return {
    accountId,
    region,
    deployRoleArn: roleArn(props.roleName('github-deploy', region)),
    diffRoleArn: roleArn(props.roleName('github-diff', region)),
    notifyRoleArn: roleArn(props.roleName('github-notify', region)),
    lookupRoleArn: roleArn(`cdk-${qualifier}-lookup-role-${accountId}-${region}`),
    topicArn: topicArn(props, `arn:${partition}:sns:${region}:${accountId}`),
  };
}

function topicArn({ topic }: AwsSettingsProps, prefix: string): string {
  if (!topic) return variable('CICD_TOPIC_ARN');
  return 'arn' in topic ? topic.arn : `${prefix}:${topic.name}`;
}

import { Annotations, aws_iam as iam, aws_sns as sns, Duration, Environment } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { BootstrapRoles } from './bootstrap-roles';
import { checkRuns } from './delivery-checks';
import { GitHubIdentityOptions, identityOf } from './github-identity';
import { gitHubOidcProvider } from './oidc-provider';
import { GitHubIdentity, trustConditions, TrustConditions, TrustedRuns, trustPolicyLength } from './oidc-trust';
import type { Foundation } from '../../foundation/foundation';
import { acknowledgeRole } from '../../private/acknowledge';

/** An environment of the repository, and the refs from which its jobs may deploy. */
export interface GitHubDeployment {
  /** The `environment` of the job, written as the workflow writes it. */
  readonly environment: string;
  /**
   * Whole refs such as `refs/heads/main`; a `*` at the end stands for any rest: `refs/heads/release/*`.
   *
   * Beside the environment's own protection rules, which live on GitHub and which an administrator there may change.
   */
  readonly refs: string[];
}

/** What the roles of a workflow are made of. */
export interface GitHubDeliveryRolesProps {
  /** The pipeline's names and key. */
  readonly foundation: Foundation;
  /** Where failures of the workflow are told. */
  readonly topic: sns.ITopic;
  /** The repository of the workflow. */
  readonly identity: GitHubIdentityOptions;
  /** The workflow that is trusted, `.github/workflows/ci-cd.yml`. */
  readonly workflowFile: string;
  /**
   * Workflows that may diff and notify as well, and not deploy.
   * @default - only the workflow itself
   */
  readonly otherWorkflowFiles?: string[];
  /** From where is deployed. */
  readonly deployments: GitHubDeployment[];
  /**
   * Whether pull requests may diff, which lets whoever can push a branch to the repository read what the lookup role reads.
   * @default true
   */
  readonly pullRequests?: boolean;
  /**
   * Accounts and regions that are deployed to; they must trust this account at bootstrap when they are others.
   * @default - account and region of the stack
   */
  readonly targets?: Environment[];
  /**
   * The qualifier with which the targets are bootstrapped.
   * @default - that of the stack's synthesizer, of the context `@aws-cdk/core:bootstrapQualifier`, or `hnb659fds`
   */
  readonly qualifier?: string;
  /**
   * The account's provider for GitHub's tokens.
   * @default - the stack makes one, or uses the one that it makes already
   */
  readonly oidcProvider?: iam.IOIDCProviderRef;
}

/** More than this IAM takes only after the quota was raised. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const TRUST_POLICY_QUOTA = 2048;

/**
 * The roles that one GitHub Actions workflow assumes by OIDC: one deploys, one diffs, one tells of failures.
 *
 * None of them may touch what the pipeline owns: images and service are out of reach of all three.
 */
export class GitHubDeliveryRoles extends Construct {
  /** Assumes the bootstrap roles of the targets; for jobs of the deployments' environments on their refs. */
  readonly deployRole: iam.Role;
  /** Assumes the lookup roles of the targets; for pushes to the deployments' refs and pull requests. */
  readonly diffRole: iam.Role;
  /** Publishes to the topic; for pushes to the deployments' refs. */
  readonly notifyRole: iam.Role;
  /** The account's provider for GitHub's tokens: given or made. */
  readonly provider: iam.IOIDCProviderRef;

  constructor(scope: Construct, id: string, private readonly props: GitHubDeliveryRolesProps) {
    super(scope, id);
    checkRuns(this, props);
    const bootstrap = new BootstrapRoles(this, props);
    const identity = identityOf(this, props.identity);
    const trust = trustOf(identity, props);
    this.provider = gitHubOidcProvider(this, props.oidcProvider);
    this.deployRole = this.makeRole('Deploy', 'github-deploy', trust.deploy, [bootstrap.assumeToDeploy()]);
    this.diffRole = this.makeRole('Diff', 'github-diff', trust.diff, [bootstrap.assumeToRead()]);
    this.notifyRole = this.makeRole('Notify', 'github-notify', trust.notify, notifyStatements(props.topic));
  }

  private makeRole(id: string, type: string, trust: TrustConditions[], statements: iam.PolicyStatement[]): iam.Role {
    const length = trustPolicyLength(trust);
    if (length > TRUST_POLICY_QUOTA) {
      Annotations.of(this).addWarningV2('tap-cicd-pipeline:github-trust-length', `the trust policy of ${type} has ${length} characters, and IAM takes ${TRUST_POLICY_QUOTA} unless the quota "Role trust policy length" is raised: name fewer refs or environments`);
    }
    const role = new iam.Role(this, id, {
      roleName: this.props.foundation.names.role(type),
      assumedBy: new iam.CompositePrincipal(...trust.map((conditions) => new iam.OpenIdConnectPrincipal(this.provider, conditions))),
      inlinePolicies: { default: new iam.PolicyDocument({ statements }) },
      maxSessionDuration: Duration.hours(1),
    });
    acknowledgeRole(role, statements);
    return role;
  }
}

/** One statement a deployment: an environment is trusted on its own refs and not on those of another. */
function trustOf(identity: GitHubIdentity, props: GitHubDeliveryRolesProps) {
  const { workflowFile, otherWorkflowFiles, deployments, pullRequests = true } = props;
  const refs = [...new Set(deployments.flatMap((deployment) => deployment.refs))];
  const trust = (runs: Omit<TrustedRuns, 'workflowFile'>) => trustConditions(identity, { workflowFile, ...runs });
  return {
    deploy: deployments.flatMap((deployment) => trust({ environments: [deployment.environment], refs: deployment.refs })),
    diff: trust({ otherWorkflowFiles, refs, pullRequests }),
    notify: trust({ otherWorkflowFiles, refs }),
  };
}

/** @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html */
function notifyStatements(topic: sns.ITopic): iam.PolicyStatement[] {
  const publish = new iam.PolicyStatement({ actions: ['sns:Publish'], resources: [topic.topicArn] });
  if (!topic.masterKey) return [publish];
  return [publish, new iam.PolicyStatement({
    actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
    resources: [topic.masterKey.keyArn],
    conditions: { StringEquals: { 'kms:ViaService': `sns.${topic.env.region}.amazonaws.com` } },
  })];
}

import { aws_codepipeline as codepipeline, aws_codepipeline_actions as actions, aws_iam as iam, aws_secretsmanager as secretsmanager, SecretValue, Stack, Token } from 'aws-cdk-lib';
import { CfnWebhook } from 'aws-cdk-lib/aws-codepipeline';
import { Construct } from 'constructs';
import { NAMESPACES } from './pipeline-stage';
import type { Foundation } from '../foundation/foundation';
import { acknowledge } from '../private/acknowledge';
import { requireThat } from '../private/errors';
import { isKnown } from '../private/tokens';

/** Which pushes start the pipeline; patterns are globs. */
export interface PushFilter {
  /**
   * Branches.
   * @default - the branch of the repository
   */
  readonly branches?: string[];
  /**
   * Files: at least one of them must have changed.
   * @default - all files
   */
  readonly filePaths?: string[];
  /**
   * Tags; cannot be combined with branches or file paths.
   * @default - a tag starts nothing
   */
  readonly tags?: string[];
}

/** How the application's repository on GitHub is reached. */
export interface GitHubRepoOptions {
  /**
   * The connection to GitHub, `arn:aws:codeconnections:...` or `arn:aws:codestar-connections:...`: the recommended way.
   *
   * A connection made by CloudFormation is PENDING until someone completes it in the console.
   *
   * @default - a GitHub OAuth token in Secrets Manager (source action version 1), with a webhook
   * @see https://docs.aws.amazon.com/dtconsole/latest/userguide/connections.html
   */
  readonly connectionArn?: string;

  /**
   * The branch that is delivered.
   * @default 'main'
   */
  readonly branch?: string;

  /**
   * Which pushes start the pipeline. Only with a connection.
   * @default - every push to the branch
   */
  readonly pushFilters?: PushFilter[];

  /**
   * Branches whose pull requests start the pipeline when they are opened or updated (globs). Only with a connection.
   * @default - pull requests start nothing
   */
  readonly pullRequestBranches?: string[];

  /**
   * The secret that holds the OAuth token as plain text. Only without a connection.
   * @default - a secret `cicd-github-token-{suffix}` is made, for you to fill in
   */
  readonly oauthToken?: secretsmanager.ISecret;

  /**
   * Set to true once the secret holds a real token: only then is the webhook registered with GitHub, so that the first deployment works before.
   *
   * The pipeline then reads the secret again; after a later rotation set `oauthTokenVersionId`.
   *
   * @default false
   */
  readonly oauthTokenIsFilled?: boolean;

  /**
   * The version of the secret to use. CloudFormation reads a rotated token only when this changes.
   * @default - the current version at the time of each deployment that changes the pipeline
   */
  readonly oauthTokenVersionId?: string;
}

/** What a source gives to the pipeline. */
export interface RepoConfig {
  /** The Source action. */
  readonly action: codepipeline.IAction;
  /** What the pipeline's role needs to read the source. */
  readonly permissions: iam.PolicyStatement[];
  /**
   * Which events start the pipeline (version 2 trigger).
   * @default - the source action's own detection
   */
  readonly trigger?: codepipeline.TriggerProps;
}

/** What a source is given. */
export interface RepoBindOptions {
  /** What the source hands on. */
  readonly output: codepipeline.Artifact;
}

/** Where the application's source comes from. */
export abstract class Repo {
  /**
   * A repository on GitHub.
   *
   * @param name `owner/name`
   * @param options with `connectionArn` by a connection, without it by an OAuth token
   */
  static gitHub(name: string, options: GitHubRepoOptions = {}): Repo {
    return options.connectionArn ? new ConnectedRepo(name, options, options.connectionArn) : new OAuthRepo(name, options);
  }

  /** `owner/name`, the value of the tag Repository. */
  abstract readonly repositoryName: string;

  /** @internal */
  abstract _bind(scope: Construct, foundation: Foundation, options: RepoBindOptions): RepoConfig;

  /**
   * What can only be made once the pipeline is there.
   * @internal
   */
  _attach(_scope: Construct, _pipeline: codepipeline.Pipeline): void {}
}

const pullRequestEvents = () => [codepipeline.GitPullRequestEvent.OPEN, codepipeline.GitPullRequestEvent.UPDATED];
const CONNECTION_ARN = /^arn:[\w-]+:(codeconnections|codestar-connections):[\w-]+:\d{12}:connection\/[\w-]+$/;

class ConnectedRepo extends Repo {
  constructor(readonly repositoryName: string, private readonly options: GitHubRepoOptions, private readonly connectionArn: string) {
    super();
  }

  _bind(scope: Construct, _foundation: Foundation, { output }: RepoBindOptions): RepoConfig {
    const { branch = 'main' } = this.options;
    checkRepository(scope, this.repositoryName, branch);
    requireThat(scope, !isKnown(this.connectionArn) || CONNECTION_ARN.test(this.connectionArn), {
      prop: 'repo.connectionArn',
      rule: 'must be the ARN of a connection',
      value: this.connectionArn,
      fix: 'for example "arn:aws:codeconnections:us-east-1:111111111111:connection/0a1b..."',
    });
    const [owner, repo] = this.repositoryName.split('/');
    const action = new actions.CodeStarConnectionsSourceAction({
      actionName: 'GitHub',
      connectionArn: this.connectionArn,
      owner,
      repo,
      branch,
      output,
      variablesNamespace: NAMESPACES.source,
      triggerOnPush: false,
    });
    return { action, permissions: [this.permission()], trigger: this.trigger(scope, action, branch) };
  }

  /** The action must have the prefix of the ARN; @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodestarConnectionSource.html */
  private permission(): iam.PolicyStatement {
    const prefixes = isKnown(this.connectionArn) ? [this.connectionArn.split(':')[2]] : ['codeconnections', 'codestar-connections'];
    return new iam.PolicyStatement({ actions: prefixes.map((prefix) => `${prefix}:UseConnection`), resources: [this.connectionArn] });
  }

  private trigger(scope: Construct, sourceAction: codepipeline.IAction, branch: string): codepipeline.TriggerProps {
    const { pushFilters = [{}], pullRequestBranches } = this.options;
    checkFilters(scope, pushFilters, pullRequestBranches);
    return {
      providerType: codepipeline.ProviderType.CODE_STAR_SOURCE_CONNECTION,
      gitConfiguration: {
        sourceAction,
        pushFilter: pushFilters.map((filter) => pushFilter(scope, filter, branch)),
        pullRequestFilter: pullRequestBranches && [{ branchesIncludes: pullRequestBranches, events: pullRequestEvents() }],
      },
    };
  }
}

/** GitHub version 1: OAuth token and webhook, both in Secrets Manager under the pipeline's key. */
class OAuthRepo extends Repo {
  private token?: SecretValue;
  private webhookSecret?: secretsmanager.CfnSecret;

  constructor(readonly repositoryName: string, private readonly options: GitHubRepoOptions) {
    super();
  }

  _bind(scope: Construct, foundation: Foundation, { output }: RepoBindOptions): RepoConfig {
    const { branch = 'main' } = this.options;
    checkRepository(scope, this.repositoryName, branch);
    this.checkOptions(scope);
    this.token = this.readToken(this.options.oauthToken?.secretArn ?? makeSecret(scope, 'GitHubToken', foundation, 'github-token', 'GitHub OAuth token: put yours in place of the generated value').ref);
    this.webhookSecret = makeSecret(scope, 'WebhookSecret', foundation, 'webhook-secret', 'Signs the events that GitHub sends to the pipeline');
    const [owner, repo] = this.repositoryName.split('/');
    const action = new actions.GitHubSourceAction({
      actionName: 'GitHub', owner, repo, branch, output, oauthToken: this.token, trigger: actions.GitHubTrigger.NONE, variablesNamespace: NAMESPACES.source,
    });
    return { action, permissions: [] };
  }

  /** Our own webhook: the one of the L2 action is signed with the token itself; @see https://docs.aws.amazon.com/codepipeline/latest/userguide/appendix-github-oauth.html */
  _attach(scope: Construct, pipeline: codepipeline.Pipeline): void {
    new CfnWebhook(scope, 'Webhook', {
      name: pipeline.pipelineName,
      authentication: 'GITHUB_HMAC',
      authenticationConfiguration: { secretToken: SecretValue.secretsManager(this.webhookSecret?.ref ?? '').unsafeUnwrap() },
      filters: [{ jsonPath: '$.ref', matchEquals: 'refs/heads/{Branch}' }],
      targetPipeline: pipeline.pipelineName,
      targetAction: 'GitHub',
      targetPipelineVersion: Token.asNumber(pipeline.pipelineVersion),
      registerWithThirdParty: this.options.oauthTokenIsFilled ?? false,
    });
  }

  /** Another reference once the token is filled in: CloudFormation reads a secret again only when the resource that refers to it changes. */
  private readToken(secretArn: string): SecretValue {
    const { oauthTokenVersionId: versionId, oauthTokenIsFilled } = this.options;
    return SecretValue.secretsManager(secretArn, { versionId, versionStage: oauthTokenIsFilled && !versionId ? 'AWSCURRENT' : undefined });
  }

  private checkOptions(scope: Construct): void {
    const { region } = Stack.of(scope);
    // Connections have no endpoint there either: https://docs.amazonaws.cn/en_us/aws/latest/userguide/endpoints-Beijing.html
    requireThat(scope, !isKnown(region) || !region.startsWith('cn-'), {
      prop: 'repo', rule: 'cannot be on GitHub in the China regions, which have neither the GitHub version 1 action nor connections', value: region, fix: 'deploy the pipeline in another region',
    });
    requireThat(scope, !this.options.pushFilters && !this.options.pullRequestBranches, {
      prop: 'repo.pushFilters', rule: 'work only with a connection', value: this.options.pushFilters ?? this.options.pullRequestBranches, fix: 'pass a connectionArn, or leave the filters out',
    });
  }
}

function checkRepository(scope: Construct, name: string, branch: string): void {
  requireThat(scope, /^[A-Za-z0-9][A-Za-z0-9-]*\/[\w.-]+$/.test(name), { prop: 'repo', rule: 'must be owner/name', value: name, fix: 'for example "acme/orders"' });
  requireThat(scope, /^[\w./-]+$/.test(branch), { prop: 'repo.branch', rule: 'must be one branch, not a pattern', value: branch, fix: 'use pushFilters for patterns' });
}

/** @see https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-filter.html */
function pushFilter(scope: Construct, filter: PushFilter, branch: string): codepipeline.GitPushFilter {
  requireThat(scope, !(filter.tags && (filter.branches || filter.filePaths)), {
    prop: 'repo.pushFilters', rule: 'must not combine tags with branches or file paths', value: filter, fix: 'make two filters of it',
  });
  const lists = [filter.branches, filter.filePaths, filter.tags].filter((list): list is string[] => list !== undefined);
  requireThat(scope, lists.every((list) => list.length >= 1 && list.length <= 8), {
    prop: 'repo.pushFilters', rule: 'must have 1 to 8 patterns in a list', value: filter, fix: 'join patterns: {a,b}',
  });
  if (filter.tags) return { tagsIncludes: filter.tags };
  return { branchesIncludes: filter.branches ?? [branch], filePathsIncludes: filter.filePaths };
}

/** @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_GitConfiguration.html */
function checkFilters(scope: Construct, pushFilters: PushFilter[], pullRequestBranches: string[] = ['*']): void {
  requireThat(scope, pushFilters.length >= 1 && pushFilters.length <= 3, {
    prop: 'repo.pushFilters', rule: 'must be 1 to 3 filters', value: pushFilters.length, fix: 'leave it out for every push to the branch',
  });
  requireThat(scope, pullRequestBranches.length >= 1 && pullRequestBranches.length <= 8, {
    prop: 'repo.pullRequestBranches', rule: 'must be 1 to 8 patterns', value: pullRequestBranches, fix: 'join patterns: {a,b}',
  });
}

/** An L1: the L2 would add statements to the key's policy. */
function makeSecret(scope: Construct, id: string, foundation: Foundation, type: string, description: string): secretsmanager.CfnSecret {
  const { names, key, removalPolicy } = foundation;
  const secret = new secretsmanager.CfnSecret(scope, id, {
    name: names.of(type), description, kmsKeyId: key.keyArn, generateSecretString: { passwordLength: 40, excludePunctuation: true },
  });
  secret.applyRemovalPolicy(removalPolicy);
  acknowledge(secret, 'both ends must change at once, and one of them is GitHub: rotate it there, then here', 'AwsSolutions-SMG4', 'SecretsManagerRotationEnabled');
  return secret;
}

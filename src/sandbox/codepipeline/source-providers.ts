import { EmulatorClient } from '../emulator-client';
import { ActionFailure, ActionOutcome, ActionProvider, ActionRun } from './action-provider';
import { Commit, GitRepositories } from './git-repositories';
import { ActionDeclaration, SourceRevision } from './model';
import { Access } from '../iam/access-control';
import { ApiCall } from '../iam/api-call';

/** Which repository and branch a source action reads. */
export interface SourceAddress {
  /** OWNER/NAME */
  readonly repository: string;
  readonly branch: string;
}

/** The repository of a source action; undefined for an action that is none, or of a provider that the sandbox does not have. */
export function sourceAddress(action: ActionDeclaration): SourceAddress | undefined {
  const configuration = action.configuration ?? {};
  if (action.actionTypeId.category !== 'Source') {
    return undefined;
  }
  if (action.actionTypeId.provider === 'CodeStarSourceConnection') {
    return { repository: configuration.FullRepositoryId, branch: configuration.BranchName };
  }
  return action.actionTypeId.provider === 'GitHub'
    ? { repository: `${configuration.Owner}/${configuration.Repo}`, branch: configuration.Branch }
    : undefined;
}

/** What the two kinds of GitHub source share: the commit's files become the output artifact. */
abstract class GitSource implements ActionProvider {
  abstract readonly name: string;

  constructor(private readonly repositories: GitRepositories, private readonly emulator: EmulatorClient, private readonly access: Access) {}

  async run(run: ActionRun): Promise<ActionOutcome> {
    const address = sourceAddress(run.action.declaration);
    if (!address) {
      throw new ActionFailure('ConfigurationError', `action '${run.action.actionName}' names no repository`);
    }
    this.check(run.configuration);
    await this.access.require(run.credentials.accessKeyId, this.permissions(run.configuration));
    const chosen = run.execution.sourceRevisions.find(({ actionName }) => actionName === run.action.actionName);
    const commit = await this.repositories.commit(address.repository, chosen?.commitId ?? `refs/heads/${address.branch}`);
    const archive = await this.repositories.archive(address.repository, commit.id);
    for (const output of run.outputs) {
      await this.emulator.putObject(output.bucket, output.key, archive, run.credentials, output.encryptionKey);
      run.execution.artifactRevisions.push({ name: output.name, revisionId: commit.id, revisionSummary: commit.message.split('\n')[0] });
    }
    run.action.externalExecutionId = commit.id;
    return { outputVariables: this.variables(run.configuration, commit, address, chosen), summary: commit.message.split('\n')[0] };
  }

  protected abstract check(configuration: Record<string, string>): void;

  /** What the action's role must be allowed besides writing the artifact. */
  protected abstract permissions(configuration: Record<string, string>): ApiCall[];

  protected abstract variables(
    configuration: Record<string, string>, commit: Commit, address: SourceAddress, chosen: SourceRevision | undefined,
  ): Record<string, string>;
}

/**
 * A repository behind a connection.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodestarConnectionSource.html
 */
export class ConnectionSource extends GitSource {
  readonly name = 'Source/AWS/CodeStarSourceConnection';

  protected check(configuration: Record<string, string>): void {
    const format = configuration.OutputArtifactFormat ?? 'CODE_ZIP';
    if (format !== 'CODE_ZIP') {
      throw new ActionFailure('ConfigurationError', `the sandbox does not implement OutputArtifactFormat ${format}; use CODE_ZIP here`);
    }
  }

  /** The service's prefix is that of the ARN. */
  protected permissions({ ConnectionArn, FullRepositoryId, BranchName }: Record<string, string>): ApiCall[] {
    const prefix = ConnectionArn.split(':')[2];
    const context = { [`${prefix}:fullrepositoryid`]: [FullRepositoryId], [`${prefix}:branchname`]: [BranchName] };
    return [{ action: `${prefix}:UseConnection`, resource: ConnectionArn, context }];
  }

  protected variables(
    configuration: Record<string, string>, commit: Commit, address: SourceAddress, chosen: SourceRevision | undefined,
  ): Record<string, string> {
    return {
      AuthorDate: commit.authorDate,
      AuthorDisplayName: commit.authorName,
      AuthorEmail: commit.authorEmail,
      AuthorId: commit.authorEmail,
      ...(chosen?.tag ? { TagName: chosen.tag } : { BranchName: chosen?.branch ?? address.branch }),
      CommitId: commit.id,
      CommitMessage: commit.message,
      ConnectionArn: configuration.ConnectionArn,
      FullRepositoryName: address.repository,
      ProviderType: 'GitHub',
    };
  }
}

/**
 * GitHub with an OAuth token (version 1).
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/appendix-github-oauth.html
 */
export class OAuthSource extends GitSource {
  readonly name = 'Source/ThirdParty/GitHub';

  protected check(configuration: Record<string, string>): void {
    if (!configuration.OAuthToken) {
      throw new ActionFailure('ConfigurationError', "the action's 'OAuthToken' is empty; put the token into the secret it refers to");
    }
  }

  protected permissions(): ApiCall[] {
    return [];
  }

  protected variables(
    _configuration: Record<string, string>, commit: Commit, address: SourceAddress, chosen: SourceRevision | undefined,
  ): Record<string, string> {
    return {
      AuthorDate: commit.authorDate,
      BranchName: chosen?.branch ?? address.branch,
      CommitId: commit.id,
      CommitMessage: commit.message,
      CommitUrl: `https://github.com/${address.repository}/commit/${commit.id}`,
      CommitterDate: commit.committerDate,
      RepositoryName: address.repository.split('/')[1],
    };
  }
}

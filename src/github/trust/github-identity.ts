import { Annotations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { GitHubIdentity, GitHubSubject } from './oidc-trust';
import { requireThat } from '../../private/errors';
import { isKnown } from '../../private/tokens';

/** By what beside its name the repository of a workflow is known. */
export interface GitHubRepositoryIds {
  /**
   * The number of the owner: digits, `gh api repos/OWNER/NAME --jq .owner.id` prints it.
   *
   * Given together with `repositoryId` or not at all.
   *
   * @default - only the name is trusted, and tokens with immutable subjects are refused, of which a warning tells
   */
  readonly ownerId?: string;

  /**
   * The number of the repository: digits, `gh api repos/OWNER/NAME --jq .id` prints it.
   *
   * A token must then carry it, whichever form its subject has: who takes over the name of a deleted repository gets nothing.
   *
   * @default - only the name is trusted, and tokens with immutable subjects are refused, of which a warning tells
   */
  readonly repositoryId?: string;

  /**
   * The form of the subject in the repository's tokens.
   *
   * The settings of the repository (Actions, OIDC) show the prefix it has. A token of another form is refused.
   *
   * @default - GitHubSubject.IMMUTABLE with the two ids, GitHubSubject.CLASSIC without
   * @see https://docs.github.com/en/actions/reference/security/oidc#immutable-subject-claims
   */
  readonly subject?: GitHubSubject;
}

/** The repository whose workflow is trusted. */
export interface GitHubIdentityOptions extends GitHubRepositoryIds {
  /** `owner/name`, written as GitHub writes it: AWS compares with the case of the letters. */
  readonly repository: string;
}

/** The identity that the options describe, or an error; warns of what a trust without ids refuses. */
export function identityOf(scope: IConstruct, options: GitHubIdentityOptions): GitHubIdentity {
  const { repository, ownerId, repositoryId } = options;
  const hasIds = ownerId !== undefined && repositoryId !== undefined;
  const subject = options.subject ?? (hasIds ? GitHubSubject.IMMUTABLE : GitHubSubject.CLASSIC);
  checkRepository(scope, repository, subject);
  checkIds(scope, options);
  requireThat(scope, hasIds || subject === GitHubSubject.CLASSIC, {
    prop: 'subject', rule: 'must be GitHubSubject.CLASSIC where ownerId and repositoryId are not given', value: subject, fix: 'give both ids: immutable subjects contain them',
  });
  if (!hasIds) warnOfNames(scope, repository);
  return { repository, ownerId, repositoryId, subject };
}

function checkRepository(scope: IConstruct, repository: string, subject: GitHubSubject): void {
  const known = isKnown(repository);
  requireThat(scope, known || subject === GitHubSubject.CLASSIC, {
    prop: 'repository', rule: 'must be known at synthesis, since an immutable subject has an id after each of its halves', value: '<token>', fix: 'pass a plain string',
  });
  requireThat(scope, !known || /^[\w-]+\/[\w.-]+$/.test(repository), {
    prop: 'repository', rule: 'must be owner/name, without wildcards', value: repository, fix: 'for example "acme/orders"',
  });
}

function checkIds(scope: IConstruct, { ownerId, repositoryId }: GitHubIdentityOptions): void {
  requireThat(scope, (ownerId === undefined) === (repositoryId === undefined), {
    prop: ownerId === undefined ? 'ownerId' : 'repositoryId', rule: 'must be given where the other id is', value: ownerId ?? repositoryId, fix: 'give both or none',
  });
  for (const [prop, id] of Object.entries({ ownerId, repositoryId })) {
    requireThat(scope, !isKnown(id) || /^\d+$/.test(id), { prop, rule: 'must be a string of digits', value: id, fix: 'gh api repos/OWNER/NAME prints id and owner.id' });
  }
}

function warnOfNames(scope: IConstruct, repository: string): void {
  Annotations.of(scope).addWarningV2(
    'tap-cicd-pipeline:github-subject',
    `without ownerId and repositoryId only subjects that begin with repo:${repository}: are trusted: AWS refuses the tokens of repositories that were created, renamed or transferred after 15 July 2026 or opted in to immutable subjects`,
  );
}

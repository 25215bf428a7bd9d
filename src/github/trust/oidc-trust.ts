import { isKnown } from '../../private/tokens';

/** The issuer of GitHub's tokens; also what begins every condition key. */
export const GITHUB_ISSUER = 'token.actions.githubusercontent.com';

/** What aws-actions/configure-aws-credentials asks a token for. */
export const STS_AUDIENCE = 'sts.amazonaws.com';

/**
 * Which form of the subject GitHub writes into a repository's tokens.
 *
 * @see https://docs.github.com/en/actions/reference/security/oidc#immutable-subject-claims
 */
export enum GitHubSubject {
  /** `repo:owner/name:...`: repositories that were made before 15 July 2026, and neither renamed, transferred nor opted in since. */
  CLASSIC = 'classic',
  /** `repo:owner@id/name@id:...`: repositories made, renamed or transferred since, and those that opted in. */
  IMMUTABLE = 'immutable',
  /** Both forms, for the time in which a repository changes from one to the other. */
  BOTH = 'both',
}

/** A repository as GitHub's tokens name it. */
export interface GitHubIdentity {
  /** `owner/name` */
  readonly repository: string;
  readonly ownerId?: string;
  readonly repositoryId?: string;
  readonly subject: GitHubSubject;
}

/** The runs of one workflow that are trusted. */
export interface TrustedRuns {
  /** Path in the repository: `.github/workflows/ci-cd.yml` */
  readonly workflowFile: string;
  /** More workflows of the same repository. */
  readonly otherWorkflowFiles?: string[];
  /** Whole refs; a `*` at the end stands for any rest, slashes too. */
  readonly refs?: string[];
  /** Jobs of these environments, on `refs` alone. Without: jobs on `refs` that name no environment. */
  readonly environments?: string[];
  /** Jobs of pull requests that name no environment. */
  readonly pullRequests?: boolean;
}

type Claims = { readonly [key: string]: string | string[] };

/** The conditions of one statement: all of them must hold. */
export interface TrustConditions {
  readonly [operator: string]: Claims;
}

/** Values that one claim may have, and whether a `*` in them is one. */
interface Claim {
  readonly name: string;
  readonly values: string[];
  readonly glob?: boolean;
}

/**
 * The conditions under which runs are trusted: one entry a statement, so that no value of one kind of run stands beside those of another.
 *
 * Never `ForAllValues`, which holds for a token without the claim; `StringLike` only for what has a glob.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
 */
export function trustConditions(identity: GitHubIdentity, runs: TrustedRuns): TrustConditions[] {
  const refs = runs.refs ?? [];
  const kinds = [refs.filter((ref) => !isGlob(ref)), refs.filter(isGlob)].filter(({ length }) => length > 0);
  const make = runs.environments ? environmentClaims : pushClaims;
  const claims = kinds.map((sameKind) => make(identity, runs, sameKind));
  if (runs.pullRequests) claims.push(pullRequestClaims(identity, runs));
  return claims.map((more) => conditionsOf([...repositoryClaims(identity), ...more]));
}

/** How long the trust policy of these statements is, as IAM counts: without white space. */
export function trustPolicyLength(statements: TrustConditions[]): number {
  const provider = `arn:aws:iam::111111111111:oidc-provider/${GITHUB_ISSUER}`;
  const Statement = statements.map((Condition) => ({ Effect: 'Allow', Principal: { Federated: provider }, Action: 'sts:AssumeRoleWithWebIdentity', Condition }));
  return JSON.stringify({ Version: '2012-10-17', Statement }).replace(/\s/g, '').length;
}

/** Whether a ref ends in a glob. */
export function isGlob(ref: string): boolean {
  return isKnown(ref) && ref.endsWith('*');
}

/** The name may pass to somebody else, the id never does. */
function repositoryClaims({ repositoryId }: GitHubIdentity): Claim[] {
  return [
    { name: 'aud', values: [STS_AUDIENCE] },
    ...(repositoryId === undefined ? [] : [{ name: 'repository_id', values: [repositoryId] }]),
  ];
}

/** The subject of a job with an environment does not say on which branch it runs, so `ref` does. */
function environmentClaims(identity: GitHubIdentity, runs: TrustedRuns, refs: string[]): Claim[] {
  const glob = refs.some(isGlob);
  return [
    { name: 'sub', values: subjects(identity, (runs.environments ?? []).map((environment) => `environment:${escapeColons(environment)}`)) },
    { name: 'ref', values: refs, glob },
    { name: 'job_workflow_ref', values: workflowRefs(identity, runs, refs), glob },
  ];
}

function pushClaims(identity: GitHubIdentity, runs: TrustedRuns, refs: string[]): Claim[] {
  const glob = refs.some(isGlob);
  return [
    { name: 'sub', values: subjects(identity, refs.map((ref) => `ref:${ref}`)), glob },
    { name: 'job_workflow_ref', values: workflowRefs(identity, runs, refs), glob },
  ];
}

/** A pull request runs the workflow of its merge commit, `refs/pull/NUMBER/merge`. */
function pullRequestClaims(identity: GitHubIdentity, runs: TrustedRuns): Claim[] {
  return [
    { name: 'sub', values: subjects(identity, ['pull_request']) },
    { name: 'job_workflow_ref', values: workflowRefs(identity, runs, ['refs/pull/*/merge']), glob: true },
  ];
}

/** For a job of an ordinary workflow, the workflow itself: @see https://github.com/pypi/warehouse/pull/15967 */
function workflowRefs({ repository }: GitHubIdentity, { workflowFile, otherWorkflowFiles = [] }: TrustedRuns, refs: string[]): string[] {
  return [workflowFile, ...otherWorkflowFiles].flatMap((file) => refs.map((ref) => `${repository}/${file}@${ref}`));
}

function subjects({ repository, ownerId, repositoryId, subject }: GitHubIdentity, contexts: string[]): string[] {
  const [owner, name] = repository.split('/');
  const classic = contexts.map((context) => `repo:${repository}:${context}`);
  const immutable = contexts.map((context) => `repo:${owner}@${ownerId}/${name}@${repositoryId}:${context}`);
  return [...(subject === GitHubSubject.IMMUTABLE ? [] : classic), ...(subject === GitHubSubject.CLASSIC ? [] : immutable)];
}

/** @see https://docs.github.com/en/actions/reference/security/oidc#filtering-for-metadata-containing- */
function escapeColons(environment: string): string {
  return isKnown(environment) ? environment.replace(/:/g, '%3A') : environment;
}

function conditionsOf(claims: Claim[]): TrustConditions {
  const exact = claims.filter(({ glob }) => !glob);
  const globs = claims.filter(({ glob }) => glob);
  return { StringEquals: keysOf(exact), ...(globs.length > 0 ? { StringLike: keysOf(globs) } : {}) };
}

function keysOf(claims: Claim[]): Claims {
  return Object.fromEntries(claims.map(({ name, values }) => [`${GITHUB_ISSUER}:${name}`, values.length === 1 ? values[0] : values]));
}

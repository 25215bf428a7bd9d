import { Token as CdkToken } from 'aws-cdk-lib';
import { GitHubIdentity, GitHubSubject, trustConditions, TrustConditions, TrustedRuns, trustPolicyLength } from '../../../src/github/trust/oidc-trust';
import { isTrusted, Token } from '../../support/trust-judge';

const KEY = 'token.actions.githubusercontent.com';
const WORKFLOW = '.github/workflows/ci-cd.yml';
const MAIN = 'refs/heads/main';
const RELEASES = 'refs/heads/release/*';
const CLASSIC: GitHubIdentity = { repository: 'acme/orders', subject: GitHubSubject.CLASSIC };
const IMMUTABLE: GitHubIdentity = { repository: 'acme/orders', ownerId: '12', repositoryId: '34', subject: GitHubSubject.IMMUTABLE };
const BOTH: GitHubIdentity = { ...IMMUTABLE, subject: GitHubSubject.BOTH };

const trust = (identity: GitHubIdentity, runs: Omit<TrustedRuns, 'workflowFile'>) => trustConditions(identity, { workflowFile: WORKFLOW, ...runs });

type Case = [string, GitHubIdentity, Omit<TrustedRuns, 'workflowFile'>, TrustConditions[]];

const CASES: Case[] = [
  ['a push, by classic subject', CLASSIC, { refs: [MAIN] }, [{
    StringEquals: {
      [`${KEY}:aud`]: 'sts.amazonaws.com',
      [`${KEY}:sub`]: 'repo:acme/orders:ref:refs/heads/main',
      [`${KEY}:job_workflow_ref`]: 'acme/orders/.github/workflows/ci-cd.yml@refs/heads/main',
    },
  }]],
  ['a push, by immutable subject', IMMUTABLE, { refs: [MAIN] }, [{
    StringEquals: {
      [`${KEY}:aud`]: 'sts.amazonaws.com',
      [`${KEY}:repository_id`]: '34',
      [`${KEY}:sub`]: 'repo:acme@12/orders@34:ref:refs/heads/main',
      [`${KEY}:job_workflow_ref`]: 'acme/orders/.github/workflows/ci-cd.yml@refs/heads/main',
    },
  }]],
  ['a push, by both subjects', BOTH, { refs: [MAIN] }, [{
    StringEquals: {
      [`${KEY}:aud`]: 'sts.amazonaws.com',
      [`${KEY}:repository_id`]: '34',
      [`${KEY}:sub`]: ['repo:acme/orders:ref:refs/heads/main', 'repo:acme@12/orders@34:ref:refs/heads/main'],
      [`${KEY}:job_workflow_ref`]: 'acme/orders/.github/workflows/ci-cd.yml@refs/heads/main',
    },
  }]],
  ['pushes to an exact ref and to a glob, which are two statements', IMMUTABLE, { refs: [RELEASES, MAIN] }, [{
    StringEquals: {
      [`${KEY}:aud`]: 'sts.amazonaws.com',
      [`${KEY}:repository_id`]: '34',
      [`${KEY}:sub`]: 'repo:acme@12/orders@34:ref:refs/heads/main',
      [`${KEY}:job_workflow_ref`]: 'acme/orders/.github/workflows/ci-cd.yml@refs/heads/main',
    },
  }, {
    StringEquals: { [`${KEY}:aud`]: 'sts.amazonaws.com', [`${KEY}:repository_id`]: '34' },
    StringLike: {
      [`${KEY}:sub`]: 'repo:acme@12/orders@34:ref:refs/heads/release/*',
      [`${KEY}:job_workflow_ref`]: 'acme/orders/.github/workflows/ci-cd.yml@refs/heads/release/*',
    },
  }]],
  ['an environment on its ref', IMMUTABLE, { environments: ['production'], refs: [MAIN] }, [{
    StringEquals: {
      [`${KEY}:aud`]: 'sts.amazonaws.com',
      [`${KEY}:repository_id`]: '34',
      [`${KEY}:sub`]: 'repo:acme@12/orders@34:environment:production',
      [`${KEY}:ref`]: 'refs/heads/main',
      [`${KEY}:job_workflow_ref`]: 'acme/orders/.github/workflows/ci-cd.yml@refs/heads/main',
    },
  }]],
  ['an environment on a glob, whose own name stays exact', CLASSIC, { environments: ['release'], refs: [RELEASES] }, [{
    StringEquals: { [`${KEY}:aud`]: 'sts.amazonaws.com', [`${KEY}:sub`]: 'repo:acme/orders:environment:release' },
    StringLike: {
      [`${KEY}:ref`]: 'refs/heads/release/*',
      [`${KEY}:job_workflow_ref`]: 'acme/orders/.github/workflows/ci-cd.yml@refs/heads/release/*',
    },
  }]],
  ['an environment whose name has colons, which the subject has as %3A', CLASSIC, { environments: ['eu:prod:1'], refs: [MAIN] }, [{
    StringEquals: {
      [`${KEY}:aud`]: 'sts.amazonaws.com',
      [`${KEY}:sub`]: 'repo:acme/orders:environment:eu%3Aprod%3A1',
      [`${KEY}:ref`]: 'refs/heads/main',
      [`${KEY}:job_workflow_ref`]: 'acme/orders/.github/workflows/ci-cd.yml@refs/heads/main',
    },
  }]],
  ['pull requests', IMMUTABLE, { pullRequests: true }, [{
    StringEquals: { [`${KEY}:aud`]: 'sts.amazonaws.com', [`${KEY}:repository_id`]: '34', [`${KEY}:sub`]: 'repo:acme@12/orders@34:pull_request' },
    StringLike: { [`${KEY}:job_workflow_ref`]: 'acme/orders/.github/workflows/ci-cd.yml@refs/pull/*/merge' },
  }]],
  ['nothing', IMMUTABLE, {}, []],
  ['an environment on no ref', IMMUTABLE, { environments: ['production'] }, []],
];

test.each(CASES)('the conditions for %s', (_what, identity, runs, conditions) => expect(trust(identity, runs)).toEqual(conditions));

test('names that are tokens are trusted as they come out', () => {
  const repository = CdkToken.asString({ Ref: 'Repository' });
  const environment = CdkToken.asString({ Ref: 'Environment' });
  const [{ StringEquals }] = trustConditions({ ...CLASSIC, repository }, { workflowFile: WORKFLOW, environments: [environment], refs: [MAIN] });
  expect(StringEquals[`${KEY}:sub`]).toBe(`repo:${repository}:environment:${environment}`);
});

/** A token as GitHub makes it for `ci-cd.yml` on a branch of the repository, with what a case is about put over it. */
function token(over: Token = {}): Token {
  return {
    aud: 'sts.amazonaws.com',
    sub: 'repo:acme@12/orders@34:ref:refs/heads/main',
    ref: MAIN,
    repository_id: '34',
    job_workflow_ref: `acme/orders/${WORKFLOW}@${over.ref ?? MAIN}`,
    ...over,
  };
}

const production = (over: Token = {}) => token({ sub: 'repo:acme@12/orders@34:environment:production', ...over });
const pull = (over: Token = {}) => token({ sub: 'repo:acme@12/orders@34:pull_request', ref: 'refs/pull/7/merge', ...over });

describe('a token is judged as AWS does', () => {
  const deploy = [...trust(IMMUTABLE, { environments: ['production'], refs: [MAIN] }), ...trust(IMMUTABLE, { environments: ['release'], refs: [RELEASES] })];
  const diff = trust(IMMUTABLE, { refs: [MAIN, RELEASES], pullRequests: true });
  const release = { ref: 'refs/heads/release/1.0' };

  test.each<[string, Token, boolean, boolean]>([
    ['the environment on its branch', production(), true, false],
    ['another environment on its glob', production({ sub: 'repo:acme@12/orders@34:environment:release', ...release }), true, false],
    ['one environment on the branch of another', production(release), false, false],
    ['an environment nobody named', production({ sub: 'repo:acme@12/orders@34:environment:staging' }), false, false],
    ['a pull request that names the environment', production({ ref: 'refs/pull/7/merge' }), false, false],
    ['a push to the branch', token(), false, true],
    ['a push to a branch of the glob', token({ sub: 'repo:acme@12/orders@34:ref:refs/heads/release/1.0', ...release }), false, true],
    ['a push to a feature branch', token({ sub: 'repo:acme@12/orders@34:ref:refs/heads/fix', ref: 'refs/heads/fix' }), false, false],
    ['a tag of the name of the branch', token({ sub: 'repo:acme@12/orders@34:ref:refs/tags/main', ref: 'refs/tags/main' }), false, false],
    ['a pull request', pull(), false, true],
    ['pull_request_target, which carries the base branch', pull({ ref: MAIN }), false, false],
    ['another workflow of the repository', token({ job_workflow_ref: `acme/orders/.github/workflows/other.yml@${MAIN}` }), false, false],
    ['the workflow of another branch', production({ job_workflow_ref: `acme/orders/${WORKFLOW}@refs/heads/fix` }), false, false],
    ['a token without job_workflow_ref', production({ job_workflow_ref: undefined }), false, false],
    ['another audience', production({ aud: 'https://github.com/acme' }), false, false],
    ['the old subject of an immutable repository', token({ sub: 'repo:acme/orders:ref:refs/heads/main' }), false, false],
    ['another repository of the same name', token({ repository_id: '35' }), false, false],
    ['a fork', token({ sub: 'repo:mallory@99/orders@98:ref:refs/heads/main', repository_id: '98', job_workflow_ref: `mallory/orders/${WORKFLOW}@${MAIN}` }), false, false],
    ['a repository whose name begins with ours', token({ sub: 'repo:acme@12/orders2@35:ref:refs/heads/main', repository_id: '35' }), false, false],
  ])('%s', (_what, claims, deploys, diffs) => {
    expect([isTrusted(deploy, claims), isTrusted(diff, claims)]).toEqual([deploys, diffs]);
  });

  test('and both forms of the subject where both are trusted', () => {
    const both = trust(BOTH, { refs: [MAIN] });
    expect(isTrusted(both, token())).toBe(true);
    expect(isTrusted(both, token({ sub: 'repo:acme/orders:ref:refs/heads/main' }))).toBe(true);
    expect(isTrusted(both, token({ sub: 'repo:acme/orders:ref:refs/heads/main', repository_id: '35' }))).toBe(false);
  });
});

test('the length of a trust policy is counted without white space', () => {
  const document = (Condition: TrustConditions) => ({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Federated: `arn:aws:iam::111111111111:oidc-provider/${KEY}` }, Action: 'sts:AssumeRoleWithWebIdentity', Condition }],
  });
  const [conditions] = trust(CLASSIC, { environments: ['my env'], refs: [MAIN] });
  expect(trustPolicyLength([conditions])).toBe(JSON.stringify(document(conditions)).length - 1);
});

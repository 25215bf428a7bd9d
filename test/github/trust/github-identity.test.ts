import { Aws } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { GitHubIdentityOptions, identityOf } from '../../../src/github/trust/github-identity';
import { GitHubSubject } from '../../../src/github/trust/oidc-trust';
import { makeStack } from '../../support/app';

const IDS = { ownerId: '12', repositoryId: '34' };
const identity = (over: Partial<GitHubIdentityOptions> = {}) => identityOf(makeStack(), { repository: 'acme/orders', ...over });

test.each<[string, Partial<GitHubIdentityOptions>, GitHubSubject]>([
  ['classic without ids', {}, GitHubSubject.CLASSIC],
  ['immutable with ids', IDS, GitHubSubject.IMMUTABLE],
  ['what is asked for: classic', { ...IDS, subject: GitHubSubject.CLASSIC }, GitHubSubject.CLASSIC],
  ['what is asked for: both', { ...IDS, subject: GitHubSubject.BOTH }, GitHubSubject.BOTH],
])('the subject is %s', (_what, options, subject) => expect(identity(options)).toEqual({ repository: 'acme/orders', ...IDS, ...(options.ownerId ? {} : { ownerId: undefined, repositoryId: undefined }), subject }));

test('ids, and the repository of a classic subject, may be tokens', () => {
  expect(identity({ ownerId: Aws.ACCOUNT_ID, repositoryId: Aws.STACK_ID }).repositoryId).toBe(Aws.STACK_ID);
  expect(identity({ repository: Aws.STACK_NAME }).repository).toBe(Aws.STACK_NAME);
});

describe('a warning', () => {
  const warnings = (options: Partial<GitHubIdentityOptions>) => {
    const stack = makeStack();
    identityOf(stack, { repository: 'acme/orders', ...options });
    return Annotations.fromStack(stack).findWarning('*', Match.anyValue()).map(({ entry }) => String(entry.data));
  };

  test('says which repositories are refused when there are no ids', () => {
    expect(warnings({})).toEqual([
      'without ownerId and repositoryId only subjects that begin with repo:acme/orders: are trusted: AWS refuses the tokens of repositories that were created, renamed or transferred after 15 July 2026 or opted in to immutable subjects [ack: tap-cicd-pipeline:github-subject]',
    ]);
  });

  test('is not given with ids', () => expect(warnings(IDS)).toEqual([]));
});

describe('fails when', () => {
  test.each(['acme', 'acme/orders/x', '/orders', 'acme/', 'acme/*', '*/orders', 'acme/ord?rs', 'acme@12/orders', 'acme:x/orders', 'https://github.com/acme/orders', ''])('the repository is %p', (repository) => {
    expect(() => identity({ repository, ...IDS })).toThrow(`Delivery: 'repository' must be owner/name, without wildcards, got ${JSON.stringify(repository)}: for example "acme/orders"`);
  });

  test('the repository of an immutable subject is a token', () => {
    expect(() => identity({ repository: Aws.STACK_NAME, ...IDS })).toThrow("Delivery: 'repository' must be known at synthesis, since an immutable subject has an id after each of its halves, got \"<token>\": pass a plain string");
  });

  test.each([[{ ownerId: '12' }, 'repositoryId', '"12"'], [{ repositoryId: '34' }, 'ownerId', '"34"']])('only one id is given: %p', (ids, prop, value) => {
    expect(() => identity(ids)).toThrow(`Delivery: '${prop}' must be given where the other id is, got ${value}: give both or none`);
  });

  test.each(['', 'acme', '12a', '-1', '1.0', ' 12', '*'])('an id is %p', (id) => {
    expect(() => identity({ ...IDS, repositoryId: id })).toThrow(`Delivery: 'repositoryId' must be a string of digits, got ${JSON.stringify(id)}: gh api repos/OWNER/NAME prints id and owner.id`);
    expect(() => identity({ ...IDS, ownerId: id })).toThrow("'ownerId' must be a string of digits");
  });

  test.each([GitHubSubject.IMMUTABLE, GitHubSubject.BOTH])('the subject is %s and there are no ids', (subject) => {
    expect(() => identity({ subject })).toThrow(`Delivery: 'subject' must be GitHubSubject.CLASSIC where ownerId and repositoryId are not given, got "${subject}": give both ids: immutable subjects contain them`);
  });
});

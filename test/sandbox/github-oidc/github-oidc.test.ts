import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, JSONWebKeySet, jwtVerify } from 'jose';
import { JsonObject } from '../../../src/sandbox/aws-json';
import { ControlError } from '../../../src/sandbox/control-endpoint';
import { createGitHubOidcPart, GitHubOidcPart } from '../../../src/sandbox/github-oidc';
import { TestContext, testContext } from '../support/context';

const WORKFLOW = `
name: delivery
on: push
permissions: {}
jobs:
  build: { runs-on: ubuntu-latest, permissions: { id-token: write, contents: read }, steps: [] }
  test: { runs-on: ubuntu-latest, permissions: { contents: read }, steps: [] }
  scan: { runs-on: ubuntu-latest, steps: [] }
  deploy: { runs-on: ubuntu-latest, permissions: { id-token: write }, environment: production, steps: [] }
  named: { runs-on: ubuntu-latest, permissions: write-all, environment: { name: 'blue:green', url: 'https://x' }, steps: [] }
  chosen: { runs-on: ubuntu-latest, permissions: { id-token: write }, environment: "\${{ github.ref_name == 'main' && 'production' || 'staging' }}", steps: [] }
  called: { permissions: { id-token: write }, uses: ./.github/workflows/other.yml }
`;

const PUSH = {
  eventName: 'push',
  ref: 'refs/heads/main',
  sha: 'a'.repeat(40),
  repository: 'acme/orders',
  workflowPath: '.github/workflows/ci-cd.yml',
  workflow: WORKFLOW,
  actor: 'jane',
  runId: '42',
};
const IDS = { repositoryId: '456789', repositoryOwnerId: '123456' };
const PULL_REQUEST = { ...PUSH, eventName: 'pull_request', ref: 'refs/pull/7/merge', headRef: 'feature', baseRef: 'main' };
const NOW = Date.parse('2026-11-24T12:00:00Z');

let context: TestContext;
let part: GitHubOidcPart;
beforeEach(() => {
  context = testContext();
  part = createGitHubOidcPart(context, () => NOW);
});
afterEach(() => context.remove());

function call(name: string, query = '', body: object = {}, authorization?: string): Promise<JsonObject> {
  const url = new URL(`http://sandbox${name.split(' ')[1]}${query}`);
  return part.controls![name]({ url, headers: { authorization }, body: JSON.stringify(body) });
}

async function token(run: object, job: string, audience?: string): Promise<string> {
  const { requestToken } = await call('POST /_sandbox/github/runs', '', run);
  const query = `?api-version=2.0${audience ? `&audience=${encodeURIComponent(audience)}` : ''}&job=${job}`;
  return String((await call('GET /_sandbox/github/token', query, {}, `Bearer ${String(requestToken)}`)).value);
}

const claimsOf = async (run: object, job: string, audience?: string) => decodeJwt(await token(run, job, audience));

test('a token has the claims that GitHub documents', async () => {
  const workflowRef = 'acme/orders/.github/workflows/ci-cd.yml@refs/heads/main';
  const seconds = NOW / 1000;
  expect(await claimsOf({ ...PUSH, ...IDS, actorId: 5 }, 'deploy', 'sts.amazonaws.com')).toEqual({
    jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
    iss: 'https://token.actions.githubusercontent.com',
    sub: 'repo:acme@123456/orders@456789:environment:production',
    aud: 'sts.amazonaws.com',
    ref: 'refs/heads/main',
    ref_type: 'branch',
    sha: 'a'.repeat(40),
    repository: 'acme/orders',
    repository_id: '456789',
    repository_owner: 'acme',
    repository_owner_id: '123456',
    actor: 'jane',
    actor_id: '5',
    workflow: 'delivery',
    workflow_ref: workflowRef,
    workflow_sha: 'a'.repeat(40),
    job_workflow_ref: workflowRef,
    job_workflow_sha: 'a'.repeat(40),
    event_name: 'push',
    head_ref: '',
    base_ref: '',
    environment: 'production',
    run_id: '42',
    run_attempt: '1',
    runner_environment: 'github-hosted',
    iat: seconds,
    nbf: seconds - 600,
    exp: seconds + 300,
  });
});

test.each<[run: object, job: string, subject: string]>([
  [PUSH, 'build', 'repo:acme/orders:ref:refs/heads/main'],
  [{ ...PUSH, ref: 'refs/tags/v1:2' }, 'build', 'repo:acme/orders:ref:refs/tags/v1%3A2'],
  [PULL_REQUEST, 'build', 'repo:acme/orders:pull_request'],
  [PULL_REQUEST, 'deploy', 'repo:acme/orders:environment:production'],
  [PUSH, 'named', 'repo:acme/orders:environment:blue%3Agreen'],
  [{ ...PUSH, environments: { chosen: 'staging' } }, 'chosen', 'repo:acme/orders:environment:staging'],
  [{ ...PUSH, environments: { chosen: '' } }, 'chosen', 'repo:acme/orders:ref:refs/heads/main'],
  [{ ...PUSH, ...IDS }, 'build', 'repo:acme@123456/orders@456789:ref:refs/heads/main'],
  [{ ...PUSH, ...IDS, immutableSubject: false }, 'build', 'repo:acme/orders:ref:refs/heads/main'],
  [{ ...PUSH, repositoryId: '456789' }, 'build', 'repo:acme/orders:ref:refs/heads/main'],
  [{ ...PULL_REQUEST, ...IDS }, 'build', 'repo:acme@123456/orders@456789:pull_request'],
])('the subject of %j, job %s is %s', async (run, job, subject) => {
  expect((await claimsOf(run, job)).sub).toBe(subject);
});

test('a pull request tells its branches, a tag its type, and the audience is the owner when none is asked for', async () => {
  expect(await claimsOf(PULL_REQUEST, 'build')).toMatchObject({ head_ref: 'feature', base_ref: 'main', ref: 'refs/pull/7/merge', aud: 'https://github.com/acme' });
  expect(await claimsOf({ ...PUSH, ref: 'refs/tags/v1' }, 'build')).toMatchObject({ ref_type: 'tag' });
});

test('a token is signed with the key that the issuer publishes, which outlives a restart', async () => {
  const before = await token(PUSH, 'build');
  part = createGitHubOidcPart(context);
  const published = await call('GET /_sandbox/github/.well-known/jwks') as unknown as JSONWebKeySet;
  expect(Object.keys(published.keys[0]).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
  await jwtVerify(before, createLocalJWKSet(published), { currentDate: new Date(NOW) });
  expect(decodeProtectedHeader(before)).toEqual({ alg: 'RS256', typ: 'JWT', kid: published.keys[0].kid });
  const { issuer, jwks_uri: address } = await call('GET /_sandbox/github/.well-known/openid-configuration');
  expect([issuer, address]).toEqual(['https://token.actions.githubusercontent.com', `${context.frontUrl}/_sandbox/github/.well-known/jwks`]);
});

test('the request address is one to which the toolkit can append the audience', async () => {
  expect((await call('POST /_sandbox/github/runs', '', PUSH)).requestUrl).toBe(`${context.frontUrl}/_sandbox/github/token?api-version=2.0`);
  expect(part.status!()).toEqual({ issuer: 'https://token.actions.githubusercontent.com', runs: 1 });
});

test.each<[what: string, run: object, job: string, status: number, message: RegExp]>([
  ['a job whose own permissions leave id-token out', PUSH, 'test', 403, /"test" does not have the permission 'id-token: write'/],
  ['a job that has only the workflow\'s permissions', PUSH, 'scan', 403, /"scan" does not have the permission/],
  ['a workflow without permissions', { ...PUSH, workflow: 'jobs: { a: {} }' }, 'a', 403, /does not have the permission/],
  ['read-all', { ...PUSH, workflow: 'permissions: read-all\njobs: { a: {} }' }, 'a', 403, /does not have the permission/],
  ['a pull request from a fork', { ...PULL_REQUEST, fork: true }, 'build', 403, /a pull request from a fork/],
  ['an unknown job', PUSH, 'nope', 404, /has no job "nope"/],
  ['an environment that is an unresolved expression', PUSH, 'chosen', 400, /register the run with what it comes to: environments.chosen/],
  ['a job that calls a reusable workflow', PUSH, 'called', 400, /reusable workflow/],
])('fails when a token is asked for by %s', async (_what, run, job, status, message) => {
  const error = await token(run, job).catch((caught: ControlError) => caught);
  expect(error).toMatchObject({ status, message: expect.stringMatching(message) });
  expect(context.logged.join()).toMatch(message);
});

test('the workflow\'s permissions count for a job that has none', async () => {
  expect((await claimsOf({ ...PUSH, workflow: 'permissions: { id-token: write }\njobs: { a: {} }' }, 'a')).workflow).toBe('.github/workflows/ci-cd.yml');
});

test('fails when the request token is not of a registered run', async () => {
  await expect(call('GET /_sandbox/github/token', '?job=build', {}, 'Bearer nope')).rejects.toMatchObject({ status: 401 });
  await expect(call('GET /_sandbox/github/token', '?job=build')).rejects.toMatchObject({ status: 401 });
});

test.each<[what: string, change: object, message: string]>([
  ['repository', { repository: 'orders' }, "'repository' of the run must be OWNER/NAME, got \"orders\""],
  ['sha', { sha: undefined }, "'sha' of the run must be a non-empty string"],
  ['ref', { ref: 'main' }, "'ref' of the run must be a full reference, got \"main\""],
  ['event', { eventName: 'pull_request_target' }, 'pull_request_target is not simulated'],
  ['event and ref together', { eventName: 'pull_request' }, 'a run of pull_request, and no other, has a ref like refs/pull/42/merge'],
  ['workflow', { workflow: 'name: x' }, "'workflow' of the run must be the text of a workflow with jobs"],
])('fails when a run is registered with a wrong %s', async (_what, change, message) => {
  await expect(call('POST /_sandbox/github/runs', '', { ...PUSH, ...change })).rejects.toThrow(message);
});

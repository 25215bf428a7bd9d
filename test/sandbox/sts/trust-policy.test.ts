import { JsonObject } from '../../../src/sandbox/aws-json';
import { judgeConditions } from '../../../src/sandbox/sts/conditions';
import { evaluateTrust } from '../../../src/sandbox/sts/trust-policy';
import { conditionKeys } from '../../../src/sandbox/sts/web-identity';

const HOST = 'token.actions.githubusercontent.com';
const PROVIDER = `arn:aws:iam::111122223333:oidc-provider/${HOST}`;
const SUB = `${HOST}:sub`;
const ABSENT = `${HOST}:environment`;
const CONTEXT = {
  [SUB]: ['repo:acme/orders:ref:refs/heads/main'], [`${HOST}:aud`]: ['sts.amazonaws.com'], [`${HOST}:amr`]: ['a', 'b'], [`${HOST}:bool`]: ['true'],
};

const trusting = (statement: JsonObject = {}): JsonObject => ({
  Effect: 'Allow', Principal: { Federated: PROVIDER }, Action: 'sts:AssumeRoleWithWebIdentity', ...statement,
});

function decide(...statements: JsonObject[]) {
  return evaluateTrust({ Version: '2012-10-17', Statement: statements }, {
    action: 'sts:AssumeRoleWithWebIdentity', principal: { kind: 'Federated', names: [PROVIDER] }, context: CONTEXT,
  });
}

describe('a condition', () => {
  test.each<[operator: string, key: string, values: unknown, kind: string]>([
    ['StringEquals', SUB, 'repo:acme/orders:ref:refs/heads/main', 'met'],
    ['StringEquals', SUB, ['repo:other/orders:ref:refs/heads/main', 'repo:acme/orders:ref:refs/heads/main'], 'met'],
    ['StringEquals', SUB, 'repo:acme/orders:*', 'failed'],
    ['StringEquals', SUB, 'repo:Acme/orders:ref:refs/heads/main', 'failed'],
    ['StringEquals', SUB.toUpperCase(), 'repo:acme/orders:ref:refs/heads/main', 'met'],
    ['StringEquals', ABSENT, 'production', 'failed'],
    ['StringEqualsIfExists', ABSENT, 'production', 'met'],
    ['StringEqualsIfExists', SUB, 'production', 'failed'],
    ['StringNotEquals', SUB, 'repo:acme/orders:ref:refs/heads/main', 'failed'],
    ['StringNotEquals', SUB, ['x', 'repo:acme/orders:ref:refs/heads/main'], 'failed'],
    ['StringNotEquals', SUB, ['x', 'y'], 'met'],
    ['StringNotEquals', ABSENT, 'production', 'met'],
    ['StringLike', SUB, 'repo:acme/*', 'met'],
    ['StringLike', SUB, 'repo:acme/order?:ref:*', 'met'],
    ['StringLike', SUB, 'repo:acme/orders', 'failed'],
    ['StringLike', SUB, 'repo.acme/*', 'failed'],
    ['StringLike', SUB, 'REPO:acme/*', 'failed'],
    ['StringLike', ABSENT, '*', 'failed'],
    ['StringNotLike', SUB, 'repo:acme/*', 'failed'],
    ['StringNotLike', SUB, 'repo:other/*', 'met'],
    ['StringNotLike', ABSENT, '*', 'met'],
    ['StringEqualsIgnoreCase', SUB, 'REPO:ACME/orders:ref:refs/heads/main', 'met'],
    ['StringNotEqualsIgnoreCase', SUB, 'REPO:ACME/orders:ref:refs/heads/main', 'failed'],
    ['Bool', `${HOST}:bool`, 'True', 'met'],
    ['Bool', `${HOST}:bool`, false, 'failed'],
    ['Null', ABSENT, 'true', 'met'],
    ['Null', SUB, true, 'failed'],
    ['ForAnyValue:StringEquals', `${HOST}:amr`, 'a', 'met'],
    ['ForAnyValue:StringEquals', `${HOST}:amr`, 'c', 'failed'],
    ['ForAnyValue:StringEquals', ABSENT, 'production', 'failed'],
    ['ForAnyValue:StringNotEquals', `${HOST}:amr`, 'a', 'met'],
    ['ForAnyValue:StringNotEquals', ABSENT, 'production', 'failed'],
    ['ForAllValues:StringEquals', `${HOST}:amr`, 'a', 'failed'],
    ['ForAllValues:StringEquals', `${HOST}:amr`, ['a', 'b', 'c'], 'met'],
    ['ForAllValues:StringEquals', ABSENT, 'production', 'met'],
    ['ForAllValues:StringNotLike', `${HOST}:amr`, 'b*', 'failed'],
    ['StringEquals', SUB, '${aws:PrincipalTag/team}', 'unknown'],
    ['NumericEquals', SUB, '1', 'unknown'],
  ])('%s of %s and %j: %s', (operator, key, values, kind) => {
    expect(judgeConditions({ [operator]: { [key]: values } }, CONTEXT).kind).toBe(kind);
  });

  test('must hold with every other, and the one that failed is named', () => {
    const verdict = judgeConditions({ StringEquals: { [`${HOST}:aud`]: 'sts.amazonaws.com', [SUB]: 'x' }, StringLike: { [SUB]: '*' } }, CONTEXT);
    expect(verdict).toEqual({ kind: 'failed', because: `StringEquals ${SUB} ["x"]: it is "repo:acme/orders:ref:refs/heads/main"` });
  });
});

describe('a trust policy', () => {
  test.each<[what: string, statements: JsonObject[], allowed: boolean]>([
    ['allows the provider that it names', [trusting()], true],
    ['allows by one of several statements', [trusting({ Principal: { AWS: '1' } }), trusting()], true],
    ['allows by one of several principals', [trusting({ Principal: { Federated: ['arn:other', PROVIDER] } })], true],
    ['allows everyone', [trusting({ Principal: '*' })], true],
    ['allows by a wildcard in the action', [trusting({ Action: 'STS:Assume*' })], true],
    ['refuses another provider', [trusting({ Principal: { Federated: `${PROVIDER}x` } })], false],
    ['refuses a wildcard for the provider', [trusting({ Principal: { Federated: '*' } })], false],
    ['refuses another action', [trusting({ Action: ['sts:AssumeRole', 'sts:TagSession'] })], false],
    ['refuses an action that NotAction takes out', [trusting({ Action: undefined, NotAction: 'sts:AssumeRoleWithWebIdentity' })], false],
    ['refuses when a condition fails', [trusting({ Condition: { StringEquals: { [SUB]: 'x' } } })], false],
    ['refuses when a condition cannot be evaluated', [trusting({ Condition: { NumericEquals: { [SUB]: '1' } } })], false],
    ['refuses when a statement denies, wherever it stands', [trusting(), trusting({ Effect: 'Deny' })], false],
    ['allows when the denial\'s condition fails', [trusting({ Effect: 'Deny', Condition: { StringEquals: { [SUB]: 'x' } } }), trusting()], true],
    ['refuses when a denial cannot be evaluated', [trusting({ Effect: 'Deny', Condition: { NumericEquals: { [SUB]: '1' } } }), trusting()], false],
    ['refuses by NotPrincipal, which is not evaluated', [trusting({ Principal: undefined, NotPrincipal: { AWS: '1' } })], false],
    ['denies by NotPrincipal, which is not evaluated', [trusting({ Effect: 'Deny', Principal: undefined, NotPrincipal: { AWS: '1' } }), trusting()], false],
    ['refuses without a statement', [], false],
  ])('%s', (_what, statements, allowed) => {
    expect(decide(...statements).allowed).toBe(allowed);
  });

  test('that is one statement and no list is read too', () => {
    const request = { action: 'sts:AssumeRole', principal: { kind: 'AWS' as const, names: ['arn:role'] }, context: {} };
    expect(evaluateTrust({ Statement: { Effect: 'Allow', Principal: { AWS: 'arn:role' }, Action: 'sts:AssumeRole' } }, request).allowed).toBe(true);
  });

  test('says which condition of which statement failed', () => {
    expect(decide(trusting({ Sid: 'Main', Condition: { StringLike: { [SUB]: 'repo:acme/orders@1*' } } }), trusting({ Action: 'sts:AssumeRole' })).reason)
      .toBe(`nothing allows it: statement Main: StringLike ${SUB} ["repo:acme/orders@1*"]: it is "repo:acme/orders:ref:refs/heads/main"; statement 2: its action is not sts:AssumeRoleWithWebIdentity`);
  });
});

test('only the claims that AWS makes condition keys of are there', () => {
  const claims = { iss: `https://${HOST}`, aud: 'a', sub: 's', repository_id: 7, event_name: 'push', sha: 'x', repository_owner: 'acme', run_id: '1' };
  expect(conditionKeys(claims)).toEqual({ [`${HOST}:aud`]: ['a'], [SUB]: ['s'], [`${HOST}:repository_id`]: ['7'] });
  expect(conditionKeys({ ...claims, iss: 'https://other.example/path' })).toEqual({ 'other.example/path:aud': ['a'], 'other.example/path:sub': ['s'] });
});

import { XMLParser } from 'fast-xml-parser';
import { decodeJwt, importJWK, JWTPayload, SignJWT } from 'jose';
import { AwsError, JsonObject, QueryService } from '../../../src/sandbox/aws-json';
import { GITHUB_ISSUER, generateSigningKey, signToken, SigningKey } from '../../../src/sandbox/github-oidc';
import { publicKeyOf } from '../../../src/sandbox/github-oidc/tokens';
import { SandboxPart } from '../../../src/sandbox/part';
import { createStsPart } from '../../../src/sandbox/sts/sts-part';
import { ACCOUNT, TestContext, testContext } from '../support/context';

const HOST = 'token.actions.githubusercontent.com';
const PROVIDER = `arn:aws:iam::${ACCOUNT}:oidc-provider/${HOST}`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/github/deploy`;
const LOOKUP = `arn:aws:iam::${ACCOUNT}:role/cdk-lookup`;
const SUBJECT = 'repo:acme/orders:environment:production';
const NOW = Date.parse('2026-11-24T12:00:00Z');
const TRUST = {
  Statement: [{
    Effect: 'Allow',
    Principal: { Federated: PROVIDER },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: { StringEquals: { [`${HOST}:aud`]: 'sts.amazonaws.com', [`${HOST}:sub`]: SUBJECT } },
  }],
};

let key: SigningKey;
let context: TestContext;
let part: SandboxPart;
let sts: QueryService;
let assumed: Record<string, string>[];
let noted: string[];
let remembered: unknown[];
beforeAll(async () => { key = await generateSigningKey(); });
beforeEach(() => {
  noted = [];
  remembered = [];
  const { access } = testContext();
  context = testContext({
    access: { ...access, note: (_key, call, judgement) => noted.push(`${call.action} ${call.resource} ${judgement.allowed}`) },
    sessions: { remember: (...session) => remembered.push(session) },
  });
  assumed = [];
  part = createStsPart(context, [{ issuer: GITHUB_ISSUER, keys: async () => ({ keys: [publicKeyOf(key)] }) }], () => NOW);
  [sts] = part.queryServices!;
  answer('GetRole', ({ RoleName }) => `<Role><Arn>${RoleName === 'deploy' ? ROLE : `arn:aws:iam::${ACCOUNT}:role/${RoleName}`}</Arn>`
    + `<AssumeRolePolicyDocument>${encodeURIComponent(JSON.stringify(TRUST))}</AssumeRolePolicyDocument><MaxSessionDuration>3600</MaxSessionDuration></Role>`);
  answer('GetOpenIDConnectProvider', ({ OpenIDConnectProviderArn }) => {
    if (OpenIDConnectProviderArn !== PROVIDER) throw new AwsError('NoSuchEntity', 'no provider', 404);
    return '<Url>x</Url><ClientIDList><member>other</member><member>sts.amazonaws.com</member></ClientIDList>';
  });
  answer('AssumeRole', (parameters) => {
    assumed.push(parameters);
    return '<Credentials><AccessKeyId>ASIA1</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>'
      + '<Expiration>2026-11-24T13:00:00Z</Expiration></Credentials><AssumedRoleUser><AssumedRoleId>AROA:ci</AssumedRoleId><Arn>arn:session</Arn></AssumedRoleUser>';
  });
});
afterEach(() => context.remove());

function answer(action: string, result: (parameters: Record<string, string>, accessKeyId?: string) => string): void {
  context.emulator.queries.set(action, (parameters, credentials) =>
    `<${action}Response><${action}Result>${result(parameters, credentials?.accessKeyId)}</${action}Result></${action}Response>`);
}

const signed = (claims: JWTPayload = {}, by = key): Promise<string> => signToken({
  iss: GITHUB_ISSUER, aud: 'sts.amazonaws.com', sub: SUBJECT, iat: NOW / 1000, nbf: NOW / 1000 - 600, exp: NOW / 1000 + 300, ...claims,
}, by);

function assume(token: string, others: Record<string, string> = {}): Promise<string> {
  const parameters = { Action: 'AssumeRoleWithWebIdentity', Version: '2011-06-15', RoleArn: ROLE, RoleSessionName: 'ci', WebIdentityToken: token, ...others };
  return sts.actions.AssumeRoleWithWebIdentity(new URLSearchParams(parameters), {});
}

test('a token that the role trusts is answered with credentials, as AWS shapes them', async () => {
  const document = new XMLParser({ parseTagValue: false }).parse(await assume(await signed(), { DurationSeconds: '900' })) as Record<string, JsonObject>;
  expect(document.AssumeRoleWithWebIdentityResponse.AssumeRoleWithWebIdentityResult).toEqual({
    Credentials: { AccessKeyId: 'ASIA1', SecretAccessKey: 's', SessionToken: 't', Expiration: '2026-11-24T13:00:00Z' },
    SubjectFromWebIdentityToken: SUBJECT,
    AssumedRoleUser: { AssumedRoleId: 'AROA:ci', Arn: 'arn:session' },
    Provider: GITHUB_ISSUER,
    Audience: 'sts.amazonaws.com',
  });
  expect(assumed).toEqual([{ Action: 'AssumeRole', Version: '2011-06-15', RoleArn: ROLE, RoleSessionName: 'ci', DurationSeconds: '900' }]);
  expect(context.logged).toEqual([`sts: AssumeRoleWithWebIdentity of ${ROLE} allowed for ${SUBJECT}: allowed by statement 1: every condition holds`]);
});

test.each<[what: string, claims: JWTPayload, code: string, status: number, message: string]>([
  ['its subject is another', { sub: 'repo:acme/orders:ref:refs/heads/x' }, 'AccessDenied', 403, 'Not authorized to perform sts:AssumeRoleWithWebIdentity'],
  ['its audience is no client of the provider', { aud: 'https://github.com/acme' }, 'InvalidIdentityToken', 400, 'Incorrect token audience'],
  ['its audience is a client but not the role\'s', { aud: 'other' }, 'AccessDenied', 403, 'Not authorized to perform'],
  ['it is expired', { exp: NOW / 1000 }, 'ExpiredTokenException', 400, `Token expired: current date/time ${NOW / 1000} must be before the expiration date/time ${NOW / 1000}`],
  ['it is not valid yet', { nbf: NOW / 1000 + 60 }, 'InvalidIdentityToken', 400, '"nbf" claim timestamp check failed'],
  ['it never expires', { exp: undefined }, 'InvalidIdentityToken', 400, 'missing required "exp" claim'],
  ['the account has no provider of its issuer', { iss: 'https://other.example' }, 'InvalidIdentityToken', 400, 'No OpenIDConnect provider found in your account for https://other.example'],
])('a token is refused when %s', async (_what, claims, code, statusCode, message) => {
  await expect(assume(await signed(claims))).rejects.toMatchObject({ code, statusCode, message: expect.stringContaining(message) });
  expect(assumed).toEqual([]);
  expect(context.logged.at(-1)).toMatch(/^sts: AssumeRoleWithWebIdentity of \S+role\/github\/deploy refused(:| for) /);
});

test('the sandbox\'s log says which condition failed, the answer does not', async () => {
  const error = await assume(await signed({ sub: 'repo:acme/orders:pull_request' })).catch((caught: AwsError) => caught);
  expect((error as AwsError).message).toBe('Not authorized to perform sts:AssumeRoleWithWebIdentity');
  expect(context.logged[0]).toContain(`refused for repo:acme/orders:pull_request: nothing allows it: statement 1: StringEquals ${HOST}:sub ["${SUBJECT}"]: it is "repo:acme/orders:pull_request"`);
});

test('a token of another key, without a signature, or that is none, is refused', async () => {
  const other = await generateSigningKey();
  await expect(assume(await signed({}, other))).rejects.toMatchObject({ code: 'InvalidIdentityToken', message: expect.stringContaining('Couldn\'t retrieve verification key') });
  await expect(assume(await signed({}, { ...other, kid: key.kid }))).rejects.toMatchObject({ code: 'InvalidIdentityToken', message: expect.stringContaining('signature verification failed') });
  const [, payload] = (await signed()).split('.');
  const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
  await expect(assume(unsigned)).rejects.toMatchObject({ code: 'InvalidIdentityToken' });
  await expect(assume('no token')).rejects.toMatchObject({ code: 'InvalidIdentityToken', message: expect.stringContaining('not a valid JWT') });
});

test('a token of an algorithm that STS does not take is refused, whatever the key would verify', async () => {
  const { alg: _alg, ...anyAlgorithm } = publicKeyOf(key);
  [sts] = createStsPart(context, [{ issuer: GITHUB_ISSUER, keys: async () => ({ keys: [anyAlgorithm] }) }], () => NOW).queryServices!;
  const header = { alg: 'PS256', kid: key.kid };
  const token = await new SignJWT(decodeJwt(await signed())).setProtectedHeader(header).sign(await importJWK({ ...key, alg: 'PS256' }));
  await expect(assume(token)).rejects.toMatchObject({ code: 'InvalidIdentityToken' });
});

test('a provider whose keys the sandbox does not have is never asked for them', async () => {
  answer('GetOpenIDConnectProvider', () => '<ClientIDList><member>sts.amazonaws.com</member></ClientIDList>');
  await expect(assume(await signed({ iss: 'https://other.example' }))).rejects.toMatchObject({ code: 'InvalidIdentityToken', message: expect.stringContaining('Couldn\'t retrieve') });
});

test('a role that is not there, has another path, or is of another account is refused', async () => {
  await expect(assume(await signed(), { RoleArn: `arn:aws:iam::${ACCOUNT}:role/deploy` })).rejects.toMatchObject({ code: 'AccessDenied', statusCode: 403 });
  answer('GetRole', () => { throw new AwsError('NoSuchEntity', 'no role', 404); });
  await expect(assume(await signed())).rejects.toMatchObject({ code: 'AccessDenied' });
  await expect(assume(await signed(), { RoleArn: 'arn:aws:iam::999999999999:role/deploy' })).rejects.toMatchObject({ code: 'InvalidIdentityToken' });
});

test.each([
  [{ RoleSessionName: 'with space' }, "'RoleSessionName' must match"],
  [{ RoleArn: 'deploy' }, "'RoleArn' must match"],
  [{ WebIdentityToken: '' }, "'WebIdentityToken' must match"],
  [{ DurationSeconds: '60' }, "'DurationSeconds' must be from 900 to 43200"],
  [{ DurationSeconds: '7200' }, 'exceeds the MaxSessionDuration set for this role'],
])('fails when the parameters are %j', async (parameters, message) => {
  await expect(assume(await signed(), parameters)).rejects.toMatchObject({ code: 'ValidationError', message: expect.stringContaining(message) });
});

test('a session that was given for a token is remembered, so that its calls are judged', async () => {
  await assume(await signed());
  expect(remembered).toEqual([['ASIA1', { roleArn: ROLE, sessionArn: 'arn:session' }]]);
});

describe('a role that takes another role', () => {
  const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/diff/ci`;
  const check = (arn: string): Promise<void> => sts.guards!.AssumeRole(new URLSearchParams({ RoleArn: arn }), { accessKeyId: 'ASIA1', sessionToken: 't' });

  beforeEach(() => {
    answer('GetCallerIdentity', (_parameters, accessKeyId) => `<Arn>${accessKeyId === 'ASIA1' ? SESSION : 'nobody'}</Arn>`);
    answer('SimulatePrincipalPolicy', (parameters) => {
      expect(parameters).toMatchObject({ 'PolicySourceArn': `arn:aws:iam::${ACCOUNT}:role/diff`, 'ActionNames.member.1': 'sts:AssumeRole' });
      const decision = parameters['ResourceArns.member.1'] === LOOKUP ? 'allowed' : 'implicitDeny';
      return `<EvaluationResults><member><EvalDecision>${decision}</EvalDecision></member></EvaluationResults>`;
    });
  });

  test('may when its policies allow it', async () => {
    await check(LOOKUP);
    expect(context.logged[0]).toBe(`sts: AssumeRole of ${LOOKUP} allowed for ${SESSION}: its policies say allowed`);
    expect(noted).toEqual([`sts:AssumeRole ${LOOKUP} true`]);
  });

  test('is refused as AWS refuses it otherwise', async () => {
    await expect(check(ROLE)).rejects.toMatchObject({
      code: 'AccessDenied', statusCode: 403, message: `User: ${SESSION} is not authorized to perform: sts:AssumeRole on resource: ${ROLE}`,
    });
  });

  test('may when the other names it in its trust policy, unless its own policies deny it', async () => {
    const trust = JSON.stringify({ Statement: { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/diff` }, Action: 'sts:AssumeRole' } });
    answer('GetRole', () => `<Role><Arn>${ROLE}</Arn><AssumeRolePolicyDocument>${encodeURIComponent(trust)}</AssumeRolePolicyDocument></Role>`);
    await check(ROLE);
    answer('SimulatePrincipalPolicy', () => '<EvaluationResults><member><EvalDecision>explicitDeny</EvalDecision></member></EvaluationResults>');
    await expect(check(ROLE)).rejects.toMatchObject({ code: 'AccessDenied' });
  });

  test('is judged by nobody here when it is no role', async () => {
    answer('GetCallerIdentity', () => `<Arn>arn:aws:iam::${ACCOUNT}:root</Arn>`);
    await check(ROLE);
    answer('GetCallerIdentity', () => { throw new AwsError('ExpiredToken', 'expired', 403); });
    await expect(check(ROLE)).rejects.toMatchObject({ code: 'ExpiredToken' });
  });
});

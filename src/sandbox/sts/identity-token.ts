import { createLocalJWKSet, decodeJwt, errors, JSONWebKeySet, JWTPayload, jwtVerify } from 'jose';
import { AwsError } from '../aws-json';
import { OidcProvider } from './identity-reader';

/** An issuer whose keys the sandbox has; no other issuer's are ever fetched. */
export interface TrustedIssuer {
  /** The `iss` claim of its tokens. */
  readonly issuer: string;
  keys(): Promise<JSONWebKeySet>;
}

/** What a token is verified with. */
export interface VerifyOptions {
  readonly issuers: readonly TrustedIssuer[];
  readonly now: Date;
  /** The account's provider of an issuer; undefined when there is none. */
  providerOf(issuer: string): Promise<OidcProvider | undefined>;
}

/** A token that is what it says. */
export interface IdentityToken {
  readonly claims: JWTPayload;
  readonly subject: string;
  readonly audience: string;
  readonly provider: OidcProvider;
}

/** "Tokens must be signed using either RSA keys or ECDSA keys" (API_AssumeRoleWithWebIdentity, WebIdentityToken). */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'];

const NO_KEY = 'Couldn\'t retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements';

/**
 * Verifies a token as STS does before it looks at any role: signature, time, provider, audience.
 *
 * Codes and statuses are those of the API: `InvalidIdentityToken` and `ExpiredTokenException`, both 400.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 */
export async function verifyIdentityToken(token: string, options: VerifyOptions): Promise<IdentityToken> {
  const issuer = issuerOf(token);
  const provider = await options.providerOf(issuer);
  if (!provider) {
    throw invalid(`No OpenIDConnect provider found in your account for ${issuer}`);
  }
  const keys = await options.issuers.find((candidate) => candidate.issuer === issuer)?.keys();
  if (!keys) {
    throw invalid(NO_KEY);
  }
  const claims = await verifiedClaims(token, keys, options.now);
  const audience = [claims.aud ?? []].flat().find((one) => provider.clientIds.includes(one));
  if (audience === undefined) {
    throw invalid('Incorrect token audience');
  }
  return { claims, subject: String(claims.sub), audience, provider };
}

function issuerOf(token: string): string {
  try {
    return String(decodeJwt(token).iss);
  } catch {
    throw invalid('The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)');
  }
}

async function verifiedClaims(token: string, keys: JSONWebKeySet, now: Date): Promise<JWTPayload> {
  try {
    const required = ['iss', 'sub', 'aud', 'exp', 'iat'];
    const { payload } = await jwtVerify(token, createLocalJWKSet(keys), { algorithms: ALGORITHMS, requiredClaims: required, currentDate: now });
    return payload;
  } catch (error) {
    throw refusalOf(error, now);
  }
}

function refusalOf(error: unknown, now: Date): AwsError {
  if (error instanceof errors.JWTExpired) {
    const current = Math.floor(now.getTime() / 1000);
    return new AwsError('ExpiredTokenException', `Token expired: current date/time ${current} must be before the expiration date/time ${error.payload.exp}`);
  }
  return error instanceof errors.JWKSNoMatchingKey ? invalid(NO_KEY) : invalid(`The ID Token provided could not be validated: ${(error as Error).message}`);
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidIdentityToken', message);
}

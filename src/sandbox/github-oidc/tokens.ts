import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, JWK, JWTPayload, SignJWT } from 'jose';

const ALGORITHM = 'RS256';

/** A private RSA key as a JSON Web Key, named by its thumbprint. */
export interface SigningKey extends JWK {
  readonly kid: string;
}

/** A new key of 2048 bits. */
export async function generateSigningKey(): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  const key = await exportJWK(privateKey);
  return { ...key, alg: ALGORITHM, use: 'sig', kid: await calculateJwkThumbprint(key) };
}

/** The half of the key that may be shown. */
export function publicKeyOf({ kty, n, e, alg, use, kid }: SigningKey): JWK {
  return { kty, n, e, alg, use, kid };
}

/** A JSON Web Token with these claims and no others, whatever they say. */
export async function signToken(claims: JWTPayload, key: SigningKey): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: ALGORITHM, typ: 'JWT', kid: key.kid }).sign(await importJWK(key, ALGORITHM));
}

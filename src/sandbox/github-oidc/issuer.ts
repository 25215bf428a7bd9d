import * as fs from 'node:fs';
import * as path from 'node:path';
import { JSONWebKeySet, JWTPayload } from 'jose';
import { generateSigningKey, publicKeyOf, SigningKey, signToken } from './tokens';

/** The issuer of GitHub's tokens. @see https://docs.github.com/en/actions/reference/security/oidc */
export const GITHUB_ISSUER = 'https://token.actions.githubusercontent.com';

/** Stands for GitHub's token service: the same issuer, and a key of the sandbox's own. */
export class GitHubIssuer {
  readonly issuer = GITHUB_ISSUER;
  private key?: Promise<SigningKey>;

  /**
   * @param folder where the key is kept, so that tokens outlive a restart of the front
   */
  constructor(private readonly folder: string) {}

  /** The keys that tokens are verified with. */
  async keys(): Promise<JSONWebKeySet> {
    return { keys: [publicKeyOf(await this.signingKey())] };
  }

  async sign(claims: JWTPayload): Promise<string> {
    return signToken(claims, await this.signingKey());
  }

  private signingKey(): Promise<SigningKey> {
    this.key ??= readOrMakeKey(this.folder);
    return this.key;
  }
}

/** The key of a sandbox, made when there is none; for tests that sign claims of their own. */
export async function readOrMakeKey(folder: string): Promise<SigningKey> {
  const file = path.join(folder, 'signing-key.json');
  if (!fs.existsSync(file)) {
    fs.writeFileSync(file, JSON.stringify(await generateSigningKey(), null, 2), { mode: 0o600 });
  }
  return JSON.parse(fs.readFileSync(file, 'utf8')) as SigningKey;
}

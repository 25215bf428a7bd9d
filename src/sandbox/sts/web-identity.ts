import { JWTPayload } from 'jose';
import { AwsError } from '../aws-json';
import { RoleSessions } from '../iam/role-sessions';
import { queryAnswer } from '../query-answer';
import { ConditionContext } from './conditions';
import { IdentityReader, Role } from './identity-reader';
import { IdentityToken, TrustedIssuer, verifyIdentityToken } from './identity-token';
import { evaluateTrust } from './trust-policy';

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';
const ACTION = 'AssumeRoleWithWebIdentity';

/** The claims that STS makes condition keys of; of another issuer than GitHub only the first three. */
const EVERY_ISSUER = ['aud', 'sub', 'amr'];
/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif */
const OF_GITHUB = ['actor', 'actor_id', 'job_workflow_ref', 'repository', 'repository_id', 'workflow', 'ref', 'environment', 'enterprise_id'];
const GITHUB = 'token.actions.githubusercontent.com';

/** What the action works with. */
export interface WebIdentityOptions {
  readonly accountId: string;
  readonly identities: IdentityReader;
  readonly issuers: readonly TrustedIssuer[];
  readonly sessions: Pick<RoleSessions, 'remember'>;
  log(line: string): void;
  /** Milliseconds since 1970. */
  now(): number;
}

/** `AssumeRoleWithWebIdentity`: a verified token for credentials of a role that trusts it. */
export class WebIdentity {
  constructor(private readonly options: WebIdentityOptions) {}

  async assumeRole(parameters: URLSearchParams): Promise<string> {
    const roleArn = parameters.get('RoleArn') ?? '';
    requireValid(parameters);
    const token = await this.verified(roleArn, parameters.get('WebIdentityToken') ?? '');
    const role = await this.trustingRole(roleArn, token);
    requireDuration(parameters, role);
    return this.session(parameters, token);
  }

  private async verified(roleArn: string, token: string): Promise<IdentityToken> {
    const { accountId, identities, issuers, now } = this.options;
    const ofRole = roleArn.split(':')[4];
    try {
      return await verifyIdentityToken(token, {
        issuers,
        now: new Date(now()),
        providerOf: async (issuer) => (ofRole === accountId && issuer.startsWith('https://')
          ? identities.provider(`arn:aws:iam::${accountId}:oidc-provider/${hostOf(issuer)}`)
          : undefined),
      });
    } catch (error) {
      this.tell(roleArn, `refused: ${(error as Error).message}`);
      throw error;
    }
  }

  /** A role that is not there is refused like one that does not trust the token: AWS does not tell which. */
  private async trustingRole(roleArn: string, token: IdentityToken): Promise<Role> {
    const role = await this.options.identities.role(roleArn);
    const decision = role ? evaluateTrust(role.trustPolicy, {
      action: `sts:${ACTION}`,
      principal: { kind: 'Federated', names: [token.provider.arn] },
      context: conditionKeys(token.claims),
    }) : { allowed: false, reason: 'there is no such role' };
    this.tell(roleArn, `${decision.allowed ? 'allowed' : 'refused'} for ${token.subject}: ${decision.reason}`);
    if (!role || !decision.allowed) {
      throw new AwsError('AccessDenied', `Not authorized to perform sts:${ACTION}`, 403);
    }
    return role;
  }

  private async session(parameters: URLSearchParams, token: IdentityToken): Promise<string> {
    const { WebIdentityToken: _token, ProviderId: _provider, ...others } = Object.fromEntries(parameters);
    const { credentials, user } = await this.options.identities.assume(others);
    this.options.sessions.remember(String(credentials.AccessKeyId), { roleArn: String(others.RoleArn), sessionArn: String(user.Arn) });
    return queryAnswer(NAMESPACE, ACTION, {
      Credentials: credentials,
      SubjectFromWebIdentityToken: token.subject,
      AssumedRoleUser: user,
      Provider: token.claims.iss,
      Audience: token.audience,
    });
  }

  private tell(roleArn: string, line: string): void {
    this.options.log(`sts: ${ACTION} of ${roleArn} ${line}`);
  }
}

/** The condition keys of a token's claims: `HOST:CLAIM`; a claim that AWS makes no key of is absent. */
export function conditionKeys(claims: JWTPayload): ConditionContext {
  const host = hostOf(String(claims.iss));
  const names = host === GITHUB ? [...EVERY_ISSUER, ...OF_GITHUB] : EVERY_ISSUER;
  return Object.fromEntries(names.filter((name) => claims[name] !== undefined).map((name) => [`${host}:${name}`.toLowerCase(), [claims[name]].flat().map(String)]));
}

function hostOf(issuer: string): string {
  return issuer.replace(/^https:\/\//, '').replace(/\/$/, '');
}

/** The shapes of the API's parameters. */
function requireValid(parameters: URLSearchParams): void {
  const problems = ([['RoleArn', /^arn:.{16,}$/], ['RoleSessionName', /^[\w+=,.@-]{2,64}$/], ['WebIdentityToken', /^[^]{4,20000}$/]] as const)
    .filter(([name, pattern]) => !pattern.test(parameters.get(name) ?? ''));
  if (problems.length > 0) {
    throw new AwsError('ValidationError', `${problems.length} validation error detected: ${problems.map(([name, pattern]) => `'${name}' must match ${pattern.source}`).join('; ')}`);
  }
}

function requireDuration(parameters: URLSearchParams, role: Role): void {
  const seconds = Number(parameters.get('DurationSeconds') ?? 3600);
  if (!(seconds >= 900 && seconds <= 43200)) {
    throw new AwsError('ValidationError', `'DurationSeconds' must be from 900 to 43200, got ${parameters.get('DurationSeconds')}`);
  }
  if (parameters.has('DurationSeconds') && seconds > role.maxSessionSeconds) {
    throw new AwsError('ValidationError', 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
  }
}

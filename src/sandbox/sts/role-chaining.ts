import { AwsError, Caller } from '../aws-json';
import { IdentityReader } from './identity-reader';
import { evaluateTrust } from './trust-policy';

const ACTION = 'sts:AssumeRole';

/** What an emulator says that verifies signatures: such a one enforces policies itself. */
const VERIFIES_SIGNATURES = ['SignatureDoesNotMatch', 'InvalidSignatureException', 'IncompleteSignature'];

/**
 * Refuses a role's `sts:AssumeRole` that neither its own policies nor, by its name, the other role's trust policy allow.
 *
 * Of the trust policy nothing more is enforced: whether the account is trusted at all, and its conditions, are not looked at.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html
 */
export class RoleChaining {
  constructor(private readonly identities: IdentityReader, private readonly log: (line: string) => void) {}

  async check(parameters: URLSearchParams, { accessKeyId = '', sessionToken }: Caller): Promise<void> {
    const caller = await this.callerArn(accessKeyId, sessionToken);
    const role = roleOfSession(caller);
    const wanted = parameters.get('RoleArn') ?? '';
    if (role !== undefined && !await this.mayAssume(caller, role, wanted)) {
      throw new AwsError('AccessDenied', `User: ${caller} is not authorized to perform: ${ACTION} on resource: ${wanted}`, 403);
    }
  }

  private async mayAssume(caller: string, role: string, wanted: string): Promise<boolean> {
    const decision = await this.identities.decisionOfPolicies(role, ACTION, wanted);
    const isNamed = decision === 'implicitDeny' && await this.isNamedBy(wanted, [caller, role]);
    const allowed = decision === 'allowed' || isNamed;
    const reason = `its policies say ${decision}${isNamed ? ', the trust policy names it' : ''}`;
    this.log(`sts: AssumeRole of ${wanted} ${allowed ? 'allowed' : 'refused'} for ${caller}: ${reason}`);
    return allowed;
  }

  private async isNamedBy(roleArn: string, names: string[]): Promise<boolean> {
    const role = await this.identities.role(roleArn);
    return role !== undefined && evaluateTrust(role.trustPolicy, { action: ACTION, principal: { kind: 'AWS', names }, context: {} }).allowed;
  }

  /** Empty where the emulator judges the call itself. */
  private async callerArn(accessKeyId: string, sessionToken: string | undefined): Promise<string> {
    try {
      return await this.identities.callerArn({ accessKeyId, secretAccessKey: 'not known, and not verified', sessionToken });
    } catch (error) {
      if (error instanceof AwsError && VERIFIES_SIGNATURES.includes(error.code)) {
        return '';
      }
      throw error;
    }
  }
}

/** The role of a session, without its path, which the session's ARN does not have; undefined for everybody else. */
function roleOfSession(arn: string): string | undefined {
  const [, accountId, name] = /^arn:aws:sts::(\d+):assumed-role\/([^/]+)\//.exec(arn) ?? [];
  return name === undefined ? undefined : `arn:aws:iam::${accountId}:role/${name}`;
}

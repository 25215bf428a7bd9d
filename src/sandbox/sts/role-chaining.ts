import { AwsError, Caller } from '../aws-json';
import { IdentityReader } from './identity-reader';
import { evaluateTrust } from './trust-policy';
import { AccessControl } from '../iam/access-control';
import { roleOfSession } from '../iam/role-sessions';

const ACTION = 'sts:AssumeRole';

/**
 * Refuses a role's `sts:AssumeRole` that neither its own policies nor, by its name, the other role's trust policy allow.
 *
 * Of the trust policy nothing more is enforced: whether the account is trusted at all, and its conditions, are not looked at.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html
 */
export class RoleChaining {
  constructor(private readonly identities: IdentityReader, private readonly access: Pick<AccessControl, 'note'>, private readonly log: (line: string) => void) {}

  async check(parameters: URLSearchParams, { accessKeyId = '', sessionToken }: Caller): Promise<void> {
    const caller = await this.identities.callerArn({ accessKeyId, secretAccessKey: 'not known, and not verified', sessionToken });
    const role = roleOfSession(caller);
    const wanted = parameters.get('RoleArn') ?? '';
    if (role === undefined) {
      return;
    }
    const { allowed, reason } = await this.mayAssume(caller, role, wanted);
    this.log(`sts: AssumeRole of ${wanted} ${allowed ? 'allowed' : 'refused'} for ${caller}: ${reason}`);
    this.access.note(accessKeyId, { action: ACTION, resource: wanted }, { allowed, reason });
    if (!allowed) {
      throw new AwsError('AccessDenied', `User: ${caller} is not authorized to perform: ${ACTION} on resource: ${wanted}`, 403);
    }
  }

  private async mayAssume(caller: string, role: string, wanted: string): Promise<{ allowed: boolean; reason: string }> {
    const decision = await this.identities.decisionOfPolicies(role, ACTION, wanted);
    const isNamed = decision === 'implicitDeny' && await this.isNamedBy(wanted, [caller, role]);
    return { allowed: decision === 'allowed' || isNamed, reason: `its policies say ${decision}${isNamed ? ', the trust policy names it' : ''}` };
  }

  private async isNamedBy(roleArn: string, names: string[]): Promise<boolean> {
    const role = await this.identities.role(roleArn);
    return role !== undefined && evaluateTrust(role.trustPolicy, { action: ACTION, principal: { kind: 'AWS', names }, context: {} }).allowed;
  }
}

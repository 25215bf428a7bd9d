import { AwsError, SignedCall } from '../aws-json';
import { SandboxState } from '../state';
import { IdentityReader } from './identity-reader';
import { actionOf, mayBeAllowed } from './service-boundary';

interface Session {
  readonly roleArn: string;
  readonly sessionArn: string;
}

const SESSIONS = 'web-identity-sessions';

/**
 * The sessions that tokens were given for, and what they may never do: whatever no statement of the role's policies names.
 *
 * Nobody else's calls are looked at. Without this a workflow's role could do in the sandbox what AWS refuses, and the CDK CLI, which goes on with
 * the credentials it has when it may not take a role, would deploy with it.
 */
export class WebIdentitySessions {
  constructor(private readonly state: SandboxState, private readonly identities: IdentityReader, private readonly log: (line: string) => void) {}

  remember(accessKeyId: string, session: Session): void {
    this.state.write(SESSIONS, { ...this.all(), [accessKeyId]: session });
  }

  async admit(call: SignedCall): Promise<void> {
    const session = call.service === 'sts' ? undefined : this.all()[call.accessKeyId];
    if (!session || mayBeAllowed(await this.identities.policiesOf(session.roleArn), call)) {
      return;
    }
    const action = actionOf(call);
    this.log(`sts: ${action} refused for ${session.sessionArn}: no statement of its policies names it`);
    const reason = `because no identity-based policy allows the ${action} action`;
    throw new AwsError('AccessDeniedException', `User: ${session.sessionArn} is not authorized to perform: ${action} ${reason}`, 403);
  }

  private all(): Record<string, Session> {
    return this.state.read<Record<string, Session>>(SESSIONS, {});
  }
}

import { SandboxState } from '../state';
import { CallOrigin } from './api-call';

/** A session of a role that the sandbox handed out. */
export interface RoleSession extends CallOrigin {
  readonly roleArn: string;
  /** For example `arn:aws:sts::111122223333:assumed-role/ROLE/SESSION`. */
  readonly sessionArn: string;
}

const SESSIONS = 'role-sessions';
/** No session of a role lasts longer. */
const LIFETIME_MS = 12 * 3600_000;

interface Kept extends RoleSession {
  readonly since: number;
}

/** The sessions whose calls are judged, by access key; they outlive a restart of the front. */
export class RoleSessions {
  private readonly sessions: Map<string, Kept>;

  /**
   * @param now milliseconds since 1970
   */
  constructor(private readonly state: SandboxState, private readonly now: () => number = Date.now) {
    this.sessions = new Map(Object.entries(state.read<Record<string, Kept>>(SESSIONS, {})));
  }

  remember(accessKeyId: string, session: RoleSession): void {
    this.sessions.set(accessKeyId, { ...session, since: this.now() });
    [...this.sessions].filter(([, { since }]) => since < this.now() - LIFETIME_MS).forEach(([key]) => this.sessions.delete(key));
    this.state.write(SESSIONS, Object.fromEntries(this.sessions));
  }

  of(accessKeyId: string | undefined): RoleSession | undefined {
    return accessKeyId === undefined ? undefined : this.sessions.get(accessKeyId);
  }
}

/** The ARN of a session, which has a role's name without its path. */
export function sessionArn(roleArn: string, sessionName: string): string {
  const [, partition, accountId, name] = /^arn:([\w-]+):iam::(\d*):role\/(?:.*\/)?([^/]+)$/.exec(roleArn) ?? [];
  return name === undefined ? roleArn : `arn:${partition}:sts::${accountId}:assumed-role/${name}/${sessionName}`;
}

/** The role of a session, without its path, which the session's ARN does not have; undefined for everybody else. */
export function roleOfSession(arn: string): string | undefined {
  const [, accountId, name] = /^arn:aws:sts::(\d+):assumed-role\/([^/]+)\//.exec(arn) ?? [];
  return name === undefined ? undefined : `arn:aws:iam::${accountId}:role/${name}`;
}

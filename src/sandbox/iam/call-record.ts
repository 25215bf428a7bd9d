import * as fs from 'node:fs';
import * as path from 'node:path';
import { ApiCall, CallOrigin } from './api-call';
import { Judgement } from './evaluation';
import { RoleSession } from './role-sessions';

/** A call that was made under a role, and what became of it. */
export interface RecordedCall extends CallOrigin {
  /** ISO 8601. */
  readonly time: string;
  /** Name of the role. */
  readonly role: string;
  readonly session: string;
  /** For example `ecs:UpdateService`. */
  readonly call: string;
  readonly resource: string;
  readonly decision: 'allowed' | 'denied';
  /** The statement that decided: `POLICY/SID` or `POLICY[INDEX]`. */
  readonly statement?: string;
  readonly reason: string;
}

/** Which calls are meant. */
export interface CallFilter {
  /** Name of the role. */
  readonly role?: string;
  readonly executionId?: string;
  /** Only what was denied. */
  readonly denied?: boolean;
}

const FILE = 'calls.jsonl';
const OLDER = 'calls.1.jsonl';
const LIMIT_BYTES = 4_000_000;

/** Keeps each call as a line of `calls.jsonl`; the file before the last four megabytes is forgotten. */
export class CallRecord {
  private readonly file: string;

  constructor(private readonly stateFolder: string, private readonly limit: number = LIMIT_BYTES) {
    this.file = path.join(stateFolder, FILE);
  }

  add({ roleArn, sessionArn, executionId, action, buildId, taskId }: RoleSession, call: ApiCall, { allowed, statement, reason }: Judgement): void {
    const recorded: RecordedCall = {
      time: new Date().toISOString(),
      ...{ executionId, action, buildId, taskId },
      role: roleArn.slice(roleArn.lastIndexOf('/') + 1),
      session: sessionArn,
      call: call.action,
      resource: call.resource,
      decision: allowed ? 'allowed' : 'denied',
      statement,
      reason,
    };
    this.makeRoom();
    fs.appendFileSync(this.file, `${JSON.stringify(recorded)}\n`);
  }

  private makeRoom(): void {
    if (fs.existsSync(this.file) && fs.statSync(this.file).size >= this.limit) {
      fs.renameSync(this.file, path.join(this.stateFolder, OLDER));
    }
  }
}

/** The calls of a sandbox, oldest first. */
export function readCalls(stateFolder: string, { role, executionId, denied }: CallFilter = {}): RecordedCall[] {
  const lines = [OLDER, FILE].map((name) => path.join(stateFolder, name)).filter((file) => fs.existsSync(file))
    .flatMap((file) => fs.readFileSync(file, 'utf8').split('\n').filter(Boolean));
  return lines.map((line) => JSON.parse(line) as RecordedCall).filter((call) => (role === undefined || call.role === role)
    && (executionId === undefined || call.executionId === executionId)
    && (!denied || call.decision === 'denied'));
}

/** A line for each call: time, pipeline action or build, role, call, resource, decision. */
export function describeCalls(calls: readonly RecordedCall[]): string[] {
  return calls.map(({ time, action, buildId, taskId, role, call, resource, decision, statement, reason }) => [
    time, action ?? buildId ?? taskId ?? '-', role, call, resource, decision === 'allowed' ? `allowed by ${statement ?? reason}` : `DENIED ${reason}`,
  ].join('  '));
}

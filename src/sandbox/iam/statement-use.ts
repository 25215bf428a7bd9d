import { JsonObject } from '../aws-json';
import { HttpEmulatorClient } from '../emulator-client';
import { Sandbox } from '../sandbox-record';
import { readCalls, RecordedCall } from './call-record';
import { NamedPolicy, statementsOf } from './evaluation';
import { textList } from '../sts/conditions';
import { IdentityReader } from '../sts/identity-reader';

/** How often an action that a statement allows was really used. */
export interface ActionUse {
  /** Name of the role. */
  readonly role: string;
  /** `POLICY/SID` or `POLICY[INDEX]`. */
  readonly statement: string;
  readonly action: string;
  /** The statement's resources. */
  readonly resources: string[];
  readonly calls: number;
}

/** Roles that `cdk bootstrap` makes; their calls are not judged. */
const OF_BOOTSTRAP = /^cdk-/;

/** Every action that a role of the account is allowed, with the number of calls in the record that needed it. */
export async function actionUses(sandbox: Sandbox): Promise<ActionUse[]> {
  const { emulatorUrl: url, region, accountId, accessKeyId, secretAccessKey, stateFolder } = sandbox;
  const identities = new IdentityReader(new HttpEmulatorClient({ url, region, accountId, credentials: { accessKeyId, secretAccessKey } }));
  const names = (await identities.roleNames()).filter((name) => !OF_BOOTSTRAP.test(name)).sort();
  const calls = readCalls(stateFolder);
  const uses = await Promise.all(names.map(async (name) => usesOf(name, await identities.policiesOf(name), calls)));
  return uses.flat();
}

/** The uses of one role's allowed actions. */
export function usesOf(role: string, policies: readonly NamedPolicy[], calls: readonly RecordedCall[]): ActionUse[] {
  const allowing = statementsOf(policies).filter(({ statement }) => statement.Effect === 'Allow');
  return allowing.flatMap(({ name, statement }) => textList((statement as JsonObject).Action).map((action) => ({
    role,
    statement: name,
    action,
    resources: textList((statement as JsonObject).Resource),
    calls: calls.filter((call) => call.role === role && call.statement === name && sameAction(call.call, action)).length,
  })));
}

function sameAction(called: string, action: string): boolean {
  return called.toLowerCase() === action.toLowerCase();
}

/** A row for each action: how often it was used, by which role, which action, on what. */
export function describeUses(uses: readonly ActionUse[]): string[] {
  const width = (read: (use: ActionUse) => string): number => Math.max(0, ...uses.map((use) => read(use).length));
  const [ofRole, ofAction] = [width(({ role }) => role), width(({ action }) => action)];
  return uses.map(({ role, action, resources, calls }) => [String(calls).padStart(5), role.padEnd(ofRole), action.padEnd(ofAction), resources.join(', ')].join('  '));
}

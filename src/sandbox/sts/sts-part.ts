import { SandboxContext, SandboxPart } from '../part';
import { IdentityReader } from './identity-reader';
import { TrustedIssuer } from './identity-token';
import { RoleChaining } from './role-chaining';
import { WebIdentity } from './web-identity';
import { WebIdentitySessions } from './web-identity-sessions';

/**
 * The part of STS that decides who may have a role: tokens of the given issuers, and roles that take other roles. Everything else of STS goes
 * on to the emulator.
 *
 * @param now milliseconds since 1970
 */
export function createStsPart(context: SandboxContext, issuers: TrustedIssuer[], now: () => number = Date.now): SandboxPart {
  const identities = new IdentityReader(context.emulator);
  const log = (line: string): void => context.log(line);
  const sessions = new WebIdentitySessions(context.state, identities, log);
  const webIdentity = new WebIdentity({ accountId: context.accountId, identities, issuers, sessions, log, now });
  const chaining = new RoleChaining(identities, log);
  return {
    name: 'sts',
    admit: (call) => sessions.admit(call),
    queryServices: [{
      name: 'sts',
      actions: { AssumeRoleWithWebIdentity: (parameters) => webIdentity.assumeRole(parameters) },
      guards: { AssumeRole: (parameters, caller) => chaining.check(parameters, caller) },
      passThrough: true,
      unsignedActions: ['AssumeRoleWithWebIdentity'],
    }],
    // The emulator also speaks a JSON protocol that AWS's STS has not; past this door nothing would be checked.
    services: [{ name: 'sts', targetPrefix: 'AWSSecurityTokenServiceV20110615', operations: {} }],
  };
}

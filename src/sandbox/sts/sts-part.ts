import { SandboxContext, SandboxPart } from '../part';
import { IdentityReader } from './identity-reader';
import { TrustedIssuer } from './identity-token';
import { RoleChaining } from './role-chaining';
import { WebIdentity } from './web-identity';

/**
 * The part of STS that decides who may have a role: tokens of the given issuers, and roles that take other roles. Everything else of STS goes
 * on to the emulator.
 *
 * @param now milliseconds since 1970
 */
export function createStsPart(context: SandboxContext, issuers: TrustedIssuer[], now: () => number = Date.now): SandboxPart {
  const identities = new IdentityReader(context.emulator);
  const log = (line: string): void => context.log(line);
  const webIdentity = new WebIdentity({ accountId: context.accountId, identities, issuers, sessions: context.sessions, log, now });
  const chaining = new RoleChaining(identities, context.access, log);
  return {
    name: 'sts',
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

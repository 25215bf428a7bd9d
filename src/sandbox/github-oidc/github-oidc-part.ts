import { JsonObject } from '../aws-json';
import { ControlError, ControlHandler } from '../control-endpoint';
import { SandboxContext, SandboxPart } from '../part';
import { tokenClaims } from './claims';
import { GitHubIssuer } from './issuer';
import { workflowRun } from './registration';
import { RunStore } from './run-store';
import { jobWithToken } from './workflow-job';

const BASE = '/_sandbox/github';

/** GitHub's token service as a part of the sandbox, with the issuer whose tokens STS verifies. */
export interface GitHubOidcPart extends SandboxPart {
  readonly issuer: GitHubIssuer;
}

/**
 * Stands for GitHub's token service: a run is registered, its jobs ask for tokens as `getIDToken` of `@actions/core` does.
 *
 * @param now milliseconds since 1970
 */
export function createGitHubOidcPart(context: SandboxContext, now: () => number = Date.now): GitHubOidcPart {
  const issuer = new GitHubIssuer(context.state.directory('github-oidc'));
  const runs = new RunStore(context.state);
  return {
    name: 'github-oidc',
    issuer,
    controls: {
      [`GET ${BASE}/.well-known/openid-configuration`]: async () => discovery(issuer, context.frontUrl),
      [`GET ${BASE}/.well-known/jwks`]: async () => ({ ...(await issuer.keys()) }),
      [`POST ${BASE}/runs`]: async ({ body }) => {
        const requestToken = runs.register(workflowRun(JSON.parse(body) as JsonObject));
        // The toolkit appends `&audience=...`, so the address has a query already, as GitHub's has.
        return { requestUrl: `${context.frontUrl}${BASE}/token?api-version=2.0`, requestToken };
      },
      [`GET ${BASE}/token`]: tokenEndpoint(issuer, runs, context, now),
    },
    status: () => ({ issuer: issuer.issuer, runs: runs.count }),
  };
}

function tokenEndpoint(issuer: GitHubIssuer, runs: RunStore, context: SandboxContext, now: () => number): ControlHandler {
  return async ({ url, headers }) => {
    const run = runs.find(/^bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '');
    if (!run) {
      throw new ControlError(401, 'no run was registered with this request token');
    }
    const jobId = url.searchParams.get('job') ?? '';
    try {
      const claims = tokenClaims(run, jobWithToken(run, jobId), url.searchParams.get('audience') ?? undefined, Math.floor(now() / 1000));
      context.log(`github-oidc: token for job ${jobId} of run ${run.id}: ${claims.sub}, audience ${String(claims.aud)}`);
      return { value: await issuer.sign(claims) };
    } catch (error) {
      context.log(`github-oidc: no token for job ${jobId} of run ${run.id}: ${(error as Error).message}`);
      throw error;
    }
  };
}

function discovery(issuer: GitHubIssuer, frontUrl: string): JsonObject {
  return {
    issuer: issuer.issuer,
    jwks_uri: `${frontUrl}${BASE}/.well-known/jwks`,
    subject_types_supported: ['public', 'pairwise'],
    response_types_supported: ['id_token'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: ['openid'],
  };
}

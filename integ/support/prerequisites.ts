/**
 * What an account must have before an integration test can run; the sandbox makes it for itself, see `account.ts`.
 *
 * Nothing here differs between the sandbox and a real account.
 */

/** The repository on GitHub, with the content of `examples/orders-service` on `main`. */
export const REPOSITORY = 'tap-cicd-pipeline/orders-service';

/** The parameter with the ARN of an available connection that sees the repository. */
export const CONNECTION_PARAMETER = '/tap-cicd-pipeline/integ/connection-arn';

/** The secret with a GitHub token as plain text; only `integ.oauth.ts` reads it. */
export const TOKEN_SECRET = 'tap-cicd-pipeline/integ/github-token';

/** The account's OIDC provider for GitHub's tokens, of which it can have one; only `integ.github-workflow.ts` uses it. */
export const GITHUB_ISSUER = 'token.actions.githubusercontent.com';

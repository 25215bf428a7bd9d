export { createGitHubOidcPart, type GitHubOidcPart } from './github-oidc-part';
export { GITHUB_ISSUER, readOrMakeKey } from './issuer';
export { generateSigningKey, signToken, type SigningKey } from './tokens';

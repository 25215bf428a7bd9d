import { Reasons } from './hardened-workflow';
import { ACTION_VERSIONS, ActionVersion } from '../../src/github/workflow/action-versions';

/** Actions that only this repository's own workflows use; the others are in the table of the package. */
export const OWN_ACTION_VERSIONS: { readonly [action: string]: ActionVersion } = {
  'actions/deploy-pages': { sha: 'cd2ce8fcbc39b97be8ca5fce6e763baed58fa128', version: 'v5.0.0' },
  'actions/setup-dotnet': { sha: 'a98b56852c35b8e3190ac28c8c2271da59106c68', version: 'v6.0.0' },
  'actions/setup-go': { sha: 'b7ad1dad31e06c5925ef5d2fc7ad053ef454303e', version: 'v7.0.0' },
  'actions/upload-pages-artifact': { sha: 'fc324d3547104276b827a68afc52ff2a11cc49c9', version: 'v5.0.0' },
};

/** What stands behind `uses:`, by the name of the action. */
export const PINS: { readonly [action: string]: string } = Object.fromEntries(
  Object.entries({ ...ACTION_VERSIONS, ...OWN_ACTION_VERSIONS }).map(([action, { sha }]) => [action, `${action}@${sha}`]),
);

const IDENTITY = 'the identity that the registry trusts in place of a token';

const ALL_VERSIONS = { ...ACTION_VERSIONS, ...OWN_ACTION_VERSIONS };

/** The comments of the workflow files. A permission without a reason here fails the synthesis. */
export const REASONS: Reasons = {
  releases: Object.fromEntries(Object.entries(ALL_VERSIONS).map(([action, { version }]) => [PINS[action], version])),
  permissions: {
    'release_github.contents': 'creates the tag and the release',
    'release_npm.id-token': IDENTITY,
    'release_pypi.id-token': IDENTITY,
    'release_nuget.id-token': IDENTITY,
    'site.pages': 'puts the site online',
    'site.id-token': 'the identity by which GitHub Pages knows the workflow',
    'pull-request.contents': 'pushes the branch',
    'pull-request.pull-requests': 'opens the pull request',
    'pull-request.actions': 'starts the build of the branch',
    'integ.id-token': 'the identity that the role in the sandbox account trusts',
  },
};

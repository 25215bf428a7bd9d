/** A release of an action, by the commit that cannot be moved. */
export interface ActionVersion {
  /** The full commit of the release. */
  readonly sha: string;
  /** The tag of that commit, for people. */
  readonly version: string;
}

/**
 * Every action that a workflow of this package uses, and the only place that says which release.
 *
 * A commit is read from the action's own repository: `git ls-remote https://github.com/OWNER/NAME 'refs/tags/VERSION^{}'`.
 *
 * @see https://docs.github.com/en/actions/reference/security/secure-use#using-third-party-actions
 */
export const ACTION_VERSIONS: { readonly [action: string]: ActionVersion } = {
  'actions/attest-build-provenance': { sha: 'a2bbfa25375fe432b6a289bc6b6cd05ecd0c4c32', version: 'v4.1.0' },
  'actions/checkout': { sha: '3d3c42e5aac5ba805825da76410c181273ba90b1', version: 'v7.0.1' },
  'actions/download-artifact': { sha: '3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c', version: 'v8.0.1' },
  'actions/setup-java': { sha: 'b6effb05e454b25005698d916606bdc6ffcbf961', version: 'v5.7.0' },
  'actions/setup-node': { sha: '820762786026740c76f36085b0efc47a31fe5020', version: 'v7.0.0' },
  'actions/setup-python': { sha: '5fda3b95a4ea91299a34e894583c3862153e4b97', version: 'v7.0.0' },
  'actions/upload-artifact': { sha: 'bbbca2ddaa5d8feaa63e36b76fdaad77386f024f', version: 'v7.0.0' },
  'aws-actions/configure-aws-credentials': { sha: 'e6de054238d6b7531b4efff3b6587d9aade6a06c', version: 'v6.2.3' },
};

const PINNED = /^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/;

/**
 * What stands behind `uses:`.
 *
 * @param action `owner/name` of the table, or an action that is already pinned: `owner/name@{40 hexadecimal digits}`
 */
export function pinned(action: string): string {
  const known = ACTION_VERSIONS[action];
  if (known) return `${action}@${known.sha}`;
  if (PINNED.test(action)) return action;
  throw new Error(`action ${JSON.stringify(action)} must be one of ${Object.keys(ACTION_VERSIONS).join(', ')}, or pinned to a full commit: owner/name@{40 hexadecimal digits}`);
}

/** The release behind a pinned action of the table, for the comment beside it. */
export function releaseOf(uses: string): string | undefined {
  const [action, sha] = uses.split('@');
  const known = ACTION_VERSIONS[action];
  return known?.sha === sha ? known.version : undefined;
}

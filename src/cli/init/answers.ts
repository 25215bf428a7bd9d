/** The languages in which a CDK app can be made. */
export const LANGUAGES = ['typescript', 'javascript', 'python', 'java'] as const;

export type Language = typeof LANGUAGES[number];

/** How the pipeline gets at the application's repository. */
export type Access =
  /** The stack makes a connection of this name. */
  | { readonly kind: 'connection'; readonly name: string }
  /** A connection that is there. */
  | { readonly kind: 'connection-arn'; readonly arn: string }
  /** A secret that holds an OAuth token. */
  | { readonly kind: 'token-secret'; readonly secret: string };

/** All that must be known before a file can be made. */
export interface Answers {
  readonly language: Language;
  /** The application's repository, `owner/name`. */
  readonly repository: string;
  /** The branch that is delivered. */
  readonly branch: string;
  readonly access: Access;
  readonly suffix: string;
  /** By the name of the tag's prop; those that are no prop are tags of the user's own. */
  readonly tags: { readonly [name: string]: string };
  readonly email?: string;
  /** The repository that the CDK app stands in, `owner/name`. */
  readonly infraRepository: string;
  readonly ownerId?: string;
  readonly repositoryId?: string;
  /** GitHub's environments by branch, where they are not the default. */
  readonly environments: { readonly [branch: string]: string };
  /** The CDK app's folder in the repository that it stands in, `.` for its root. */
  readonly workingDirectory: string;
}

/** The props of the tags; every other name is a free-form tag. */
export const TAG_PROPS = ['project', 'team', 'author', 'prNumber'] as const;

/** The parts of a repository's name, in lower case, from which all other names are made; never empty, never beginning with a digit. */
export function wordsOf(repository: string): string[] {
  const [, name = ''] = repository.split('/');
  const words = name.split(/[^A-Za-z0-9]+/).filter(Boolean).map((word) => word.toLowerCase());
  return words.length === 0 || /^\d/.test(words[0]) ? ['app', ...words] : words;
}

/** `OrderBook` */
export function pascalCase(words: string[]): string {
  return words.map((word) => word[0].toUpperCase() + word.slice(1)).join('');
}

/** The branches of the workflow, where they are not its default. */
export function workflowBranches({ branch }: Answers): string[] | undefined {
  return branch === 'main' ? undefined : [branch, 'release/*'];
}

/** Answers of which every one is good: what stands around one that is to be judged by itself. */
export const SAMPLE: Answers = {
  language: 'typescript',
  repository: 'acme/orders',
  branch: 'main',
  access: { kind: 'connection', name: 'acme-github' },
  suffix: 'dev',
  tags: {},
  infraRepository: 'acme/orders-infra',
  environments: {},
  workingDirectory: '.',
};

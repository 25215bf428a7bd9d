import { aws_iam as iam, Environment, Token } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { Toolchain } from './toolchains/toolchain';
import { GitHubRepositoryIds } from './trust/github-identity';
import { BRANCH, ENVIRONMENT_NAME } from './workflow/branches';
import { requireThat } from '../private/errors';
import { isKnown } from '../private/tokens';

/** How the GitHub Actions workflow delivers the CDK app. */
export interface GitHubWorkflowOptions extends GitHubRepositoryIds {
  /**
   * The repository of the CDK app, `owner/name`, written as GitHub writes it: AWS compares with the case of the letters.
   * @default - the repository of the pipeline
   */
  readonly repository?: string;

  /**
   * Language and package manager of the CDK app.
   * @default - NodeToolchain with npm
   */
  readonly toolchain?: Toolchain;

  /**
   * The workflow's name, and that of its file: `.github/workflows/{workflowName}.yml`. Each pipeline of a repository needs its own.
   * @default 'ci-cd'
   */
  readonly workflowName?: string;

  /**
   * Branches that are deployed; pull requests to them are checked. A name, or a folder of names that ends in `/*`.
   * @default - `main` and `release/*`
   */
  readonly branches?: string[];

  /**
   * Whether pull requests show what they would change. Whoever can push a branch to the repository can then read what the bootstrap's lookup role reads.
   * @default true
   */
  readonly diffPullRequests?: boolean;

  /**
   * The GitHub environment of each branch, whose protection rules (reviewers, branches) hold up the deployment.
   * @default - `production` for every branch
   * @see https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments
   */
  readonly environments?: { [branch: string]: string };

  /**
   * Files that concern the CDK app (GitHub's patterns). Other pushes start nothing, which keeps the two orchestrations of one repository apart.
   * @default - every file
   */
  readonly paths?: string[];

  /**
   * Labels of the runner; jq, the AWS CLI and the GitHub CLI must be on it, as on those of GitHub.
   * @default - `ubuntu-latest`
   */
  readonly runnerLabels?: string[];

  /**
   * Where the CDK app is in the repository.
   * @default '.'
   */
  readonly workingDirectory?: string;

  /**
   * The stacks that are compared and deployed, by the ids that the CDK CLI lists, and what they depend on.
   * @default - the stack of the pipeline
   */
  readonly stacks?: string[];

  /**
   * Version of the CDK CLI in all jobs, exact.
   * @default '2.1148.1'
   */
  readonly cdkVersion?: string;

  /**
   * The account, as the file names it.
   * @default - the variable `AWS_ACCOUNT_ID` of the repository or environment; so the file is the same on every machine
   */
  readonly accountId?: string;

  /**
   * The region, as the file names it. Needed outside the commercial regions, whose ARNs are different.
   * @default - the variable `AWS_REGION` of the repository or environment
   */
  readonly region?: string;

  /**
   * Accounts and regions that are deployed to.
   * @default - account and region of the stack
   */
  readonly targets?: Environment[];

  /**
   * The qualifier with which the targets are bootstrapped.
   * @default - that of the stack's synthesizer
   */
  readonly qualifier?: string;

  /**
   * The account's provider for GitHub's tokens, of which an account has one.
   * @default - the stack makes it; where another stack has, CloudFormation fails with EntityAlreadyExists: import that one
   */
  readonly oidcProvider?: iam.IOIDCProviderRef;

  /**
   * When `cdk drift` runs: a cron expression, UTC. It makes a second file, `{workflowName}-drift.yml`.
   * @default - drift is not looked for
   */
  readonly driftSchedule?: string;

  /**
   * Whether the cloud assembly gets a signed statement of its origin; needs a public repository, or GitHub Enterprise Cloud.
   * @default false
   * @see https://docs.github.com/en/actions/concepts/security/artifact-attestations
   */
  readonly attestProvenance?: boolean;

  /**
   * JSON Patches (RFC 6902), each a JSON text, applied to the document of the workflow before it is written: the way around this API.
   *
   * A patch can remove what makes the workflow safe.
   *
   * @default - the document as it is made
   */
  readonly patches?: string[];

  /**
   * The root of the repository, in which the file is written.
   * @default - the nearest folder, from the current one upwards, that has `.git` or `.github`; the current one where none has
   */
  readonly repositoryRoot?: string;
}

export const DEFAULT_BRANCHES = ['main', 'release/*'];
export const DEFAULT_ENVIRONMENT = 'production';

/** Rules for single texts: prop, pattern, rule, a value that holds. */
const TEXT_RULES = [
  ['workflowName', /^[a-z0-9][a-z0-9_-]{0,63}$/, 'must be 1 to 64 lower-case letters, digits, hyphens and underscores, and begin with a letter or digit', 'ci-cd'],
  ['workingDirectory', /^(\.|(?!\.\.?(\/|$))[\w.-]+(\/(?!\.\.?(\/|$))[\w.-]+)*)$/, 'must be a folder below the root of the repository', 'infra'],
  ['cdkVersion', /^2\.\d+\.\d+$/, 'must be an exact version of the CDK CLI', '2.1148.1'],
  ['accountId', /^\d{12}$/, 'must be 12 digits', '111111111111'],
  ['region', /^[a-z]+(-[a-z]+)+-\d+$/, 'must be a region', 'eu-central-1'],
  ['driftSchedule', /^\S+( \S+){4}$/, 'must be a cron expression of five fields', '23 4 * * 1'],
] as const;

/** Throws unless all that is known holds. */
export function checkOptions(scope: Construct, options: GitHubWorkflowOptions): void {
  for (const [prop, pattern, rule, example] of TEXT_RULES) {
    const value = options[prop];
    // Where the file must be the same on every machine, a value that is not known yet is of no use.
    requireThat(scope, value === undefined || (!Token.isUnresolved(value) && pattern.test(value)), { prop, rule, value, fix: `for example "${example}"` });
  }
  checkBranches(scope, options);
  for (const prop of ['runnerLabels', 'stacks', 'paths'] as const) {
    requireThat(scope, options[prop]?.length !== 0, { prop, rule: 'must not be empty', value: options[prop], fix: 'leave it out for the default' });
  }
}

function checkBranches(scope: Construct, { branches = DEFAULT_BRANCHES, environments = {} }: GitHubWorkflowOptions): void {
  requireThat(scope, branches.length > 0, { prop: 'branches', rule: 'must not be empty', value: branches, fix: 'leave it out for main and release/*' });
  for (const branch of branches) {
    requireThat(scope, isKnown(branch) && BRANCH.test(branch), { prop: 'branches', rule: 'must be names of branches, or a folder of names that ends in /*', value: branch, fix: 'for example "main" or "release/*"' });
  }
  for (const [branch, environment] of Object.entries(environments)) {
    requireThat(scope, branches.includes(branch), { prop: 'environments', rule: `must name branches of 'branches', which are ${branches.join(', ')}`, value: branch, fix: 'add the branch, or leave its environment out' });
    requireThat(scope, isKnown(environment) && ENVIRONMENT_NAME.test(environment), {
      prop: 'environments', rule: 'must be 1 to 255 letters, digits, dots, hyphens and underscores', value: environment, fix: 'for example "production"',
    });
  }
}

const REGISTRY = Symbol.for('tap-cicd-pipeline.workflow-files');

/** Keeps two pipelines of one app from writing the same file. */
export function claimFile(scope: Construct, file: string): void {
  const root = scope.node.root as IConstruct & { [REGISTRY]?: Map<string, string> };
  const takenBy = (root[REGISTRY] ??= new Map<string, string>());
  requireThat(scope, !takenBy.has(file), {
    prop: 'workflowName', rule: `must give a file that no other pipeline of this app has; ${takenBy.get(file)} has the same`, value: file, fix: 'give each pipeline a workflowName of its own',
  });
  takenBy.set(file, scope.node.path);
}

import { NamingOptions } from './naming';
import { PipelineTags } from './tagging';

/** What the environment says of a pipeline. */
export interface EnvironmentSettings {
  readonly environmentSuffix: string;
  readonly repository?: string;
  readonly connectionArn?: string;
  readonly branch?: string;
  readonly tags: PipelineTags;
  readonly naming?: NamingOptions;
}

/**
 * The one place that reads the environment.
 *
 * | setting | variables, first found wins | fallback |
 * |---|---|---|
 * | `environmentSuffix` | `ENVIRONMENT_SUFFIX` | `dev` |
 * | `repo` | `GITHUB_REPOSITORY` (`owner/name`) | must then be given |
 * | connection of `repo` | `GITHUB_CONNECTION_ARN` | OAuth token in Secrets Manager |
 * | branch of `repo` | `DELIVERY_BRANCH` | `main` |
 * | `naming.application` | `APPLICATION` | no application in the names |
 * | `tags.project` | `PROJECT`, name of the repository | no tag |
 * | `tags.team` | `TEAM`, `GITHUB_REPOSITORY_OWNER` | no tag |
 * | `tags.author` | `COMMIT_AUTHOR`, `GITHUB_ACTOR` | no tag |
 * | `tags.prNumber` | `PR_NUMBER` | no tag |
 *
 * An empty variable counts as not set. No credential is ever read here.
 */
export function readEnvironment(variables: { readonly [name: string]: string | undefined }): EnvironmentSettings {
  const first = (...names: string[]) => names.map((name) => variables[name]?.trim()).find((value) => value);
  const repository = first('GITHUB_REPOSITORY');
  const application = first('APPLICATION');
  return {
    environmentSuffix: first('ENVIRONMENT_SUFFIX') ?? 'dev',
    repository,
    connectionArn: first('GITHUB_CONNECTION_ARN'),
    branch: first('DELIVERY_BRANCH'),
    naming: application ? { application } : undefined,
    tags: {
      project: first('PROJECT') ?? repository?.split('/')[1],
      team: first('TEAM', 'GITHUB_REPOSITORY_OWNER'),
      author: first('COMMIT_AUTHOR', 'GITHUB_ACTOR'),
      prNumber: first('PR_NUMBER'),
    },
  };
}

/** Who synthesises the app. */
export interface SynthesisRun {
  /** Whether the CDK CLI does, which then takes the assembly: `CDK_OUTDIR`. */
  readonly byCli: boolean;
  /** Whether it runs in continuous integration, where nothing may be changed: `CI`. */
  readonly inCi: boolean;
}

export function synthesisRun(variables: { readonly [name: string]: string | undefined }): SynthesisRun {
  return { byCli: Boolean(variables.CDK_OUTDIR), inCi: !['', '0', 'false'].includes((variables.CI ?? '').toLowerCase()) };
}

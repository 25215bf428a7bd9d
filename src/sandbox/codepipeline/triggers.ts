import picomatch from 'picomatch';

/** Includes and excludes of a filter; a value that is both is excluded. */
export interface PatternFilter {
  readonly includes?: string[];
  readonly excludes?: string[];
}

/** One entry of a push trigger: tags, or branches, or branches and file paths. */
export interface PushFilter {
  readonly tags?: PatternFilter;
  readonly branches?: PatternFilter;
  readonly filePaths?: PatternFilter;
}

/** A pipeline's trigger, as the API has it. */
export interface GitTrigger {
  readonly providerType: string;
  readonly gitConfiguration: {
    readonly sourceActionName: string;
    readonly push?: PushFilter[];
    readonly pullRequest?: unknown[];
  };
}

/** What was pushed. */
export interface PushEvent {
  /** For example `refs/heads/main` or `refs/tags/v1`. */
  readonly ref: string;
  /** Paths that differ between before and after. */
  readonly changedFiles: string[];
}

/** A source action, as far as its change detection goes. */
export interface DetectingSource {
  readonly actionName: string;
  /** The action's branch, used when no filter is given. */
  readonly branch: string;
  /** False only where the action's configuration says so. */
  readonly detectChanges: boolean;
}

/** Does this push start the pipeline, and if so by which rule; undefined when it does not. */
export function matchPush(event: PushEvent, source: DetectingSource, triggers: GitTrigger[]): string | undefined {
  const own = triggers.filter((trigger) => trigger.gitConfiguration.sourceActionName === source.actionName);
  if (own.length === 0) {
    return source.detectChanges && branchOf(event.ref) === source.branch ? `branch ${source.branch}` : undefined;
  }
  return own.map((trigger) => matchTrigger(event, source, trigger)).find((match) => match !== undefined);
}

/** The branch's name, undefined for anything that is not a branch. */
export function branchOf(ref: string): string | undefined {
  return ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : undefined;
}

/** The tag's name, undefined for anything that is not a tag. */
export function tagOf(ref: string): string | undefined {
  return ref.startsWith('refs/tags/') ? ref.slice('refs/tags/'.length) : undefined;
}

/**
 * Does the value pass a filter.
 *
 * `*` stays within a name component, `**` crosses; a value that is both included and excluded is excluded; without includes
 * everything is included.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/syntax-glob.html
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-triggers.html
 */
export function passes(value: string, filter: PatternFilter): boolean {
  const includes = filter.includes ?? [];
  const included = includes.length === 0 || matchesAny(value, includes);
  return included && !matchesAny(value, filter.excludes ?? []);
}

function matchTrigger(event: PushEvent, source: DetectingSource, trigger: GitTrigger): string | undefined {
  const { push, pullRequest } = trigger.gitConfiguration;
  if (!push?.length) {
    // Without any filter the action's own branch is watched; a trigger on pull requests alone never starts on a push.
    return !pullRequest?.length && branchOf(event.ref) === source.branch ? `branch ${source.branch}` : undefined;
  }
  const index = push.findIndex((filter) => matchPushFilter(event, filter));
  return index < 0 ? undefined : `push filter ${index + 1} of ${push.length}: ${JSON.stringify(push[index])}`;
}

function matchPushFilter(event: PushEvent, filter: PushFilter): boolean {
  const tag = tagOf(event.ref);
  if (filter.tags) {
    return tag !== undefined && passes(tag, filter.tags);
  }
  const branch = branchOf(event.ref);
  if (branch === undefined || (filter.branches && !passes(branch, filter.branches))) {
    return false;
  }
  const { filePaths } = filter;
  return filePaths === undefined || event.changedFiles.some((file) => passes(file, filePaths));
}

function matchesAny(value: string, patterns: string[]): boolean {
  return patterns.some((pattern) => picomatch.isMatch(value, pattern, { dot: true, noextglob: true, nonegate: true }));
}

import picomatch from 'picomatch';
import { parse } from 'yaml';

/** What starts a run. */
export interface Start {
  readonly eventName: 'push' | 'pull_request';
  /** The branch that is pushed, or the target of the pull request. */
  readonly branch: string;
}

/** Starts that act cannot judge, since it ignores the filters of `on`; and whether the workflow runs. */
export const STARTS: ReadonlyArray<Start & { readonly runs: boolean }> = [
  { eventName: 'push', branch: 'main', runs: true },
  { eventName: 'push', branch: 'release/1.0', runs: true },
  { eventName: 'push', branch: 'feature/discounts', runs: false },
  { eventName: 'push', branch: 'main-2', runs: false },
  { eventName: 'push', branch: 'release/1.0/fix', runs: false },
  { eventName: 'pull_request', branch: 'main', runs: true },
  { eventName: 'pull_request', branch: 'release/1.0', runs: true },
  { eventName: 'pull_request', branch: 'feature/discounts', runs: false },
];

type Filters = Record<string, { readonly branches?: string[]; readonly tags?: string[] } | null>;

/**
 * Whether a workflow runs at an event, as its text says. In a pattern `*` does not match a slash.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet
 */
export function runsAt(workflow: string, { eventName, branch }: Start): boolean {
  const filters = (parse(workflow) as { on: Filters }).on;
  if (!(eventName in filters)) return false;
  const { branches } = filters[eventName] ?? {};
  return branches === undefined || branches.some((pattern) => picomatch.isMatch(branch, pattern));
}

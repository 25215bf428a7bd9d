import { Exchange } from './exchange';

/** What one commit was to do to the service. */
export interface Deployment {
  readonly previous: string;
  readonly current: string;
  /** When its execution had ended: from here on the version before must not answer. */
  readonly endedAt: number;
}

/** What a client saw of it. */
export interface RollOver {
  readonly requests: number;
  readonly failed: number;
  /** The longest time without a good answer, in seconds. */
  readonly longestGap: number;
  /** In the order in which each was heard first. */
  readonly versions: string[];
  /** What went wrong, each once with its count. */
  readonly problems: string[];
}

/** Counts; a request that was answered by the wrong version has failed too. */
export function judgeRollOver(exchanges: Exchange[], deployment: Deployment): RollOver {
  const inOrder = [...exchanges].sort((a, b) => a.endedAt - b.endedAt);
  const problems = inOrder.map((one) => one.problem ? `${one.kind}: ${one.problem}` : wrongVersion(one, deployment)).filter((text) => text !== undefined);
  const versions = [...new Set(inOrder.flatMap(({ version }) => version ?? []))];
  const outOfOrder = versions.join() === [deployment.previous, deployment.current].join() ? [] : [`heard ${short(versions)} where ${short([deployment.previous, deployment.current])} was to come`];
  return {
    requests: exchanges.length,
    failed: problems.length + outOfOrder.length,
    longestGap: longestGap(inOrder),
    versions,
    problems: counted([...problems, ...outOfOrder]),
  };
}

function wrongVersion({ version, startedAt }: Exchange, { previous, current, endedAt }: Deployment): string | undefined {
  if (version === undefined || version === current) return undefined;
  if (version !== previous) return `an answer of ${short([version])}, neither the version before nor the new one`;
  return startedAt > endedAt ? 'an answer of the version before after the deployment had ended' : undefined;
}

function longestGap(inOrder: Exchange[]): number {
  const good = inOrder.filter(({ problem }) => !problem).map(({ endedAt }) => endedAt);
  const times = [inOrder[0]?.startedAt ?? 0, ...good, inOrder[inOrder.length - 1]?.endedAt ?? 0];
  return Math.max(...times.slice(1).map((time, index) => time - times[index])) / 1000;
}

function counted(problems: string[]): string[] {
  return [...new Set(problems)].map((problem) => `${problems.filter((other) => other === problem).length} x ${problem}`);
}

/** Commits as people read them. */
export function short(commits: string[]): string {
  return commits.map((commit) => commit.slice(0, 7)).join(' ') || 'nothing';
}

/** Breaks that are tried one after the other on one pipeline; lanes go on side by side. */
export interface Lane {
  /** The environment of the lane's stack. */
  readonly suffix: string;
  readonly breaks: readonly string[];
  /** The break takes the sandbox down with it: it gets one of its own. */
  readonly ownSandbox?: boolean;
}

/** The longest waits apart; what reaches ECS together, since it needs the same steady service. */
export const LANES: readonly Lane[] = [
  { suffix: 'hang', breaks: ['timeout'] },
  { suffix: 'deploy', breaks: ['unhealthy', 'smoke', 'exit'] },
  { suffix: 'early', breaks: ['unit', 'registry-down', 'integration', 'dockerfile', 'immutable', 'finding', 'expired-ignore', 'scan-pending', 'scan-unsupported', 'secret-missing', 'filter'] },
  { suffix: 'killed', breaks: ['engine-killed'], ownSandbox: true },
];

/** The lanes with only these breaks. */
export function lanesOf(names: readonly string[]): Lane[] {
  return LANES.map((lane) => ({ ...lane, breaks: lane.breaks.filter((name) => names.includes(name)) })).filter(({ breaks }) => breaks.length > 0);
}

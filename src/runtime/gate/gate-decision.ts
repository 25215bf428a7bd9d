import { Finding } from './finding';
import { IgnoreEntry, isExpired, tryEntryFor } from './ignore-list';
import { SEVERITIES, Severity, reaches } from './severity';

/** What becomes of one finding. */
export type FindingVerdict = 'fails' | 'ignored' | 'below-threshold';

/** A finding with its verdict and, where the ignore list played a part, why. */
export interface JudgedFinding {
  readonly finding: Finding;
  readonly verdict: FindingVerdict;
  /** The reason of the entry that ignores it, or that an entry would have but has expired. */
  readonly note: string;
}

/** The gate's decision over a whole image. */
export interface GateDecision {
  readonly passed: boolean;
  readonly threshold: Severity;
  /** The worst first, then by id. */
  readonly findings: readonly JudgedFinding[];
  /** What the reader should know although it decides nothing, e.g. entries that matched nothing. */
  readonly notes: readonly string[];
}

/** By what findings are judged. */
export interface GateRules {
  readonly threshold: Severity;
  readonly ignored: readonly IgnoreEntry[];
  /** Milliseconds since the epoch; decides which entries have expired. */
  readonly now: number;
}

/** Applies ignore list and threshold. A finding fails at or above the threshold unless a living entry names it. */
export function decide(findings: readonly Finding[], rules: GateRules): GateDecision {
  const judged = [...findings].sort(worstFirst).map((finding) => judge(finding, rules));
  return {
    passed: judged.every(({ verdict }) => verdict !== 'fails'),
    threshold: rules.threshold,
    findings: judged,
    notes: [...notesOnEntries(findings, rules), ...notesOnUnjudged(findings)],
  };
}

function judge(finding: Finding, { threshold, ignored, now }: GateRules): JudgedFinding {
  const entry = tryEntryFor(finding, ignored);
  if (entry && !isExpired(entry, now)) { return { finding, verdict: 'ignored', note: `${entry.reason} (until ${entry.expires})` }; }
  const note = entry ? `the ignore entry expired on ${entry.expires}` : '';
  return { finding, verdict: reaches(finding.severity, threshold) ? 'fails' : 'below-threshold', note };
}

function notesOnEntries(findings: readonly Finding[], { ignored, now }: GateRules): string[] {
  return ignored.flatMap((entry) => {
    const used = findings.some((finding) => tryEntryFor(finding, [entry]));
    if (!used) { return [`the ignore entry for ${entry.id} matched nothing: remove it`]; }
    return isExpired(entry, now) ? [`the ignore entry for ${entry.id} expired on ${entry.expires} and no longer ignores: fix the finding or renew the entry`] : [];
  });
}

function notesOnUnjudged(findings: readonly Finding[]): string[] {
  const unjudged = findings.filter((finding) => finding.reportedSeverity !== finding.severity);
  if (unjudged.length === 0) { return []; }
  return [`${unjudged.length} without a severity of its source: judged by score, or as CRITICAL where there is none, since nobody can say that it is less`];
}

function worstFirst(left: Finding, right: Finding): number {
  return SEVERITIES.indexOf(left.severity) - SEVERITIES.indexOf(right.severity) || left.id.localeCompare(right.id);
}

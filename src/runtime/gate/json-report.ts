import { JudgedFinding } from './gate-decision';
import { GateOutcome } from './gate-outcome';

/**
 * Renders `scan-report.json`, the gate's artifact.
 *
 * ```
 * {
 *   "schemaVersion": 1,
 *   "generatedAt": "2026-11-23T22:47:00.000Z",
 *   "repositoryName": "cicd-repository-prod",
 *   "imageDigest": "sha256:...",
 *   "outcome": "passed" | "failed" | "not-judged",
 *   "reason": "...",                    only when not judged: why
 *   "scan": { "type": "basic" | "enhanced", "status": "COMPLETE" | "ACTIVE" },     only when judged, as all below
 *   "threshold": "HIGH",
 *   "summary": { "total": 3, "fails": 1, "ignored": 1, "belowThreshold": 1 },
 *   "notes": ["..."],
 *   "findings": [{
 *     "id": "CVE-2026-1", "arn": "...", "severity": "HIGH", "reportedSeverity": "HIGH", "verdict": "fails" | "ignored" | "below-threshold", "note": "...",
 *     "packageName": "openssl", "packageVersion": "3.0.1", "fixedIn": "3.0.2", "description": "...", "uri": "https://..."
 *   }]
 * }
 * ```
 */
export function renderJsonReport(outcome: GateOutcome, now: number): string {
  const head = { schemaVersion: 1, generatedAt: new Date(now).toISOString(), ...outcome.image };
  if (outcome.kind === 'not-judged') {
    return asText({ ...head, outcome: 'not-judged', reason: outcome.reason });
  }
  const { decision } = outcome;
  return asText({
    ...head,
    outcome: decision.passed ? 'passed' : 'failed',
    scan: { type: outcome.scanType, status: outcome.scanStatus },
    threshold: decision.threshold,
    summary: summaryOf(decision.findings),
    notes: decision.notes,
    findings: decision.findings.map(({ finding, verdict, note }) => ({ ...finding, verdict, note })),
  });
}

/** How many findings met which verdict. */
export function summaryOf(findings: readonly JudgedFinding[]) {
  const count = (verdict: string) => findings.filter((judged) => judged.verdict === verdict).length;
  return { total: findings.length, fails: count('fails'), ignored: count('ignored'), belowThreshold: count('below-threshold') };
}

function asText(report: object): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}

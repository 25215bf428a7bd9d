/** Severities that a threshold can name, the worst first. */
export const SEVERITIES = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFORMATIONAL'] as const;

/** A severity that has been judged. */
export type Severity = typeof SEVERITIES[number];

/** Whether a severity is at the threshold or worse. */
export function reaches(severity: Severity, threshold: Severity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(threshold);
}

/**
 * The severity by which the gate judges a finding.
 *
 * ECR reports UNDEFINED when the source gave no priority or one that ECR does not know, Inspector
 * UNTRIAGED when the vendor has not scored the vulnerability yet. Neither means harmless. So a score,
 * where there is one, decides by the CVSS v3 scale; without a score the finding counts as CRITICAL,
 * because nobody can say that it is less. Who knows better writes an ignore entry with reason and expiry.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-troubleshooting.html
 * @see https://docs.aws.amazon.com/inspector/latest/user/findings-understanding-severity.html
 */
export function judgedSeverity(reported: string, score: number | undefined): Severity {
  return SEVERITIES.find((severity) => severity === reported) ?? severityOfScore(score);
}

/** The CVSS v3 scale; a score of 0 on an unjudged finding is the placeholder for "none yet". */
function severityOfScore(score: number | undefined): Severity {
  if (score === undefined || !(score > 0) || score >= 9) { return 'CRITICAL'; }
  if (score >= 7) { return 'HIGH'; }
  return score >= 4 ? 'MEDIUM' : 'LOW';
}

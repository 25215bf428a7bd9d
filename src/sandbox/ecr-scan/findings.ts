import { AwsError, JsonObject } from '../aws-json';

/** The states of a scan. @see https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ImageScanStatus.html */
const SCAN_STATUSES = [
  'PENDING', 'IN_PROGRESS', 'COMPLETE', 'FAILED', 'UNSUPPORTED_IMAGE', 'ACTIVE', 'SCAN_ELIGIBILITY_EXPIRED', 'FINDINGS_UNAVAILABLE', 'LIMIT_EXCEEDED',
  'IMAGE_ARCHIVED',
];

/** What ECR says of a state, where a findings file does not say it. */
const DESCRIPTIONS: Record<string, string> = {
  PENDING: 'The scan is pending.',
  IN_PROGRESS: 'The scan is in progress.',
  COMPLETE: 'The scan was completed successfully.',
  ACTIVE: 'Continuous scan is selected for image.',
  UNSUPPORTED_IMAGE: 'UnsupportedImageError: The operating system and/or package manager are not supported.',
};

/** What a scan found, in ECR's own shapes: basic findings, or enhanced ones of Inspector. */
export interface ScanResult {
  /** COMPLETE for a basic scan, ACTIVE for an enhanced one, or a state that a findings file asks for. */
  readonly status: string;
  readonly description: string;
  readonly findings: JsonObject[];
  readonly enhancedFindings: JsonObject[];
}

/**
 * What a scan says, by image digest; `default` stands for every other image. An entry has `status`, `description`, `findings`,
 * `enhancedFindings`, each optional; a list is short for `{ "findings": [...] }`. Read anew at each call: what it says may change.
 */
export type FindingsFile = Record<string, JsonObject[] | JsonObject>;

/** The result that a findings file gives an image; undefined when the file says nothing about it. */
export function resultOfFile(file: FindingsFile, digest: string): ScanResult | undefined {
  const entry = file[digest] ?? file.default;
  if (entry === undefined) {
    return undefined;
  }
  const content = Array.isArray(entry) ? { findings: entry } : entry;
  const enhancedFindings = list(content.enhancedFindings);
  const status = knownStatus(content.status ?? (enhancedFindings.length > 0 ? 'ACTIVE' : 'COMPLETE'), digest);
  return {
    status,
    description: `${String(content.description ?? DESCRIPTIONS[status] ?? status)} (simulated: from the findings file of the run)`,
    findings: list(content.findings),
    enhancedFindings,
  };
}

function knownStatus(status: unknown, digest: string): string {
  if (typeof status !== 'string' || !SCAN_STATUSES.includes(status)) {
    throw new AwsError('ServerException', `the findings file gives ${digest} the status ${JSON.stringify(status)}; use one of ${SCAN_STATUSES.join(', ')}`, 500);
  }
  return status;
}

/** How many findings there are of each severity. */
export function severityCounts(findings: JsonObject[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const finding of findings) {
    const severity = String(finding.severity ?? 'UNDEFINED');
    counts[severity] = (counts[severity] ?? 0) + 1;
  }
  return counts;
}

function list(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value as JsonObject[] : [];
}

/** Whether a scan has findings to show: the others answer with their state alone. */
export function hasFindings({ status }: ScanResult): boolean {
  return status === 'COMPLETE' || status === 'ACTIVE';
}

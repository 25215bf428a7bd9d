import { Severity, judgedSeverity } from './severity';

/** One vulnerability in one package, whichever scanner found it. */
export interface Finding {
  /** The CVE or advisory; what an ignore entry names. */
  readonly id: string;
  /** Inspector's ARN of this one finding, which an ignore entry may name instead. */
  readonly arn?: string;
  /** What the registry said, e.g. UNDEFINED. */
  readonly reportedSeverity: string;
  /** What the gate judges by. */
  readonly severity: Severity;
  readonly packageName: string;
  readonly packageVersion: string;
  /** The first version without the vulnerability, or an empty text. */
  readonly fixedIn: string;
  readonly description: string;
  readonly uri: string;
}

/**
 * A finding of basic scanning, as ECR lists it under `imageScanFindings.findings`.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ImageScanFinding.html
 */
export interface BasicFinding {
  readonly name?: string;
  readonly description?: string;
  readonly uri?: string;
  readonly severity?: string;
  readonly attributes?: ReadonlyArray<{ readonly key: string; readonly value?: string }>;
}

/**
 * A finding of enhanced scanning, as Inspector lists it under `imageScanFindings.enhancedFindings`.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_EnhancedImageScanFinding.html
 */
export interface EnhancedFinding {
  readonly findingArn?: string;
  readonly title?: string;
  readonly description?: string;
  readonly severity?: string;
  readonly score?: number;
  /** ACTIVE, SUPPRESSED or CLOSED. */
  readonly status?: string;
  readonly packageVulnerabilityDetails?: {
    readonly vulnerabilityId?: string;
    readonly sourceUrl?: string;
    readonly vulnerablePackages?: ReadonlyArray<{ readonly name?: string; readonly version?: string; readonly fixedInVersion?: string }>;
  };
}

const NO_ID = 'without-id';

export function findingOfBasic(raw: BasicFinding): Finding {
  const attribute = (key: string) => raw.attributes?.find((entry) => entry.key === key)?.value ?? '';
  const score = ['CVSS4_SCORE', 'CVSS3_SCORE', 'CVSS2_SCORE'].map((key) => Number.parseFloat(attribute(key))).find((value) => value > 0);
  const reportedSeverity = raw.severity ?? 'UNDEFINED';
  return {
    id: raw.name ?? NO_ID,
    reportedSeverity,
    severity: judgedSeverity(reportedSeverity, score),
    packageName: attribute('package_name'),
    packageVersion: attribute('package_version'),
    fixedIn: '',
    description: raw.description ?? '',
    uri: raw.uri ?? '',
  };
}

export function findingOfEnhanced(raw: EnhancedFinding): Finding {
  const { severity: reportedSeverity = 'UNTRIAGED', description = '', packageVulnerabilityDetails: details = {} } = raw;
  const { sourceUrl: uri = '', vulnerablePackages: packages = [] } = details;
  return {
    id: enhancedId(raw),
    arn: raw.findingArn,
    reportedSeverity,
    severity: judgedSeverity(reportedSeverity, raw.score),
    packageName: joined(packages.map(({ name }) => name)),
    packageVersion: joined(packages.map(({ version }) => version)),
    fixedIn: joined(packages.map(({ fixedInVersion }) => fixedInVersion).filter((version) => version !== 'NotAvailable')),
    description,
    uri,
  };
}

/**
 * Whether the vulnerability is still there.
 *
 * Inspector closes what has been fixed. What a suppression rule hides still counts: such a rule carries
 * neither reason nor expiry, the gate's own ignore list does.
 */
export function isOpen(raw: EnhancedFinding): boolean {
  return raw.status !== 'CLOSED';
}

function joined(values: Array<string | undefined>): string {
  return [...new Set(values.filter((value) => value))].join(', ');
}

function enhancedId(raw: EnhancedFinding): string {
  return raw.packageVulnerabilityDetails?.vulnerabilityId ?? raw.title ?? raw.findingArn ?? NO_ID;
}

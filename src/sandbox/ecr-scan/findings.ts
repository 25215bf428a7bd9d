import { JsonObject } from '../aws-json';

/** What a scan found, in ECR's own shapes: basic findings, or enhanced ones of Inspector. */
export interface ScanResult {
  /** COMPLETE for a basic scan, ACTIVE for an enhanced one, or a status that a findings file asks for. */
  readonly status: string;
  readonly description: string;
  readonly findings: JsonObject[];
  readonly enhancedFindings: JsonObject[];
}

/** Findings by image digest; `default` stands for every other image. A list is short for `{ "findings": [...] }`. */
export type FindingsFile = Record<string, JsonObject[] | JsonObject>;

/** The result that a findings file gives an image; undefined when the file says nothing about it. */
export function resultOfFile(file: FindingsFile, digest: string): ScanResult | undefined {
  const entry = file[digest] ?? file.default;
  if (entry === undefined) {
    return undefined;
  }
  const content = Array.isArray(entry) ? { findings: entry } : entry;
  const enhancedFindings = list(content.enhancedFindings);
  const status = String(content.status ?? (enhancedFindings.length > 0 ? 'ACTIVE' : 'COMPLETE'));
  return {
    status,
    description: `${String(content.description ?? usualDescription(status))} (simulated: from the findings file of the run)`,
    findings: list(content.findings),
    enhancedFindings,
  };
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

function usualDescription(status: string): string {
  return status === 'ACTIVE' ? 'Continuous scan is selected for image.' : 'The scan was completed successfully.';
}

function list(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value as JsonObject[] : [];
}

import { execFile } from 'node:child_process';
import { JsonObject } from '../aws-json';
import { ScanResult } from './findings';

const SCAN_TIMEOUT_MS = 5 * 60 * 1000;
/** Grype's severities as ECR names them. */
const SEVERITIES: Record<string, string> = {
  Critical: 'CRITICAL', High: 'HIGH', Medium: 'MEDIUM', Low: 'LOW', Negligible: 'INFORMATIONAL', Unknown: 'UNDEFINED',
};

/** Scans an image for real; undefined when there is no scanner that could. */
export type ImageScanner = (image: string) => Promise<ScanResult | undefined>;

/** Scans with grype where it stands on the PATH with a valid database; the database is never fetched. */
export const scanWithGrype: ImageScanner = async (image) => {
  const status = await grype(['db', 'status', '--output', 'json']);
  if (status === undefined || (JSON.parse(status) as { valid?: boolean }).valid !== true) {
    return undefined;
  }
  const report = await grype([`registry:${image}`, '--output', 'json']);
  return report === undefined
    ? { status: 'FAILED', description: 'grype could not scan the image', findings: [], enhancedFindings: [] }
    : resultOfGrype(JSON.parse(report) as JsonObject);
};

/** A grype report as the findings of a basic scan. */
export function resultOfGrype(report: JsonObject): ScanResult {
  const matches = (report.matches as Array<{ vulnerability: Record<string, string>; artifact: Record<string, string> }> | undefined) ?? [];
  const findings = matches.map(({ vulnerability, artifact }) => ({
    name: vulnerability.id,
    description: vulnerability.description,
    uri: vulnerability.dataSource,
    severity: SEVERITIES[vulnerability.severity] ?? 'UNDEFINED',
    attributes: [{ key: 'package_name', value: artifact.name }, { key: 'package_version', value: artifact.version }],
  }));
  return { status: 'COMPLETE', description: 'The scan was completed successfully. (by grype)', findings, enhancedFindings: [] };
}

/** The standard output; undefined when the command is missing or fails. */
async function grype(args: string[]): Promise<string | undefined> {
  const env = { ...process.env, GRYPE_DB_AUTO_UPDATE: 'false', GRYPE_CHECK_FOR_APP_UPDATE: 'false', GRYPE_REGISTRY_INSECURE_USE_HTTP: 'true' };
  return new Promise((resolve) => {
    execFile('grype', args, { env, timeout: SCAN_TIMEOUT_MS, maxBuffer: 256 * 1024 * 1024 }, (error, stdout) => resolve(error ? undefined : stdout));
  });
}

import { parseIgnoreList, IgnoreEntry } from './ignore-list';
import { SEVERITIES, Severity } from './severity';
import { DIGEST, REPOSITORY_NAME } from '../image-reference';
import { Environment, SettingsReader } from '../settings-reader';

/** What the scan gate is asked to judge. */
export interface GateSettings {
  readonly repositoryName: string;
  readonly imageDigest: string;
  readonly threshold: Severity;
  readonly ignored: readonly IgnoreEntry[];
  readonly timeoutSeconds: number;
  readonly reportDirectory: string;
}

/**
 * Reads the gate's settings.
 *
 * Defaults: SEVERITY_THRESHOLD `HIGH`, IGNORE_FINDINGS an empty list, SCAN_TIMEOUT_SECONDS 900, REPORT_DIRECTORY `reports`.
 *
 * @throws SettingsError naming every variable that cannot be used
 */
export function readGateSettings(environment: Environment): GateSettings {
  const reader = new SettingsReader(environment);
  const list = parseIgnoreList(reader.optional('IGNORE_FINDINGS'));
  list.problems.forEach((problem) => reader.problem(problem));
  const settings: GateSettings = {
    repositoryName: reader.required('REPOSITORY_NAME', REPOSITORY_NAME, 'the name of the ECR repository'),
    imageDigest: reader.required('IMAGE_DIGEST', DIGEST, 'the digest that the build pushed, sha256: and 64 hexadecimal digits'),
    threshold: reader.choice('SEVERITY_THRESHOLD', 'HIGH', SEVERITIES),
    ignored: list.entries,
    timeoutSeconds: reader.integer('SCAN_TIMEOUT_SECONDS', 900, 1, 28_800),
    reportDirectory: reader.optional('REPORT_DIRECTORY') ?? 'reports',
  };
  reader.finish();
  return settings;
}

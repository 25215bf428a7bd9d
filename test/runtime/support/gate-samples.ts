import { Finding } from '../../../src/runtime/gate/finding';
import { GateSettings } from '../../../src/runtime/gate/gate-settings';

export const DIGEST = `sha256:${'ab'.repeat(32)}`;

export const aFinding = (given: Partial<Finding> = {}): Finding => ({
  id: 'CVE-2026-1',
  reportedSeverity: given.severity ?? 'HIGH',
  severity: 'HIGH',
  packageName: 'openssl',
  packageVersion: '3.0.1',
  fixedIn: '',
  description: 'bad',
  uri: 'https://cve.example/1',
  ...given,
});

export const gateSettings = (given: Partial<GateSettings> = {}): GateSettings => ({
  repositoryName: 'cicd-repository-test',
  imageDigest: DIGEST,
  threshold: 'HIGH',
  ignored: [],
  timeoutSeconds: 60,
  reportDirectory: 'reports',
  ...given,
});

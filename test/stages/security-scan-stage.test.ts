import { Duration } from 'aws-cdk-lib';
import { FindingSeverity, SecurityScanOptions } from '../../src';
import { errorOf, synthesise } from '../support/pipeline';

const variablesOf = (securityScan: SecurityScanOptions) => synthesise({ securityScan }).variablesOf('cicd-scan-dev');
const ignored = { id: 'CVE-2026-12345', reason: 'the function is never called', expires: '2027-01-31' };

test.each(Object.values(FindingSeverity))('stops the pipeline from %s on, where asked', (threshold) => {
  expect(variablesOf({ threshold }).SEVERITY_THRESHOLD).toBe(threshold);
});

test('hands on the ignore list with reasons and days', () => {
  expect(JSON.parse(variablesOf({ ignore: [ignored] }).IGNORE_FINDINGS)).toEqual([ignored]);
});

test('waits as long as it is told, and the build longer, so that the gate can say why it fails', () => {
  const template = synthesise({ securityScan: { timeout: Duration.minutes(40) } });
  expect(template.variablesOf('cicd-scan-dev').SCAN_TIMEOUT_SECONDS).toBe('2400');
  expect(template.one('AWS::CodeBuild::Project', { Name: 'cicd-scan-dev' }).properties.TimeoutInMinutes).toBe(50);
});

describe('fails when', () => {
  test.each([['', 'a'], ['CVE-1', ''], ['CVE-1', '  ']])('a finding is ignored as %p for the reason %p', (id, reason) => {
    expect(errorOf({ securityScan: { ignore: [{ ...ignored, id, reason }] } })).toBe(
      `Delivery/Cicd/SecurityScan: 'securityScan.ignore' must have an id and a reason, got ${JSON.stringify({ id, reason })}: say why the finding may be ignored`,
    );
  });

  test.each(['', 'never', '31.01.2027', '2027-13-01', '2027-02-30', '2027-1-1', '2027-01-31T00:00:00Z'])('a finding is ignored until %p', (expires) => {
    expect(errorOf({ securityScan: { ignore: [{ ...ignored, expires }] } })).toBe(
      `Delivery/Cicd/SecurityScan: 'securityScan.ignore' must expire on a day, YYYY-MM-DD, got ${JSON.stringify(expires)}: for example "2027-01-31"`,
    );
  });

  test('it would wait for longer than a build may run', () => {
    expect(errorOf({ securityScan: { timeout: Duration.hours(36) } })).toBe(
      'Delivery/Cicd/SecurityScan/Gate: \'securityScan.timeout\' must let the build run for 5 minutes to 36 hours, got "2170 minutes": for example Duration.minutes(30)',
    );
  });
});

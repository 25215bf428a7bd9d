import { Finding } from '../../../src/runtime/gate/finding';
import { decide } from '../../../src/runtime/gate/gate-decision';
import { GateOutcome } from '../../../src/runtime/gate/gate-outcome';
import { renderJsonReport } from '../../../src/runtime/gate/json-report';
import { escapeXml, renderJunitReport } from '../../../src/runtime/gate/junit-report';
import { renderLogReport } from '../../../src/runtime/gate/log-report';
import { DIGEST, aFinding } from '../support/gate-samples';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const image = { repositoryName: 'orders', imageDigest: DIGEST };
const ignored = [{ id: 'CVE-IGNORED', reason: 'not reachable', expires: '2026-12-31' }, { id: 'CVE-GONE', reason: 'r', expires: '2026-12-31' }];
const FINDINGS = [
  aFinding({ id: 'CVE-FAILS', fixedIn: '3.0.2' }),
  aFinding({ id: 'CVE-IGNORED', severity: 'CRITICAL' }),
  aFinding({ id: 'CVE-LOW', severity: 'LOW', packageName: '', packageVersion: '' }),
];
const decided = (findings: Finding[] = FINDINGS, entries = ignored): GateOutcome =>
  ({ kind: 'decided', image, scanType: 'basic', scanStatus: 'COMPLETE', decision: decide(findings, { threshold: 'HIGH', ignored: entries, now: NOW }) });
const notJudged: GateOutcome = { kind: 'not-judged', image, reason: 'no <scan>' };

describe('JSON report', () => {
  test('has the documented schema', () => {
    const text = renderJsonReport(decided(), NOW);
    expect(text).toMatch(/^\{\n  "schemaVersion": 1,[\s\S]*\}\n$/);
    expect(JSON.parse(text)).toEqual({
      schemaVersion: 1,
      generatedAt: '2026-11-23T12:00:00.000Z',
      repositoryName: 'orders',
      imageDigest: DIGEST,
      outcome: 'failed',
      scan: { type: 'basic', status: 'COMPLETE' },
      threshold: 'HIGH',
      summary: { total: 3, fails: 1, ignored: 1, belowThreshold: 1 },
      notes: ['the ignore entry for CVE-GONE matched nothing: remove it'],
      findings: [
        { ...FINDINGS[1], verdict: 'ignored', note: 'not reachable (until 2026-12-31)' },
        { ...FINDINGS[0], verdict: 'fails', note: '' },
        { ...FINDINGS[2], verdict: 'below-threshold', note: '' },
      ],
    });
  });

  test('says passed', () => {
    expect(JSON.parse(renderJsonReport(decided([]), NOW))).toMatchObject({ outcome: 'passed', findings: [], summary: { total: 0 } });
  });

  test('says why an image was not judged', () => {
    expect(JSON.parse(renderJsonReport(notJudged, NOW))).toEqual({
      schemaVersion: 1, generatedAt: '2026-11-23T12:00:00.000Z', repositoryName: 'orders', imageDigest: DIGEST, outcome: 'not-judged', reason: 'no <scan>',
    });
  });
});

describe('JUnit report', () => {
  const totals = (tests: number, failures: number, errors: number, skipped: number) =>
    `tests="${tests}" failures="${failures}" errors="${errors}" skipped="${skipped}" time="0"`;

  test('has a test case for the scan and one for each finding', () => {
    expect(renderJunitReport(decided())).toBe([
      '<?xml version="1.0" encoding="UTF-8"?>',
      `<testsuites ${totals(4, 1, 0, 1)}>`,
      `  <testsuite name="orders@${DIGEST}" ${totals(4, 1, 0, 1)}>`,
      '    <testcase classname="security-scan.scan" name="the image was scanned" time="0"/>',
      '    <testcase classname="security-scan.CRITICAL" name="CVE-IGNORED openssl 3.0.1" time="0"><skipped message="not reachable (until 2026-12-31)"/></testcase>',
      '    <testcase classname="security-scan.HIGH" name="CVE-FAILS openssl 3.0.1" time="0"><failure message="HIGH CVE-FAILS openssl 3.0.1">'
        + 'bad&#10;fixed in 3.0.2&#10;https://cve.example/1</failure></testcase>',
      '    <testcase classname="security-scan.LOW" name="CVE-LOW" time="0"/>',
      '  </testsuite>',
      '</testsuites>',
      '',
    ].join('\n'));
  });

  test('shows the expired entry at the finding, and leaves out what is not known', () => {
    const bare = aFinding({ id: 'CVE-IGNORED', description: '', uri: '' });
    const report = renderJunitReport(decided([bare], [{ ...ignored[0], expires: '2026-11-22' }]));
    expect(report).toContain('<failure message="HIGH CVE-IGNORED openssl 3.0.1">the ignore entry expired on 2026-11-22</failure>');
    expect(renderJunitReport(decided([bare], []))).toContain('<failure message="HIGH CVE-IGNORED openssl 3.0.1"/></testcase>');
  });

  test('turns red for an image that was not judged', () => {
    const report = renderJunitReport(notJudged);
    expect(report).toContain(`<testsuite name="orders@${DIGEST}" ${totals(1, 0, 1, 0)}>`);
    expect(report).toContain('name="the image was scanned" time="0"><error message="no &lt;scan&gt;">no &lt;scan&gt;</error></testcase>');
  });

  test('escapes whatever a finding contains', () => {
    const report = renderJunitReport(decided([aFinding({ id: '<a&"b\'>', description: ']]>\u0000' })]));
    expect(report).toContain('name="&lt;a&amp;&quot;b&apos;&gt; openssl 3.0.1"');
    expect(report).toContain(']]&gt;\ufffd&#10;');
  });

  test.each([
    ['a\tb\nc\rd', 'a&#9;b&#10;c&#13;d'], ['\u0001\u0008\u000b\u000c\u000e\u001f\uffff\ufffe', '\ufffd'.repeat(8)], ['\ud800x\udc00', '\ufffdx\ufffd'], ['\u{1f600} ok', '\u{1f600} ok'], ['&amp;', '&amp;amp;'],
  ])('escapeXml makes %j safe', (text, expected) => expect(escapeXml(text)).toBe(expected));
});

describe('log report', () => {
  test('is a table with notes and a final line', () => {
    expect(renderLogReport(decided()).split('\n')).toEqual([
      '',
      'SEVERITY  FINDING      PACKAGE  VERSION  FIXED IN  VERDICT',
      'CRITICAL  CVE-IGNORED  openssl  3.0.1              ignored: not reachable (until 2026-12-31)',
      'HIGH      CVE-FAILS    openssl  3.0.1    3.0.2     fails',
      'LOW       CVE-LOW                                  below-threshold',
      'note: the ignore entry for CVE-GONE matched nothing: remove it',
      '',
      '3 findings (basic scan): 1 at or above HIGH, 1 ignored, 1 below',
      `SCAN GATE FAILED: orders@${DIGEST}`,
      '  what to do: update the base image or the package, or add an ignore entry with reason and expiry for what can be lived with',
    ]);
  });

  test('says that there are no findings', () => {
    expect(renderLogReport(decided([], [])).split('\n')).toEqual([
      '', 'no findings', '', '0 findings (basic scan): 0 at or above HIGH, 0 ignored, 0 below', `SCAN GATE PASSED: orders@${DIGEST}`,
    ]);
  });

  test('shows the severity that the registry reported, and shortens long cells to one line', () => {
    const lines = renderLogReport(decided([
      aFinding({ severity: 'CRITICAL', reportedSeverity: 'UNDEFINED', packageName: 'p\n  q', packageVersion: 'v'.repeat(48), fixedIn: 'f'.repeat(49) }),
    ], [])).split('\n');
    expect(lines[2]).toBe(`CRITICAL (UNDEFINED)  CVE-2026-1  p q      ${'v'.repeat(48)}  ${'f'.repeat(45)}...  fails`);
  });

  test('says why an image was not judged', () => {
    expect(renderLogReport(notJudged)).toBe(`\nSCAN GATE FAILED CLOSED: orders@${DIGEST} could not be judged\n  reason: no <scan>`);
  });
});

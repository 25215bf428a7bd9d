import { runScanGate } from '../../../src/runtime/gate/scan-gate';
import { FakeAws, refusal } from '../support/fake-aws';
import { FakeClock } from '../support/fake-clock';
import { FakeLog } from '../support/fake-log';
import { DIGEST, gateSettings } from '../support/gate-samples';

const SCAN = 'ecr:DescribeImageScanFindings';
const page = (status: string, findings: object = {}, more: object = {}) => ({ imageScanStatus: { status }, imageScanFindings: findings, ...more });
const basic = (...severities: string[]) => ({ findings: severities.map((severity, index) => ({ name: `CVE-${index}`, severity })) });
const NOT_YET = refusal(SCAN, 'ScanNotFoundException', 'Image scan does not exist');

async function gate(replies: Array<object>, settings = gateSettings(), writeFile?: (path: string, text: string) => void) {
  const clock = new FakeClock();
  const aws = new FakeAws().reply(SCAN, ...replies);
  const log = new FakeLog();
  const files: Record<string, string> = {};
  const exit = await runScanGate(settings, { aws, clock, log, writeFile: writeFile ?? ((path, text) => { files[path] = text; }) });
  const report = files['reports/scan-report.json'] ? JSON.parse(files['reports/scan-report.json']) : undefined;
  return { exit, clock, aws, log, files, report };
}

describe('runScanGate', () => {
  test('asks for exactly the digest in exactly the repository', async () => {
    const { aws, log } = await gate([page('COMPLETE')]);
    expect(aws.of(SCAN)).toEqual([{ repositoryName: 'cicd-repository-test', imageId: { imageDigest: DIGEST }, maxResults: 500 }]);
    expect(log.steps[0]).toBe(`scan gate: cicd-repository-test@${DIGEST}, fails at HIGH and above`);
  });

  test('passes with exit code 0 and leaves both reports', async () => {
    const { exit, files, report, log } = await gate([page('COMPLETE', basic('LOW'))]);
    expect(exit).toBe(0);
    expect(Object.keys(files)).toEqual(['reports/scan-report.json', 'reports/scan-junit.xml']);
    expect(report).toMatchObject({ outcome: 'passed', generatedAt: '2026-11-23T12:00:00.000Z', scan: { type: 'basic', status: 'COMPLETE' }, summary: { total: 1 } });
    expect(files['reports/scan-junit.xml']).toContain('CVE-0');
    expect(log.texts[0]).toContain('SCAN GATE PASSED');
  });

  test('fails with exit code 1 for a finding at the threshold', async () => {
    const { exit, report, log } = await gate([page('COMPLETE', basic('HIGH', 'LOW'))]);
    expect(exit).toBe(1);
    expect(report.outcome).toBe('failed');
    expect(log.texts[0]).toContain('SCAN GATE FAILED');
  });

  test('ignores by the list as of now', async () => {
    const ignored = (expires: string) => gateSettings({ ignored: [{ id: 'CVE-0', reason: 'r', expires }] });
    expect((await gate([page('COMPLETE', basic('HIGH'))], ignored('2026-11-23'))).exit).toBe(0);
    expect((await gate([page('COMPLETE', basic('HIGH'))], ignored('2026-11-22'))).exit).toBe(1);
  });

  test('reads every page of basic findings', async () => {
    const { exit, aws, report } = await gate([
      page('COMPLETE', basic('LOW'), { nextToken: 'b' }), page('COMPLETE', basic('LOW'), { nextToken: 'c' }), page('COMPLETE', basic('CRITICAL')),
    ]);
    expect(exit).toBe(1);
    expect(report.summary.total).toBe(3);
    expect(aws.of(SCAN).map(({ nextToken }) => nextToken)).toEqual([undefined, 'b', 'c']);
    expect(aws.of(SCAN)[2]).toEqual({ repositoryName: 'cicd-repository-test', imageId: { imageDigest: DIGEST }, maxResults: 500, nextToken: 'c' });
  });

  test('reads enhanced findings, without those that Inspector has closed', async () => {
    const enhanced = (id: string, severity: string, status: string) => ({ severity, status, packageVulnerabilityDetails: { vulnerabilityId: id } });
    const { exit, report } = await gate([
      page('ACTIVE', { enhancedFindings: [enhanced('CVE-A', 'LOW', 'ACTIVE')] }, { nextToken: 'b' }),
      page('ACTIVE', { enhancedFindings: [enhanced('CVE-B', 'CRITICAL', 'SUPPRESSED'), enhanced('CVE-C', 'CRITICAL', 'CLOSED')] }),
    ]);
    expect(exit).toBe(1);
    expect(report.scan).toEqual({ type: 'enhanced', status: 'ACTIVE' });
    expect(report.findings.map(({ id }: { id: string }) => id)).toEqual(['CVE-B', 'CVE-A']);
  });

  test('judges a watched image without findings once its scan has been completed', async () => {
    const { exit, aws } = await gate([page('ACTIVE'), page('ACTIVE', { enhancedFindings: [], imageScanCompletedAt: 1.5 })]);
    expect(exit).toBe(0);
    expect(aws.calls).toHaveLength(2);
  });

  test('waits for a scan that does not exist yet or is under way, twice as long each time up to 30 seconds', async () => {
    const { exit, clock, log } = await gate(
      [NOT_YET, NOT_YET, page('PENDING'), page('IN_PROGRESS'), page('IN_PROGRESS'), page('IN_PROGRESS'), page('COMPLETE')], gateSettings({ timeoutSeconds: 600 }));
    expect(exit).toBe(0);
    expect(clock.sleeps).toEqual([1000, 2000, 4000, 8000, 16000, 30000]);
    expect(log.steps).toEqual(expect.arrayContaining(['the registry has no scan of this image, waiting', 'the scan\'s status is PENDING, waiting', 'the scan\'s status is IN_PROGRESS, waiting']));
  });

  test('fails closed at the deadline when there is no scan, after one last look', async () => {
    const { exit, clock, aws, report, log } = await gate([NOT_YET], gateSettings({ timeoutSeconds: 10 }));
    expect(exit).toBe(3);
    expect(clock.sleeps).toEqual([1000, 2000, 4000, 3000]);
    expect(aws.calls).toHaveLength(5);
    const reason = 'the registry has no scan of this image, still after 10 seconds; check that scan on push (or Inspector) is on for the repository, or raise SCAN_TIMEOUT_SECONDS';
    expect(report).toMatchObject({ outcome: 'not-judged', reason });
    expect(log.texts[0]).toContain(`reason: ${reason}`);
  });

  test('fails closed at the deadline when the scan does not end', async () => {
    const { exit, report } = await gate([page('IN_PROGRESS')]);
    expect([exit, report.reason]).toEqual([3, expect.stringMatching(/^the scan's status is IN_PROGRESS, still after 60 seconds;/)]);
  });

  test.each(['FAILED', 'UNSUPPORTED_IMAGE', 'SCAN_ELIGIBILITY_EXPIRED', 'FINDINGS_UNAVAILABLE', 'LIMIT_EXCEEDED', 'IMAGE_ARCHIVED', 'NEW'])(
    'fails closed at once at status %s, even when findings are listed', async (status) => {
      const { exit, clock, report } = await gate([{ imageScanStatus: { status, description: 'because' }, imageScanFindings: basic('LOW') }]);
      expect([exit, clock.sleeps]).toEqual([3, []]);
      expect(report.reason).toContain(`the scan's status is ${status} (the registry says: because)`);
    });

  test('fails closed when the answer has no status', async () => {
    expect((await gate([{}])).exit).toBe(3);
  });

  test.each([
    ['ImageNotFoundException', `repository cicd-repository-test has no image ${DIGEST}; run the Build stage again`],
    ['RepositoryNotFoundException', 'there is no repository cicd-repository-test; check REPOSITORY_NAME'],
    ['AccessDeniedException', 'the findings could not be read: ecr:DescribeImageScanFindings failed with AccessDeniedException: said AWS'],
  ])('fails closed at once with a message of its own for %s', async (code, reason) => {
    const { exit, clock, report } = await gate([refusal(SCAN, code)]);
    expect([exit, report.reason, clock.sleeps]).toEqual([3, reason, []]);
  });

  test('fails closed when a later page cannot be read', async () => {
    for (const code of ['AccessDeniedException', 'ScanNotFoundException']) {
      const { exit, report } = await gate([page('COMPLETE', basic('LOW'), { nextToken: 'b' }), refusal(SCAN, code)]);
      expect([exit, report.reason]).toEqual([3, `the findings could not be read: ${SCAN} failed with ${code}: said AWS`]);
    }
  });

  test('fails closed when the pages go round in a circle', async () => {
    const { exit, report } = await gate([page('COMPLETE', basic('LOW'), { nextToken: 'b' })]);
    expect([exit, report.reason]).toEqual([3, 'the registry repeats the same page of findings, so the list has no end']);
  });

  test('fails closed when the registry counts more findings than it lists', async () => {
    const { exit, report } = await gate([page('COMPLETE', { ...basic('LOW'), findingSeverityCounts: { LOW: 1, CRITICAL: 1 } })]);
    expect([exit, report.reason]).toEqual([3, 'the registry counts 2 findings but listed 1; retry the stage']);
    expect((await gate([page('COMPLETE', { ...basic('LOW'), findingSeverityCounts: { LOW: 1 } })])).exit).toBe(0);
  });

  test('fails closed when the gate itself breaks', async () => {
    const { exit, report } = await gate([page('COMPLETE', { findings: [null] })]);
    expect(exit).toBe(3);
    expect(report.reason).toMatch(/^the gate itself broke: /);
  });

  test('fails closed when a report cannot be written, since a pass without evidence is none', async () => {
    const { exit, log } = await gate([page('COMPLETE')], gateSettings(), () => { throw new Error('disk full'); });
    expect(exit).toBe(3);
    expect(log.texts[1]).toBe('SCAN GATE FAILED CLOSED: the report could not be written to reports: disk full');
  });
});

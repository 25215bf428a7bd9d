import { decide } from '../../../src/runtime/gate/gate-decision';
import { aFinding } from '../support/gate-samples';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const rules = { threshold: 'HIGH', ignored: [], now: NOW } as const;
const entry = (given: object = {}) => ({ id: 'CVE-2026-1', reason: 'not reachable', expires: '2026-12-31', ...given });

describe('decide', () => {
  test('passes an image without findings', () => {
    expect(decide([], rules)).toEqual({ passed: true, threshold: 'HIGH', findings: [], notes: [] });
  });

  test.each([['CRITICAL', false, 'fails'], ['HIGH', false, 'fails'], ['MEDIUM', true, 'below-threshold'], ['LOW', true, 'below-threshold']] as const)(
    'at threshold HIGH a %s finding: passed %s, verdict %s', (severity, passed, verdict) => {
      const finding = aFinding({ severity });
      const decision = decide([finding], rules);
      expect(decision).toEqual({ passed, threshold: 'HIGH', findings: [{ finding, verdict, note: '' }], notes: [] });
    });

  test('fails when one of many findings fails', () => {
    expect(decide([aFinding({ severity: 'LOW' }), aFinding(), aFinding({ severity: 'LOW' })], rules).passed).toBe(false);
  });

  test('passes a finding that a living entry ignores, and shows its reason', () => {
    const decision = decide([aFinding()], { ...rules, ignored: [entry()] });
    expect(decision.passed).toBe(true);
    expect(decision.findings[0]).toMatchObject({ verdict: 'ignored', note: 'not reachable (until 2026-12-31)' });
    expect(decision.notes).toEqual([]);
  });

  test('fails a finding whose entry has expired, and names the entry', () => {
    const decision = decide([aFinding()], { ...rules, ignored: [entry({ expires: '2026-11-22' })] });
    expect(decision.passed).toBe(false);
    expect(decision.findings[0]).toMatchObject({ verdict: 'fails', note: 'the ignore entry expired on 2026-11-22' });
    expect(decision.notes).toEqual(['the ignore entry for CVE-2026-1 expired on 2026-11-22 and no longer ignores: fix the finding or renew the entry']);
  });

  test('names an entry that matched nothing, expired or not', () => {
    const ignored = [entry(), entry({ id: 'CVE-GONE' }), entry({ id: 'CVE-OLD', expires: '2020-01-01' })];
    expect(decide([aFinding()], { ...rules, ignored }).notes)
      .toEqual(['the ignore entry for CVE-GONE matched nothing: remove it', 'the ignore entry for CVE-OLD matched nothing: remove it']);
  });

  test('says how many findings had no severity of their source', () => {
    const findings = [aFinding({ severity: 'CRITICAL', reportedSeverity: 'UNDEFINED' }), aFinding({ severity: 'LOW', reportedSeverity: 'UNTRIAGED' }), aFinding()];
    expect(decide(findings, rules).notes)
      .toEqual(['2 without a severity of its source: judged by score, or as CRITICAL where there is none, since nobody can say that it is less']);
  });

  test('lists the worst first, then by id, and leaves the given list alone', () => {
    const findings = [aFinding({ id: 'B', severity: 'LOW' }), aFinding({ id: 'D' }), aFinding({ id: 'A', severity: 'LOW' }), aFinding({ id: 'C', severity: 'CRITICAL' })];
    expect(decide(findings, rules).findings.map(({ finding }) => finding.id)).toEqual(['C', 'D', 'A', 'B']);
    expect(findings.map(({ id }) => id)).toEqual(['B', 'D', 'A', 'C']);
  });
});

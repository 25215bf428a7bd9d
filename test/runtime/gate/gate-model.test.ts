import { findingOfBasic, findingOfEnhanced, isOpen } from '../../../src/runtime/gate/finding';
import { readGateSettings } from '../../../src/runtime/gate/gate-settings';
import { isExpired, parseIgnoreList, tryEntryFor } from '../../../src/runtime/gate/ignore-list';
import { scanStep } from '../../../src/runtime/gate/scan-status';
import { SEVERITIES, judgedSeverity, reaches } from '../../../src/runtime/gate/severity';
import { SettingsError } from '../../../src/runtime/settings-reader';
import { DIGEST, aFinding } from '../support/gate-samples';

describe('severities', () => {
  test('are ordered from the worst', () => {
    expect(SEVERITIES).toEqual(['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFORMATIONAL']);
  });

  test.each([
    ['CRITICAL', 'HIGH', true], ['HIGH', 'HIGH', true], ['MEDIUM', 'HIGH', false], ['INFORMATIONAL', 'INFORMATIONAL', true], ['HIGH', 'CRITICAL', false],
  ] as const)('%s reaches threshold %s: %s', (severity, threshold, expected) => expect(reaches(severity, threshold)).toBe(expected));

  test.each(SEVERITIES)('%s is judged as it is reported, whatever the score', (severity) => expect(judgedSeverity(severity, 5)).toBe(severity));

  test.each([
    [9, 'CRITICAL'], [10, 'CRITICAL'], [8.9, 'HIGH'], [7, 'HIGH'], [6.9, 'MEDIUM'], [4, 'MEDIUM'], [3.9, 'LOW'], [0.1, 'LOW'],
    [0, 'CRITICAL'], [-1, 'CRITICAL'], [NaN, 'CRITICAL'], [undefined, 'CRITICAL'],
  ])('without a reported severity, score %s counts as %s', (score, severity) => {
    expect(judgedSeverity('UNDEFINED', score)).toBe(severity);
    expect(judgedSeverity('UNTRIAGED', score)).toBe(severity);
    expect(judgedSeverity('SOMETHING_NEW', score)).toBe(severity);
  });
});

describe('findings of basic scanning', () => {
  test('keep id, severity, package, description and address', () => {
    const attributes = [{ key: 'package_version', value: '1.2' }, { key: 'package_name', value: 'zlib' }, { key: 'CVSS3_SCORE', value: '1.0' }];
    expect(findingOfBasic({ name: 'CVE-1', severity: 'MEDIUM', description: 'd', uri: 'u', attributes })).toEqual({
      id: 'CVE-1', reportedSeverity: 'MEDIUM', severity: 'MEDIUM', packageName: 'zlib', packageVersion: '1.2', fixedIn: '', description: 'd', uri: 'u',
    });
  });

  test.each(['CVSS4_SCORE', 'CVSS3_SCORE', 'CVSS2_SCORE'])('with UNDEFINED severity are judged by %s', (key) => {
    const finding = findingOfBasic({ name: 'CVE-1', severity: 'UNDEFINED', attributes: [{ key, value: '5.5' }] });
    expect([finding.reportedSeverity, finding.severity]).toEqual(['UNDEFINED', 'MEDIUM']);
  });

  test('prefer the newest scale and skip a score that is none', () => {
    const attributes = [{ key: 'CVSS2_SCORE', value: '9.9' }, { key: 'CVSS3_SCORE', value: '4.5' }, { key: 'CVSS4_SCORE', value: '0' }];
    expect(findingOfBasic({ severity: 'UNDEFINED', attributes }).severity).toBe('MEDIUM');
  });

  test('without anything count as CRITICAL', () => {
    expect(findingOfBasic({})).toEqual({
      id: 'without-id', reportedSeverity: 'UNDEFINED', severity: 'CRITICAL', packageName: '', packageVersion: '', fixedIn: '', description: '', uri: '',
    });
    expect(findingOfBasic({ attributes: [{ key: 'package_name' }] }).packageName).toBe('');
  });
});

describe('findings of enhanced scanning', () => {
  test('keep id, arn, severity, packages, fix, description and address', () => {
    expect(findingOfEnhanced({
      findingArn: 'arn:f',
      title: 't',
      description: 'd',
      severity: 'HIGH',
      score: 2,
      status: 'ACTIVE',
      packageVulnerabilityDetails: {
        vulnerabilityId: 'CVE-2',
        sourceUrl: 'u',
        vulnerablePackages: [{ name: 'a', version: '1', fixedInVersion: '2' }, { name: 'b', version: '1', fixedInVersion: 'NotAvailable' }, {}],
      },
    })).toEqual({ id: 'CVE-2', arn: 'arn:f', reportedSeverity: 'HIGH', severity: 'HIGH', packageName: 'a, b', packageVersion: '1', fixedIn: '2', description: 'd', uri: 'u' });
  });

  test('with UNTRIAGED severity are judged by Inspector\'s score', () => {
    expect(findingOfEnhanced({ severity: 'UNTRIAGED', score: 7.5 }).severity).toBe('HIGH');
    expect(findingOfEnhanced({ severity: 'UNTRIAGED', score: 0 }).severity).toBe('CRITICAL');
  });

  test('are named by the vulnerability, else the title, else the ARN', () => {
    expect(findingOfEnhanced({ title: 't', findingArn: 'arn:f' }).id).toBe('t');
    expect(findingOfEnhanced({ findingArn: 'arn:f' }).id).toBe('arn:f');
    expect(findingOfEnhanced({})).toEqual({
      id: 'without-id', arn: undefined, reportedSeverity: 'UNTRIAGED', severity: 'CRITICAL', packageName: '', packageVersion: '', fixedIn: '', description: '', uri: '',
    });
  });

  test('count unless Inspector has closed them, even when suppressed there', () => {
    expect(['ACTIVE', 'SUPPRESSED', 'CLOSED', undefined].map((status) => isOpen({ status }))).toEqual([true, true, false, true]);
  });
});

describe('ignore list', () => {
  const entry = { id: 'CVE-1', reason: 'not reachable', expires: '2026-12-31' };

  test('is empty when it is not given', () => {
    expect(parseIgnoreList(undefined)).toEqual({ entries: [], problems: [] });
    expect(parseIgnoreList('[]')).toEqual({ entries: [], problems: [] });
  });

  test('is read from JSON', () => {
    expect(parseIgnoreList(JSON.stringify([entry]))).toEqual({ entries: [entry], problems: [] });
  });

  test.each(['{', '{}', '"CVE-1"', 'null', '5'])('is refused when it is %s', (text) => {
    expect(parseIgnoreList(text)).toEqual({ entries: [], problems: ['IGNORE_FINDINGS is not a JSON list: give [{"id":"CVE-...","reason":"...","expires":"YYYY-MM-DD"}]'] });
  });

  test.each([[null, 'null'], ['CVE-1', '"CVE-1"'], [3, '3']])('is refused when an entry is %j', (raw, shown) => {
    expect(parseIgnoreList(JSON.stringify([entry, raw]))).toEqual({ entries: [], problems: [`IGNORE_FINDINGS[1] is ${shown}: give an object with id, reason and expires`] });
  });

  test.each([
    [{ id: '' }, 'IGNORE_FINDINGS[0].id is "": give the finding\'s id, e.g. CVE-2026-1234'],
    [{ id: 7 }, 'IGNORE_FINDINGS[0].id is 7: give the finding\'s id, e.g. CVE-2026-1234'],
    [{ reason: ' ' }, 'IGNORE_FINDINGS[0].reason is " ": say why the finding can be lived with'],
    [{ reason: undefined }, 'IGNORE_FINDINGS[0].reason is undefined: say why the finding can be lived with'],
    [{ expires: undefined }, 'IGNORE_FINDINGS[0].expires is undefined: give the last day as YYYY-MM-DD'],
    [{ expires: 20261231 }, 'IGNORE_FINDINGS[0].expires is 20261231: give the last day as YYYY-MM-DD'],
    [{ expires: '2026-02-30' }, 'IGNORE_FINDINGS[0].expires is "2026-02-30": give the last day as YYYY-MM-DD'],
    [{ expires: '2026-13-01' }, 'IGNORE_FINDINGS[0].expires is "2026-13-01": give the last day as YYYY-MM-DD'],
    [{ expires: '2026-1-1' }, 'IGNORE_FINDINGS[0].expires is "2026-1-1": give the last day as YYYY-MM-DD'],
    [{ expires: '2026-12-31T00' }, 'IGNORE_FINDINGS[0].expires is "2026-12-31T00": give the last day as YYYY-MM-DD'],
    [{ expires: ' 2026-12-31' }, 'IGNORE_FINDINGS[0].expires is " 2026-12-31": give the last day as YYYY-MM-DD'],
  ])('is refused with %j', (change, problem) => {
    expect(parseIgnoreList(JSON.stringify([{ ...entry, ...change }]))).toEqual({ entries: [], problems: [problem] });
  });

  test('is refused when it names a finding twice', () => {
    const other = { ...entry, id: 'CVE-2' };
    expect(parseIgnoreList(JSON.stringify([entry, other, entry, entry])).problems).toEqual(['IGNORE_FINDINGS names "CVE-1" more than once: keep one entry']);
    expect(parseIgnoreList(JSON.stringify([entry, other])).problems).toEqual([]);
  });

  test('matches a finding by id or by ARN, exactly', () => {
    const entries = [entry, { ...entry, id: 'arn:f' }];
    expect(tryEntryFor(aFinding({ id: 'CVE-1' }), entries)).toBe(entries[0]);
    expect(tryEntryFor(aFinding({ id: 'CVE-9', arn: 'arn:f' }), entries)).toBe(entries[1]);
    expect(tryEntryFor(aFinding({ id: 'CVE-11' }), entries)).toBeUndefined();
  });

  test('counts through the end of its last day in UTC', () => {
    expect(isExpired(entry, Date.parse('2026-12-31T23:59:59.999Z'))).toBe(false);
    expect(isExpired(entry, Date.parse('2027-01-01T00:00:00Z'))).toBe(true);
  });
});

describe('scanStep', () => {
  test('judges a complete scan and waits for one under way', () => {
    expect(scanStep('COMPLETE', undefined, false)).toEqual({ kind: 'judge' });
    expect(scanStep('PENDING', undefined, true)).toEqual({ kind: 'wait' });
    expect(scanStep('IN_PROGRESS', undefined, true)).toEqual({ kind: 'wait' });
  });

  test('judges a continuously watched image once there is a result', () => {
    expect(scanStep('ACTIVE', undefined, true)).toEqual({ kind: 'judge' });
    expect(scanStep('ACTIVE', undefined, false)).toEqual({ kind: 'wait' });
  });

  test.each([
    ['FAILED', 'the registry could not scan the image; start the scan again or push the image again'],
    ['UNSUPPORTED_IMAGE', 'the registry cannot scan this kind of image; use a base image whose operating system it supports (not scratch), without build attestations'],
    ['SCAN_ELIGIBILITY_EXPIRED', 'Inspector no longer scans this image because it is too old; build and push it again'],
    ['FINDINGS_UNAVAILABLE', 'the registry keeps no findings of this image; check that scanning is switched on for the repository'],
    ['LIMIT_EXCEEDED', 'the limit of scans is reached (basic scanning allows one scan of an image in 24 hours); retry later'],
    ['IMAGE_ARCHIVED', 'the image is archived and archived images are not scanned; restore it or build it again'],
    ['SOMETHING_NEW', 'this program does not know that status, so it does not let the image pass'],
  ])('gives up at %s and says what to do', (status, advice) => {
    expect(scanStep(status, undefined, true)).toEqual({ kind: 'give-up', reason: `the scan's status is ${status}: ${advice}` });
    expect(scanStep(status, 'why', true)).toEqual({ kind: 'give-up', reason: `the scan's status is ${status} (the registry says: why): ${advice}` });
  });

  test('gives up without a status', () => {
    expect(scanStep(undefined, undefined, true)).toEqual({ kind: 'give-up', reason: 'the scan\'s status is missing: this program does not know that status, so it does not let the image pass' });
  });
});

describe('readGateSettings', () => {
  const needed = { REPOSITORY_NAME: 'team/orders', IMAGE_DIGEST: DIGEST };

  test('has defaults for all but repository and digest', () => {
    expect(readGateSettings(needed)).toEqual({ repositoryName: 'team/orders', imageDigest: DIGEST, threshold: 'HIGH', ignored: [], timeoutSeconds: 900, reportDirectory: 'reports' });
  });

  test('reads every setting', () => {
    const ignored = [{ id: 'CVE-1', reason: 'r', expires: '2026-12-31' }];
    expect(readGateSettings({ ...needed, SEVERITY_THRESHOLD: 'LOW', IGNORE_FINDINGS: JSON.stringify(ignored), SCAN_TIMEOUT_SECONDS: '30', REPORT_DIRECTORY: 'out' }))
      .toEqual({ repositoryName: 'team/orders', imageDigest: DIGEST, threshold: 'LOW', ignored, timeoutSeconds: 30, reportDirectory: 'out' });
  });

  test('accepts the limits of the timeout', () => {
    expect(readGateSettings({ ...needed, SCAN_TIMEOUT_SECONDS: '1' }).timeoutSeconds).toBe(1);
    expect(readGateSettings({ ...needed, SCAN_TIMEOUT_SECONDS: '28800' }).timeoutSeconds).toBe(28800);
  });

  test('fails with all problems at once', () => {
    const bad = { REPOSITORY_NAME: 'Orders/', IMAGE_DIGEST: '#{BuildVariables.IMAGE_DIGEST}', SEVERITY_THRESHOLD: 'UNDEFINED', IGNORE_FINDINGS: 'no', SCAN_TIMEOUT_SECONDS: '0' };
    expect(() => readGateSettings(bad)).toThrow(new SettingsError([
      'IGNORE_FINDINGS is not a JSON list: give [{"id":"CVE-...","reason":"...","expires":"YYYY-MM-DD"}]',
      'REPOSITORY_NAME is "Orders/": give the name of the ECR repository',
      'IMAGE_DIGEST is "#{BuildVariables.IMAGE_DIGEST}": give the digest that the build pushed, sha256: and 64 hexadecimal digits',
      'SEVERITY_THRESHOLD is "UNDEFINED": give one of CRITICAL, HIGH, MEDIUM, LOW, INFORMATIONAL',
      'SCAN_TIMEOUT_SECONDS is "0": give a whole number from 1 to 28800',
    ]));
  });

  test.each(['a', 'a1/b_c/d-e.f'])('accepts the repository name %s', (name) => expect(readGateSettings({ ...needed, REPOSITORY_NAME: name }).repositoryName).toBe(name));

  test.each(['A', '/a', 'a/', 'a//b', '-a', 'a-', 'a b', 'a..b', 'a/b:c', 'a/-b', 'a/b-'])('refuses the repository name %j', (name) =>
    expect(() => readGateSettings({ ...needed, REPOSITORY_NAME: name })).toThrow('REPOSITORY_NAME'));
});

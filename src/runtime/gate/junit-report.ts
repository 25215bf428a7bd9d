import { JudgedFinding } from './gate-decision';
import { GateOutcome } from './gate-outcome';

/**
 * Renders `scan-junit.xml` for a CodeBuild report group: a first test case for the scan itself, then one for
 * each finding (`failure` at or above the threshold, `skipped` when ignored, passed below the threshold).
 *
 * The first case keeps the report valid for an image without findings, and turns red when the image could not be judged.
 *
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/test-reporting.html
 */
export function renderJunitReport(outcome: GateOutcome): string {
  const findings = outcome.kind === 'decided' ? outcome.decision.findings : [];
  const cases = [scanCase(outcome), ...findings.map(findingCase)];
  const count = (verdict: string) => findings.filter((judged) => judged.verdict === verdict).length;
  const errors = outcome.kind === 'not-judged' ? 1 : 0;
  const name = `${outcome.image.repositoryName}@${outcome.image.imageDigest}`;
  const totals = `tests="${cases.length}" failures="${count('fails')}" errors="${errors}" skipped="${count('ignored')}" time="0"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${totals}>`,
    `  <testsuite name="${escapeXml(name)}" ${totals}>`,
    ...cases.map((line) => `    ${line}`),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

/** Makes any text safe inside an XML attribute or element; characters that XML 1.0 does not allow become U+FFFD. */
export function escapeXml(text: string): string {
  return text
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&apos;')
    .replace(/[\t\n\r]/g, (space) => `&#${space.charCodeAt(0)};`);
}

function scanCase(outcome: GateOutcome): string {
  return testCase('scan', 'the image was scanned', outcome.kind === 'not-judged' ? problem('error', outcome.reason, outcome.reason) : '');
}

function findingCase({ finding, verdict, note }: JudgedFinding): string {
  const name = [finding.id, finding.packageName, finding.packageVersion].filter((part) => part !== '').join(' ');
  const about = [finding.description, finding.fixedIn && `fixed in ${finding.fixedIn}`, finding.uri, note].filter((part) => part !== '').join('\n');
  if (verdict === 'fails') { return testCase(finding.severity, name, problem('failure', `${finding.severity} ${name}`, about)); }
  return testCase(finding.severity, name, verdict === 'ignored' ? problem('skipped', note, '') : '');
}

function testCase(group: string, name: string, content: string): string {
  const opening = `<testcase classname="security-scan.${escapeXml(group)}" name="${escapeXml(name)}" time="0"`;
  return content === '' ? `${opening}/>` : `${opening}>${content}</testcase>`;
}

function problem(element: string, message: string, text: string): string {
  const opening = `<${element} message="${escapeXml(message)}"`;
  return text === '' ? `${opening}/>` : `${opening}>${escapeXml(text)}</${element}>`;
}

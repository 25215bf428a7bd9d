import { JudgedFinding } from './gate-decision';
import { GateOutcome } from './gate-outcome';
import { summaryOf } from './json-report';

const HEADINGS = ['SEVERITY', 'FINDING', 'PACKAGE', 'VERSION', 'FIXED IN', 'VERDICT'];
const WIDEST_CELL = 48;

/** Renders what a person reads in the build's log: a table of findings, the notes, and one final line. */
export function renderLogReport(outcome: GateOutcome): string {
  const image = `${outcome.image.repositoryName}@${outcome.image.imageDigest}`;
  if (outcome.kind === 'not-judged') {
    return `\nSCAN GATE FAILED CLOSED: ${image} could not be judged\n  reason: ${outcome.reason}`;
  }
  const { findings, notes, passed, threshold } = outcome.decision;
  const { total, fails, ignored, belowThreshold } = summaryOf(findings);
  return [
    '',
    ...(total === 0 ? ['no findings'] : renderTable([HEADINGS, ...findings.map(rowOf)])),
    ...notes.map((note) => `note: ${note}`),
    '',
    `${total} findings (${outcome.scanType} scan): ${fails} at or above ${threshold}, ${ignored} ignored, ${belowThreshold} below`,
    passed ? `SCAN GATE PASSED: ${image}` : `SCAN GATE FAILED: ${image}\n  what to do: ${ADVICE}`,
  ].join('\n');
}

const ADVICE = 'update the base image or the package, or add an ignore entry with reason and expiry for what can be lived with';

/** Columns as wide as their longest cell; the last one is not padded. */
function renderTable(rows: readonly string[][]): string[] {
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd());
}

function rowOf({ finding, verdict, note }: JudgedFinding): string[] {
  const severity = finding.severity === finding.reportedSeverity ? finding.severity : `${finding.severity} (${finding.reportedSeverity})`;
  const cells = [severity, finding.id, finding.packageName, finding.packageVersion, finding.fixedIn].map(shortened);
  return [...cells, note === '' ? verdict : `${verdict}: ${note}`];
}

function shortened(cell: string): string {
  const flat = cell.replace(/\s+/g, ' ');
  return flat.length > WIDEST_CELL ? `${flat.slice(0, WIDEST_CELL - 3)}...` : flat;
}

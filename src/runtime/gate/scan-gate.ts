import { decide } from './gate-decision';
import { GateOutcome } from './gate-outcome';
import { GateSettings } from './gate-settings';
import { renderJsonReport } from './json-report';
import { renderJunitReport } from './junit-report';
import { renderLogReport } from './log-report';
import { CannotJudge, ScanReader } from './scan-reader';
import { Aws, messageOf } from '../ports/aws';
import { Clock } from '../ports/clock';
import { Log } from '../ports/log';

/** Exit codes of the gate; everything but `passed` fails the stage. */
export const GATE_EXIT = { passed: 0, findings: 1, settings: 2, notJudged: 3 } as const;

/** What the gate needs of the world. */
export interface GatePorts {
  readonly aws: Aws;
  readonly clock: Clock;
  readonly log: Log;
  /** Writes one report file, making its folder when needed. */
  readonly writeFile: (path: string, text: string) => void;
}

/**
 * Judges one image by the findings that the registry has of exactly its digest.
 *
 * Fails closed: whatever keeps it from seeing the complete list of a finished scan is exit code 3. A report that
 * cannot be written counts as that too, since a pass without evidence is none.
 */
export async function runScanGate(settings: GateSettings, ports: GatePorts): Promise<number> {
  const { repositoryName, imageDigest, threshold } = settings;
  ports.log.step(`scan gate: ${repositoryName}@${imageDigest}, fails at ${threshold} and above`);
  const outcome = await judge(settings, ports);
  ports.log.plain(renderLogReport(outcome));
  const written = writeReports(settings.reportDirectory, outcome, ports);
  if (outcome.kind === 'not-judged' || !written) { return GATE_EXIT.notJudged; }
  return outcome.decision.passed ? GATE_EXIT.passed : GATE_EXIT.findings;
}

async function judge(settings: GateSettings, { aws, clock, log }: GatePorts): Promise<GateOutcome> {
  const image = { repositoryName: settings.repositoryName, imageDigest: settings.imageDigest };
  try {
    const scan = await new ScanReader(aws, clock, log).read(settings);
    const decision = decide(scan.findings, { threshold: settings.threshold, ignored: settings.ignored, now: clock.now() });
    return { kind: 'decided', image, scanType: scan.scanType, scanStatus: scan.status, decision };
  } catch (error) {
    if (error instanceof CannotJudge) { return { kind: 'not-judged', image, reason: error.message }; }
    return { kind: 'not-judged', image, reason: `the gate itself broke: ${messageOf(error)}` };
  }
}

function writeReports(folder: string, outcome: GateOutcome, { clock, log, writeFile }: GatePorts): boolean {
  try {
    writeFile(`${folder}/scan-report.json`, renderJsonReport(outcome, clock.now()));
    writeFile(`${folder}/scan-junit.xml`, renderJunitReport(outcome));
    return true;
  } catch (error) {
    log.plain(`SCAN GATE FAILED CLOSED: the report could not be written to ${folder}: ${messageOf(error)}`);
    return false;
  }
}

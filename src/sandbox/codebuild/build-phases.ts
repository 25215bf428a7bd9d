import { BuildPhase, BuildRecord, PhaseStatus } from './model';

/** Why a phase failed, in the API's words. */
export class PhaseFailure extends Error {
  /**
   * @param statusCode for example `COMMAND_EXECUTION_ERROR`
   * @param message as it stands in the phase's context
   */
  constructor(readonly statusCode: string, message: string) {
    super(message);
  }
}

/** Seconds since 1970, with milliseconds. */
export function now(): number {
  return Date.now() / 1000;
}

/** Keeps the phases of one build's record; `changed` is told of every change. */
export class PhaseRecorder {
  constructor(private readonly record: BuildRecord, private readonly changed: () => void) {}

  /** A phase that takes no time here: submitted, queued. */
  pass(phaseType: string): void {
    this.end(this.begin(phaseType), 'SUCCEEDED');
  }

  begin(phaseType: string): BuildPhase {
    const phase: BuildPhase = { phaseType, phaseStatus: 'IN_PROGRESS', startTime: now() };
    this.record.phases.push(phase);
    this.record.currentPhase = phaseType;
    this.changed();
    return phase;
  }

  end(phase: BuildPhase, status: PhaseStatus, failures: PhaseFailure[] = []): void {
    phase.phaseStatus = status;
    phase.endTime = now();
    phase.durationInSeconds = Math.round(phase.endTime - phase.startTime);
    phase.contexts = failures.length > 0
      ? failures.map((failure) => ({ statusCode: failure.statusCode, message: failure.message }))
      : [{ statusCode: '', message: '' }];
    this.changed();
  }

  /** The last phase, which has no end. */
  complete(status: PhaseStatus): void {
    this.record.phases.push({ phaseType: 'COMPLETED', startTime: now() });
    this.record.currentPhase = 'COMPLETED';
    this.record.buildStatus = status;
    this.record.endTime = now();
    this.record.buildComplete = true;
    this.changed();
  }
}

import { BuildEngine } from './build-engine';
import { cachedIn } from './cached-work';

/** How a build goes, for the live view. */
export interface BuildProgress {
  /** The phase it is in; absent once it has ended. */
  readonly phase?: string;
  /** What it did not have to do again, each in a few words. */
  readonly cached: string[];
  /** The last lines of its log when it failed, the last one while it runs. */
  readonly logTail: string[];
  /** It failed and waits: the script that opens a shell in it. */
  readonly enter?: string;
}

/** Enough for the last lines of a container's log below the reason why its deployment failed. */
const TAIL_LINES = 40;

/** The build as it is now; a build that nobody knows has nothing to tell. */
export function buildProgress(engine: Pick<BuildEngine, 'build' | 'logTail' | 'heldBuild'>, id: string): BuildProgress {
  const record = engine.build(id);
  const log = engine.logTail(id, Infinity);
  const enter = engine.heldBuild(id)?.script;
  const wanted = enter ? TAIL_LINES : tailLength(record?.buildStatus);
  return {
    ...(record && !record.buildComplete ? { phase: record.currentPhase } : {}),
    cached: cachedIn(log),
    logTail: log.slice(Math.max(0, log.length - wanted)),
    ...(enter ? { enter } : {}),
  };
}

function tailLength(status: string | undefined): number {
  if (status === 'IN_PROGRESS') {
    return 1;
  }
  return status === 'SUCCEEDED' ? 0 : TAIL_LINES;
}

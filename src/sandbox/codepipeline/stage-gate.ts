import { ExecutionMode } from './model';

/** How waiting before a stage ended. */
export type Admission = 'entered' | 'superseded' | 'cancelled';

interface Waiting {
  readonly executionId: string;
  readonly admit: (admission: Admission) => void;
}

/**
 * Lets executions into the stages of one pipeline.
 *
 * A stage holds one execution at a time, except in PARALLEL mode. Who waits before a taken stage is overtaken by a newer execution in
 * SUPERSEDED mode, and keeps its place in QUEUED mode.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts-how-it-works.html
 */
export class StageGate {
  private readonly holders = new Map<string, string>();
  private readonly queues = new Map<string, Waiting[]>();

  /** Waits until the execution may enter the stage, or is told that it never will. */
  async enter(stage: string, executionId: string, mode: ExecutionMode): Promise<Admission> {
    if (mode === 'PARALLEL' || !this.holders.has(stage)) {
      this.hold(stage, executionId, mode);
      return 'entered';
    }
    if (mode === 'SUPERSEDED') {
      this.takeQueue(stage).forEach((waiting) => waiting.admit('superseded'));
    }
    return new Promise((resolve) => {
      this.queues.set(stage, [...(this.queues.get(stage) ?? []), { executionId, admit: resolve }]);
    });
  }

  /** The execution is done with the stage, however it ended; the next one enters. */
  leave(stage: string, executionId: string): void {
    if (this.holders.get(stage) !== executionId) {
      return;
    }
    const [next, ...rest] = this.queues.get(stage) ?? [];
    this.queues.set(stage, rest);
    if (next) {
      this.holders.set(stage, next.executionId);
      next.admit('entered');
    } else {
      this.holders.delete(stage);
    }
  }

  /** Takes a waiting execution out of every queue. */
  cancel(executionId: string): void {
    for (const [stage, queue] of this.queues) {
      this.queues.set(stage, queue.filter((waiting) => waiting.executionId !== executionId));
      queue.filter((waiting) => waiting.executionId === executionId).forEach((waiting) => waiting.admit('cancelled'));
    }
  }

  private hold(stage: string, executionId: string, mode: ExecutionMode): void {
    if (mode !== 'PARALLEL') {
      this.holders.set(stage, executionId);
    }
  }

  private takeQueue(stage: string): Waiting[] {
    const queue = this.queues.get(stage) ?? [];
    this.queues.set(stage, []);
    return queue;
  }
}

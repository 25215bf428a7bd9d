import { setTimeout as sleep } from 'node:timers/promises';
import { AwsApi } from '../account/aws-api';
import { listExecutions } from '../account/pipelines';

const EVERY_MILLISECONDS = 300;

/** Finds the execution that a push or a deployment started, or starts one. */
export class ExecutionStarter {
  /** To be made before anything that may start an execution. */
  static async before(api: AwsApi, pipeline: string, exists: boolean): Promise<ExecutionStarter> {
    return new ExecutionStarter(api, pipeline, exists ? new Set(await executionIds(api, pipeline)) : undefined);
  }

  private constructor(private readonly api: AwsApi, private readonly pipeline: string, private readonly known: ReadonlySet<string> | undefined) {}

  /**
   * The execution that began since; after so many seconds without one, it is started.
   *
   * @returns its id, and whether it had to be started
   */
  async find(patienceSeconds: number): Promise<{ readonly id: string; readonly started: boolean }> {
    const patience = Date.now() + patienceSeconds * 1000;
    do {
      const fresh = (await executionIds(this.api, this.pipeline)).find((id) => !this.known?.has(id));
      if (fresh) return { id: fresh, started: false };
      await sleep(EVERY_MILLISECONDS);
    } while (Date.now() < patience);
    const { pipelineExecutionId } = await this.api.call<{ pipelineExecutionId: string }>('codepipeline', 'StartPipelineExecution', { name: this.pipeline });
    return { id: pipelineExecutionId, started: true };
  }
}

/** Newest first. */
async function executionIds(api: AwsApi, pipeline: string): Promise<string[]> {
  return (await listExecutions(api, pipeline)).map(({ pipelineExecutionId }) => pipelineExecutionId);
}

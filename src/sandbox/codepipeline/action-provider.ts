import { Credentials } from '../emulator-client';
import { ActionExecution, ArtifactLocation, PipelineExecution, PipelineRecord } from './model';

/** One action to be run. */
export interface ActionRun {
  readonly pipeline: PipelineRecord;
  readonly execution: PipelineExecution;
  readonly action: ActionExecution;
  /** Variables filled in. */
  readonly configuration: Record<string, string>;
  readonly inputs: ArtifactLocation[];
  readonly outputs: ArtifactLocation[];
  /** Of the action's own role, or else the pipeline's. */
  readonly credentials: Credentials;
  readonly signal: AbortSignal;
  /** The action's record was changed. */
  changed(): void;
}

/** How an action ended well. */
export interface ActionOutcome {
  readonly outputVariables?: Record<string, string>;
  readonly summary?: string;
}

/** Why an action failed, in the API's words. */
export class ActionFailure extends Error {
  /**
   * @param code for example `JobFailed`
   * @param message what the console would show
   */
  constructor(readonly code: string, message: string) {
    super(message);
  }
}

/** Runs the actions of one provider. */
export interface ActionProvider {
  /** Category, owner and provider, for example `Build/AWS/CodeBuild`. */
  readonly name: string;
  /** Throws an `ActionFailure` (or any error) when the action fails. */
  run(run: ActionRun): Promise<ActionOutcome>;
}

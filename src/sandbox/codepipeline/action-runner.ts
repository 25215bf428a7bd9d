import { randomUUID } from 'node:crypto';
import { AwsError } from '../aws-json';
import { Credentials, EmulatorClient } from '../emulator-client';
import { ActionFailure, ActionOutcome, ActionProvider } from './action-provider';
import { ActionDeclaration, ActionExecution, ArtifactLocation, PipelineExecution, PipelineRecord, providerName } from './model';
import { resolveConfiguration } from './variables';
import { Access } from '../iam/access-control';

/** An action's place in a running pipeline. */
export interface ActionPlace {
  readonly pipeline: PipelineRecord;
  readonly execution: PipelineExecution;
  readonly stageName: string;
  readonly signal: AbortSignal;
  changed(): void;
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Runs single actions: finds the provider, fills in variables, hands artifacts over, takes credentials of the action's role. */
export class ActionRunner {
  constructor(private readonly providers: ActionProvider[], private readonly emulator: EmulatorClient, private readonly access: Access) {}

  /** The record of an action that is about to run. */
  begin(declaration: ActionDeclaration, place: ActionPlace): ActionExecution {
    const now = Date.now() / 1000;
    return {
      actionExecutionId: randomUUID(),
      stageName: place.stageName,
      actionName: declaration.name,
      status: 'InProgress',
      startTime: now,
      lastUpdateTime: now,
      declaration,
      resolvedConfiguration: declaration.configuration ?? {},
      roleArn: declaration.roleArn ?? place.pipeline.declaration.roleArn,
      inputArtifacts: [],
      outputArtifacts: [],
      outputVariables: {},
    };
  }

  /** Runs the action; never throws, the record says how it ended. */
  async run(action: ActionExecution, place: ActionPlace): Promise<void> {
    try {
      const outcome = await this.perform(action, place);
      this.handOn(action, outcome, place.execution);
      action.summary = outcome.summary;
      action.status = 'Succeeded';
    } catch (error) {
      action.status = place.signal.aborted ? 'Abandoned' : 'Failed';
      action.errorCode = errorCode(error);
      action.errorMessage = error instanceof Error ? error.message : String(error);
      action.summary = action.errorMessage;
    }
    action.lastUpdateTime = Date.now() / 1000;
    place.changed();
  }

  private async perform(action: ActionExecution, place: ActionPlace): Promise<ActionOutcome> {
    const { declaration } = action;
    const provider = this.providers.find(({ name }) => name === providerName(declaration.actionTypeId));
    if (!provider) {
      throw new ActionFailure('ActionTypeNotFound', unknownProvider(declaration, this.providers));
    }
    action.resolvedConfiguration = resolveConfiguration(declaration.configuration ?? {}, place.execution.namespaces);
    action.inputArtifacts = (declaration.inputArtifacts ?? []).map(({ name }) => inputOf(name, place.execution));
    action.outputArtifacts = (declaration.outputArtifacts ?? []).map(({ name }) => outputFor(name, place.pipeline));
    place.changed();
    const timeout = declaration.timeoutInMinutes === undefined ? [] : [AbortSignal.timeout(declaration.timeoutInMinutes * 60_000)];
    const signal = AbortSignal.any([place.signal, ...timeout]);
    const credentials = await this.credentials(action, place);
    signal.throwIfAborted();
    return provider.run({
      pipeline: place.pipeline,
      execution: place.execution,
      action,
      configuration: action.resolvedConfiguration,
      inputs: action.inputArtifacts,
      outputs: action.outputArtifacts,
      credentials,
      signal,
      changed: () => place.changed(),
    });
  }

  /** Credentials of the action's role, which the pipeline's role takes when it is another. */
  private async credentials({ roleArn, actionExecutionId, stageName, actionName }: ActionExecution, place: ActionPlace): Promise<Credentials> {
    const origin = { executionId: place.execution.pipelineExecutionId, action: `${stageName}/${actionName}` };
    const ofPipeline = place.pipeline.declaration.roleArn;
    if (roleArn !== ofPipeline) {
      const { accessKeyId } = await this.emulator.assumeRole(ofPipeline, actionExecutionId, origin);
      await this.access.require(accessKeyId, [{ action: 'sts:AssumeRole', resource: roleArn }]);
    }
    return this.emulator.assumeRole(roleArn, actionExecutionId, origin);
  }

  private handOn(action: ActionExecution, outcome: ActionOutcome, execution: PipelineExecution): void {
    action.outputVariables = outcome.outputVariables ?? {};
    action.outputArtifacts.forEach((artifact) => {
      execution.artifacts[artifact.name] = artifact;
    });
    if (action.declaration.namespace) {
      execution.namespaces[action.declaration.namespace] = action.outputVariables;
    }
  }
}

/** @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_FailureDetails.html */
function errorCode(error: unknown): string {
  const isRefusal = error instanceof AwsError && error.statusCode === 403;
  return error instanceof ActionFailure ? error.code : isRefusal ? 'PermissionError' : 'ActionFailed';
}

function unknownProvider(declaration: ActionDeclaration, providers: ActionProvider[]): string {
  const known = providers.map(({ name }) => name).join(', ');
  return `the sandbox has no action provider ${providerName(declaration.actionTypeId)} (action '${declaration.name}'); it has ${known}`;
}

function inputOf(name: string, execution: PipelineExecution): ArtifactLocation {
  const artifact = execution.artifacts[name];
  if (!artifact) {
    throw new ActionFailure('ConfigurationError', `no action before this one made the artifact ${JSON.stringify(name)}`);
  }
  return artifact;
}

/** Keys as CodePipeline makes them: the pipeline's and artifact's names, shortened, and a random end. */
function outputFor(name: string, pipeline: PipelineRecord): ArtifactLocation {
  const { artifactStore } = pipeline.declaration;
  const random = Array.from({ length: 7 }, () => LETTERS[Math.floor(Math.random() * LETTERS.length)]).join('');
  return {
    name,
    bucket: artifactStore.location,
    key: `${pipeline.declaration.name.slice(0, 20)}/${name.slice(0, 10)}/${random}`,
    ...(artifactStore.encryptionKey ? { encryptionKey: artifactStore.encryptionKey.id } : {}),
  };
}

import { AwsError, JsonObject } from '../aws-json';
import { toCamelCase, toNumber } from '../camel-case';
import { ActionDeclaration, ExecutionMode, PipelineDeclaration, StageDeclaration } from './model';

/**
 * A template's `AWS::CodePipeline::Pipeline` as the API would give it back.
 *
 * What the engine would ignore is refused here by name, so that nothing looks as if it worked.
 */
export function pipelineDeclaration(properties: JsonObject, name: string, version: number): PipelineDeclaration {
  const camel = toCamelCase(properties, { opaque: ['Configuration'] }) as JsonObject;
  refuseUnsupported(camel, name);
  const stages = (camel.stages as JsonObject[]).map(stageDeclaration);
  stages.forEach((stage) => refuseConditions(stage, name));
  return {
    name,
    roleArn: String(camel.roleArn),
    artifactStore: camel.artifactStore as PipelineDeclaration['artifactStore'],
    stages,
    version,
    executionMode: (camel.executionMode as ExecutionMode | undefined) ?? 'SUPERSEDED',
    pipelineType: (camel.pipelineType as 'V1' | 'V2' | undefined) ?? 'V1',
    ...(camel.variables ? { variables: camel.variables as PipelineDeclaration['variables'] } : {}),
    ...(camel.triggers ? { triggers: camel.triggers as PipelineDeclaration['triggers'] } : {}),
  };
}

function stageDeclaration(stage: JsonObject): StageDeclaration {
  return { ...stage, name: String(stage.name), actions: (stage.actions as JsonObject[]).map(actionDeclaration) };
}

function actionDeclaration(action: JsonObject): ActionDeclaration {
  const configuration = (action.configuration ?? {}) as JsonObject;
  return {
    ...action,
    name: String(action.name),
    actionTypeId: action.actionTypeId as ActionDeclaration['actionTypeId'],
    runOrder: toNumber(action.runOrder, 1),
    configuration: Object.fromEntries(
      Object.entries(configuration).map(([key, value]) => [key, typeof value === 'object' ? JSON.stringify(value) : String(value)]),
    ),
    ...(action.timeoutInMinutes === undefined ? {} : { timeoutInMinutes: toNumber(action.timeoutInMinutes, 60) }),
  };
}

function refuseUnsupported(camel: JsonObject, name: string): void {
  if (Array.isArray(camel.disableInboundStageTransitions) && camel.disableInboundStageTransitions.length > 0) {
    throw notInSandbox(name, 'DisableInboundStageTransitions');
  }
  if (camel.artifactStores !== undefined) {
    throw notInSandbox(name, 'ArtifactStores (actions in other regions)');
  }
  if (camel.artifactStore === undefined) {
    throw new AwsError('InvalidStructureException', `pipeline '${name}' has no ArtifactStore; give it one of type S3`);
  }
}

function refuseConditions(stage: StageDeclaration, name: string): void {
  const conditional = [stage.beforeEntry, stage.onSuccess, stage.onFailure].some((rule) => (rule?.conditions ?? []).length > 0);
  if (conditional) {
    throw notInSandbox(name, `conditions of stage '${stage.name}'`);
  }
  if (stage.onFailure?.result !== undefined && stage.onFailure.result !== 'RETRY') {
    throw notInSandbox(name, `OnFailure ${stage.onFailure.result} of stage '${stage.name}'`);
  }
}

function notInSandbox(pipeline: string, what: string): AwsError {
  return new AwsError('SandboxNotImplemented', `pipeline '${pipeline}': the sandbox does not implement ${what}; leave it out here`);
}

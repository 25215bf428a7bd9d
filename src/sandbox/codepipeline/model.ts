/** What the CodePipeline API calls things; only the fields that the sandbox uses. Times are seconds since 1970, as the protocol has them. */
import { GitTrigger } from './triggers';

export interface ActionTypeId {
  readonly category: string;
  readonly owner: string;
  readonly provider: string;
  readonly version: string;
}

export interface ActionDeclaration {
  readonly name: string;
  readonly actionTypeId: ActionTypeId;
  readonly runOrder?: number;
  readonly configuration?: Record<string, string>;
  readonly inputArtifacts?: { readonly name: string }[];
  readonly outputArtifacts?: { readonly name: string }[];
  readonly roleArn?: string;
  readonly region?: string;
  readonly namespace?: string;
  readonly timeoutInMinutes?: number;
}

export interface StageDeclaration {
  readonly name: string;
  readonly actions: ActionDeclaration[];
  readonly onFailure?: { readonly result?: string; readonly retryConfiguration?: { readonly retryMode?: string }; readonly conditions?: unknown[] };
  readonly onSuccess?: { readonly conditions?: unknown[] };
  readonly beforeEntry?: { readonly conditions?: unknown[] };
}

export type ExecutionMode = 'SUPERSEDED' | 'QUEUED' | 'PARALLEL';

export interface ArtifactStore {
  readonly type: string;
  readonly location: string;
  readonly encryptionKey?: { readonly id: string; readonly type: string };
}

export interface PipelineDeclaration {
  readonly name: string;
  readonly roleArn: string;
  readonly artifactStore: ArtifactStore;
  readonly stages: StageDeclaration[];
  readonly version: number;
  readonly executionMode: ExecutionMode;
  readonly pipelineType: 'V1' | 'V2';
  readonly variables?: { readonly name: string; readonly defaultValue?: string; readonly description?: string }[];
  readonly triggers?: GitTrigger[];
}

/** A pipeline as the sandbox keeps it. */
export interface PipelineRecord {
  readonly declaration: PipelineDeclaration;
  readonly arn: string;
  readonly created: number;
  readonly updated: number;
  readonly tags: { readonly key: string; readonly value: string }[];
}

export type ExecutionStatus = 'InProgress' | 'Succeeded' | 'Failed' | 'Superseded' | 'Stopping' | 'Stopped';
export type StageStatus = 'InProgress' | 'Succeeded' | 'Failed' | 'Stopped';
export type ActionStatus = 'InProgress' | 'Succeeded' | 'Failed' | 'Abandoned';

/** Where a commit comes from when a trigger or the caller chose it. */
export interface SourceRevision {
  readonly actionName: string;
  readonly commitId: string;
  readonly branch?: string;
  readonly tag?: string;
}

export interface ArtifactLocation {
  readonly name: string;
  readonly bucket: string;
  readonly key: string;
  /** KMS key of the artifact store. */
  readonly encryptionKey?: string;
}

export interface ActionExecution {
  readonly actionExecutionId: string;
  readonly stageName: string;
  readonly actionName: string;
  status: ActionStatus;
  readonly startTime: number;
  lastUpdateTime: number;
  readonly declaration: ActionDeclaration;
  /** The configuration with its variables filled in. */
  resolvedConfiguration: Record<string, string>;
  readonly roleArn: string;
  inputArtifacts: ArtifactLocation[];
  outputArtifacts: ArtifactLocation[];
  outputVariables: Record<string, string>;
  externalExecutionId?: string;
  externalExecutionUrl?: string;
  summary?: string;
  errorCode?: string;
  errorMessage?: string;
  /** Of an approval that waits. */
  token?: string;
}

export interface StageExecution {
  readonly stageName: string;
  status: StageStatus;
  readonly startTime: number;
  endTime?: number;
  readonly actions: ActionExecution[];
  /** Counts automatic and manual retries. */
  attempt: number;
}

export interface PipelineExecution {
  readonly pipelineName: string;
  readonly pipelineVersion: number;
  readonly pipelineExecutionId: string;
  readonly declaration: PipelineDeclaration;
  status: ExecutionStatus;
  statusSummary?: string;
  readonly startTime: number;
  lastUpdateTime: number;
  readonly trigger: { readonly triggerType: string; readonly triggerDetail: string };
  readonly variables: { readonly name: string; readonly resolvedValue: string }[];
  readonly sourceRevisions: SourceRevision[];
  readonly artifactRevisions: { name: string; revisionId: string; revisionSummary: string; revisionUrl?: string }[];
  readonly artifacts: Record<string, ArtifactLocation>;
  readonly namespaces: Record<string, Record<string, string>>;
  readonly stages: StageExecution[];
}

/** The provider's full name, for example `Build/AWS/CodeBuild`: category, owner, provider. */
export function providerName(type: ActionTypeId): string {
  return `${type.category}/${type.owner}/${type.provider}`;
}

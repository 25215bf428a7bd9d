import { ArtifactLocation } from '../codepipeline/model';
import { CallOrigin } from '../iam/api-call';

/** What the CodeBuild API calls things; only the fields that the sandbox uses. Times are seconds since 1970. */
export interface BuildVariable {
  readonly name: string;
  readonly value: string;
  readonly type?: 'PLAINTEXT' | 'PARAMETER_STORE' | 'SECRETS_MANAGER';
}

export interface ProjectRecord {
  readonly name: string;
  readonly arn: string;
  readonly description?: string;
  readonly source: { readonly type: string; readonly buildspec?: string };
  readonly artifacts: { readonly type: string };
  readonly cache?: { readonly type: string; readonly modes?: string[]; readonly location?: string };
  readonly environment: {
    readonly type: string;
    readonly image: string;
    readonly computeType: string;
    readonly privilegedMode: boolean;
    readonly environmentVariables: BuildVariable[];
  };
  readonly serviceRole: string;
  readonly timeoutInMinutes: number;
  readonly queuedTimeoutInMinutes: number;
  readonly encryptionKey: string;
  readonly logsConfig?: { readonly cloudWatchLogs?: { readonly status?: string; readonly groupName?: string; readonly streamName?: string } };
  readonly tags: { readonly key: string; readonly value: string }[];
  readonly created: number;
  readonly lastModified: number;
}

export type PhaseStatus = 'SUCCEEDED' | 'FAILED' | 'FAULT' | 'TIMED_OUT' | 'IN_PROGRESS' | 'STOPPED';

export interface BuildPhase {
  readonly phaseType: string;
  phaseStatus?: PhaseStatus;
  readonly startTime: number;
  endTime?: number;
  durationInSeconds?: number;
  contexts?: { readonly statusCode: string; readonly message: string }[];
}

export interface BuildRecord {
  readonly id: string;
  readonly arn: string;
  readonly buildNumber: number;
  readonly startTime: number;
  endTime?: number;
  currentPhase: string;
  buildStatus: PhaseStatus;
  readonly sourceVersion?: string;
  readonly resolvedSourceVersion?: string;
  readonly projectName: string;
  readonly phases: BuildPhase[];
  readonly source: ProjectRecord['source'];
  artifacts: { location: string; sha256sum?: string };
  readonly environment: ProjectRecord['environment'];
  readonly serviceRole: string;
  logs: { readonly groupName: string; readonly streamName: string; readonly cloudWatchLogs: { readonly status: string } };
  readonly timeoutInMinutes: number;
  readonly queuedTimeoutInMinutes: number;
  buildComplete: boolean;
  readonly initiator: string;
  readonly encryptionKey: string;
  exportedEnvironmentVariables: { readonly name: string; readonly value: string }[];
  reportArns: string[];
}

export interface ReportGroupRecord {
  readonly arn: string;
  readonly name: string;
  readonly type: string;
  readonly exportConfig: { readonly exportConfigType: string };
  readonly tags: { readonly key: string; readonly value: string }[];
  readonly created: number;
  readonly lastModified: number;
  readonly status: 'ACTIVE';
}

/** An input of a build: a zip that some action made. */
export interface BuildSource {
  readonly name: string;
  readonly primary: boolean;
  readonly location: ArtifactLocation;
}

/** What a developer wants of the builds of one source. */
export interface BuildWishes {
  /** Neither restored folders nor layers of earlier Docker builds. */
  readonly noCache?: boolean;
  /** A build that failed waits, with all its folders, until somebody has looked. */
  readonly holdOnFailure?: boolean;
}

/** A build that failed and waits. */
export interface HeldBuild {
  /** The phase that failed. */
  readonly phase: string;
  /** A shell script that opens a shell in the build's environment; its end lets the build end. */
  readonly script: string;
}

/** What starts a build. */
export interface BuildRequest {
  readonly project: ProjectRecord;
  /** For example `codepipeline/cicd-pipeline-dev`. */
  readonly initiator: string;
  readonly sources: BuildSource[];
  /** The commit, for CODEBUILD_RESOLVED_SOURCE_VERSION. */
  readonly sourceVersion?: string;
  /** Of the action; they win over the project's. */
  readonly variables: BuildVariable[];
  readonly buildspecOverride?: string;
  readonly outputs: ArtifactLocation[];
  readonly signal: AbortSignal;
  /** The execution and action that asked for the build. */
  readonly origin?: CallOrigin;
}

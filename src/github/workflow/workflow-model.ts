import { WorkflowStep } from '../toolchains/toolchain';

/** A level of access to one scope of the job's token. */
export type Access = 'read' | 'write';

/** The scopes of a job's token that are not none; @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions */
export type Permissions = Readonly<Partial<Record<'contents' | 'id-token' | 'pull-requests' | 'attestations', Access>>>;

/** What starts a workflow. */
export interface Triggers {
  readonly push?: EventFilter;
  readonly pullRequest?: EventFilter;
  /** By hand. */
  readonly dispatch?: boolean;
  /** Cron expressions, UTC. */
  readonly schedule?: string[];
}

/** Patterns as GitHub reads them. */
export interface EventFilter {
  readonly branches: string[];
  readonly paths?: string[];
}

/** What runs one at a time. */
export interface Concurrency {
  readonly group: string;
  /** Whether a new run ends the one that runs: `true`, `false` or an expression. */
  readonly cancelInProgress: boolean | string;
}

/** One job. */
export interface Job {
  readonly name: string;
  /** Jobs that must have succeeded before. */
  readonly needs?: string[];
  /** The condition under which it runs, an expression without `${{ }}`. */
  readonly condition?: string;
  readonly permissions: Permissions;
  /** The GitHub environment, a name or an expression. */
  readonly environment?: string;
  readonly timeoutMinutes: number;
  /** Values of one matrix variable, one leg each. */
  readonly matrix?: { readonly variable: string; readonly values: string[] };
  readonly outputs?: { readonly [name: string]: string };
  readonly env?: { readonly [name: string]: string };
  /** Where `run` steps run, relative to the root of the repository. */
  readonly workingDirectory?: string;
  readonly steps: WorkflowStep[];
}

/** A workflow file, before it is written. */
export interface Workflow {
  readonly name: string;
  readonly triggers: Triggers;
  readonly concurrency: Concurrency;
  readonly runnerLabels: string[];
  /** In the order in which they are written. */
  readonly jobs: { readonly [id: string]: Job };
}

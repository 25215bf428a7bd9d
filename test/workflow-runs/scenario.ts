import { Changes } from './app-repository';

/** Jobs of the workflow, in its order. */
export const JOBS = ['source', 'build', 'test', 'security-scan', 'diff', 'deploy', 'notify'] as const;
export type JobId = (typeof JOBS)[number];

/** Whose repository a run belongs to, as GitHub has it. */
export interface Repository {
  readonly name: string;
  readonly id: string;
  readonly ownerId: string;
}

/** What is known of a run that has ended, each as one line of text. */
export interface Facts {
  /** What became of the jobs. */
  readonly jobs: string;
  /** The template of the stack, and whether it was changed. */
  readonly stack?: string;
  /** What went to the topic. */
  readonly message?: string;
  /** The comments of the pull request. */
  readonly comments?: string;
  /** Jobs in which the app was synthesised by the workflow itself. */
  readonly synthesised?: string;
  /** Subjects of the tokens that were handed out, by job. */
  readonly tokens?: string;
  /** Roles of the CDK bootstrap that were taken. */
  readonly bootstrapRoles?: string;
  /** A sentence of the log, or that it is not there. */
  readonly said?: string;
}

/** One run of the workflow, and what must come of it. */
export interface Scenario {
  readonly name: string;
  readonly eventName: 'push' | 'pull_request' | 'workflow_dispatch';
  /** The branch that is pushed, or the source of the pull request. */
  readonly branch: string;
  /** What the commit changes. */
  readonly changes?: Changes;
  /** Jobs whose npm and synthesis really run; the others answer as in the recorded run. @default - none */
  readonly real?: readonly JobId[];
  /** Number of the pull request. */
  readonly pullRequest?: number;
  /** Whether the pull request comes from somebody else's repository. */
  readonly fork?: boolean;
  /** @default - the one that the roles trust */
  readonly repository?: Repository;
  /** @default true */
  readonly immutableSubject?: boolean;
  /** Another name for the workflow file. */
  readonly workflowPath?: string;
  /** The workflow as somebody has changed it. */
  readonly workflow?: (text: string) => string;
  /** The language whose example is run. @default - TypeScript */
  readonly language?: 'python' | 'java';
  /** A package that has an advisory, with its severity; `nothing` for a registry that knows none at all. */
  readonly advisory?: readonly [packageName: string, severity: string] | 'nothing';
  /** What of the log is to be shown as `said`. */
  readonly listensFor?: RegExp;
  readonly expected: Facts;
}

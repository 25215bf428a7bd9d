/** A run of a workflow, as it was registered. */
export interface WorkflowRun {
  readonly id: string;
  readonly attempt: string;
  /** For example `push` or `pull_request`. */
  readonly eventName: string;
  /** The full reference: `refs/heads/main`, `refs/tags/v1`, `refs/pull/42/merge`. */
  readonly ref: string;
  readonly sha: string;
  /** OWNER/NAME */
  readonly repository: string;
  readonly repositoryId: string;
  readonly repositoryOwnerId: string;
  /** Whether the subject has the ids in it, as for repositories created since 15 July 2026. */
  readonly immutableSubject: boolean;
  readonly actor: string;
  readonly actorId: string;
  /** Path of the workflow file in the repository. */
  readonly workflowPath: string;
  /** The workflow file's text. */
  readonly workflow: string;
  /** Source and target branch of a pull request; empty otherwise. */
  readonly headRef: string;
  readonly baseRef: string;
  /** Whether the pull request comes from a fork. */
  readonly fork: boolean;
  /** What the environment names that are expressions come to, by job. */
  readonly environments: Readonly<Record<string, string>>;
  readonly runnerEnvironment: string;
}

import { randomUUID } from 'node:crypto';
import { JWTPayload } from 'jose';
import { GITHUB_ISSUER } from './issuer';
import { WorkflowRun } from './model';
import { WorkflowJob } from './workflow-job';

/** As in GitHub's example token: valid for five minutes, and since ten minutes ago. */
const VALID_SECONDS = 300;
const BACKDATED_SECONDS = 600;

/**
 * The claims of GitHub's token for a job.
 *
 * @param seconds now, since 1970
 * @see https://docs.github.com/en/actions/reference/security/oidc
 */
export function tokenClaims(run: WorkflowRun, job: WorkflowJob, audience: string | undefined, seconds: number): JWTPayload {
  const [owner] = run.repository.split('/');
  const workflowRef = `${run.repository}/${run.workflowPath}@${run.ref}`;
  return {
    jti: randomUUID(),
    iss: GITHUB_ISSUER,
    sub: subjectOf(run, job.environment),
    aud: audience ?? `https://github.com/${owner}`,
    ref: run.ref,
    ref_type: run.ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    sha: run.sha,
    repository: run.repository,
    repository_id: run.repositoryId,
    repository_owner: owner,
    repository_owner_id: run.repositoryOwnerId,
    actor: run.actor,
    actor_id: run.actorId,
    workflow: job.workflowName,
    workflow_ref: workflowRef,
    workflow_sha: run.sha,
    job_workflow_ref: workflowRef,
    job_workflow_sha: run.sha,
    event_name: run.eventName,
    head_ref: run.headRef,
    base_ref: run.baseRef,
    ...(job.environment === undefined ? {} : { environment: job.environment }),
    run_id: run.id,
    run_attempt: run.attempt,
    runner_environment: run.runnerEnvironment,
    nbf: seconds - BACKDATED_SECONDS,
    exp: seconds + VALID_SECONDS,
    iat: seconds,
  };
}

/** The subject: the repository, then the environment if the job has one, else the pull request, else the reference. */
export function subjectOf(run: WorkflowRun, environment?: string): string {
  const [owner, name] = run.repository.split('/');
  const repository = run.immutableSubject ? `${owner}@${run.repositoryOwnerId}/${name}@${run.repositoryId}` : run.repository;
  return `repo:${repository}:${contextOf(run, environment)}`;
}

function contextOf(run: WorkflowRun, environment?: string): string {
  if (environment !== undefined) {
    return `environment:${escapeColons(environment)}`;
  }
  return run.eventName === 'pull_request' ? 'pull_request' : `ref:${escapeColons(run.ref)}`;
}

/** "Any `:` within the metadata values will be replaced with `%3A` in the subject claim" (GitHub's OIDC reference). */
function escapeColons(value: string): string {
  return value.replaceAll(':', '%3A');
}

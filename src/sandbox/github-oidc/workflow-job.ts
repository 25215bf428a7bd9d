import { parse } from 'yaml';
import { JsonObject } from '../aws-json';
import { ControlError } from '../control-endpoint';
import { WorkflowRun } from './model';

/** What a token says of the job that asks for it; read from the workflow file, never from the job. */
export interface WorkflowJob {
  readonly workflowName: string;
  readonly environment?: string;
}

/**
 * The job of a run, when it may have a token.
 *
 * Where GitHub would hand the job no address to ask at, the answer is a refusal that says why.
 */
export function jobWithToken(run: WorkflowRun, jobId: string): WorkflowJob {
  const workflow = parse(run.workflow) as JsonObject;
  const job = (workflow.jobs as Record<string, JsonObject | undefined>)[jobId];
  if (!job) {
    throw new ControlError(404, `workflow ${run.workflowPath} has no job ${JSON.stringify(jobId)}; pass its id as the parameter 'job'`);
  }
  if (job.uses !== undefined) {
    throw new ControlError(400, `job ${JSON.stringify(jobId)} calls a reusable workflow, whose tokens are not simulated`);
  }
  // https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax: at most "none" for id-token on a fork's pull request.
  if (run.fork) {
    throw refusal(jobId, 'runs for a pull request from a fork');
  }
  if (!mayWriteIdToken(job.permissions ?? workflow.permissions)) {
    throw refusal(jobId, 'does not have the permission \'id-token: write\'');
  }
  return { workflowName: String(workflow.name ?? run.workflowPath), environment: environmentOf(job, jobId, run) };
}

function refusal(jobId: string, reason: string): ControlError {
  return new ControlError(403, `job ${JSON.stringify(jobId)} ${reason}: GitHub sets no ACTIONS_ID_TOKEN_REQUEST_URL for it`);
}

/** The job's permissions replace the workflow's; without any, `id-token` is none. */
function mayWriteIdToken(permissions: unknown): boolean {
  return permissions === 'write-all' || (permissions as JsonObject | null | undefined)?.['id-token'] === 'write';
}

function environmentOf(job: JsonObject, jobId: string, run: WorkflowRun): string | undefined {
  const written = typeof job.environment === 'object' ? (job.environment as JsonObject | null)?.name : job.environment;
  if (written === undefined || written === null) {
    return undefined;
  }
  if (!String(written).includes('${{')) {
    return String(written);
  }
  const resolved = run.environments[jobId];
  if (resolved === undefined) {
    throw new ControlError(400, `the environment of job ${JSON.stringify(jobId)} is the expression ${String(written)}; register the run with what it comes to: environments.${jobId}`);
  }
  return resolved === '' ? undefined : resolved;
}

import { createHash, randomInt } from 'node:crypto';
import { parse } from 'yaml';
import { JsonObject } from '../aws-json';
import { WorkflowRun } from './model';

/** A text of a registration: required, or with the value that stands in for it. */
function text(input: JsonObject, name: string, fallback?: string): string {
  const value = input[name] ?? fallback;
  const written = typeof value === 'number' ? String(value) : value;
  if (typeof written !== 'string' || (written === '' && fallback !== '')) {
    throw new Error(`'${name}' of the run must be a non-empty string, got ${JSON.stringify(input[name])}; pass it`);
  }
  return written;
}

/** The run that a registration describes; what it lacks and GitHub would know is made up, the same for the same repository. */
export function workflowRun(input: JsonObject): WorkflowRun {
  const repository = text(input, 'repository');
  const [owner, name, ...rest] = repository.split('/');
  if (!owner || !name || rest.length > 0) {
    throw new Error(`'repository' of the run must be OWNER/NAME, got ${JSON.stringify(repository)}; write for example acme/orders`);
  }
  const run: WorkflowRun = {
    id: text(input, 'runId', String(randomInt(1e9, 1e10))),
    attempt: text(input, 'runAttempt', '1'),
    eventName: text(input, 'eventName'),
    ref: text(input, 'ref'),
    sha: text(input, 'sha'),
    repository,
    repositoryId: text(input, 'repositoryId', madeUpId(repository)),
    repositoryOwnerId: text(input, 'repositoryOwnerId', madeUpId(owner)),
    immutableSubject: input.immutableSubject === undefined ? 'repositoryId' in input && 'repositoryOwnerId' in input : input.immutableSubject === true,
    actor: text(input, 'actor', owner),
    actorId: text(input, 'actorId', madeUpId(text(input, 'actor', owner))),
    workflowPath: text(input, 'workflowPath'),
    workflow: text(input, 'workflow'),
    headRef: text(input, 'headRef', ''),
    baseRef: text(input, 'baseRef', ''),
    fork: input.fork === true,
    environments: (input.environments ?? {}) as Record<string, string>,
    runnerEnvironment: text(input, 'runnerEnvironment', 'github-hosted'),
  };
  requireConsistent(run);
  return run;
}

/** A run that GitHub would never make must not get a token that GitHub would never sign. */
function requireConsistent(run: WorkflowRun): void {
  if (!/^refs\/(heads|tags)\/.|^refs\/pull\/\d+\/merge$/.test(run.ref)) {
    throw new Error(`'ref' of the run must be a full reference, got ${JSON.stringify(run.ref)}; write for example refs/heads/main`);
  }
  if (run.eventName === 'pull_request_target') {
    throw new Error('\'eventName\' pull_request_target is not simulated: its subject and its permissions on a fork are GitHub\'s own');
  }
  if ((run.eventName === 'pull_request') !== run.ref.startsWith('refs/pull/')) {
    throw new Error(`a run of pull_request, and no other, has a ref like refs/pull/42/merge: got ${run.eventName} of ${run.ref}`);
  }
  if (typeof (parse(run.workflow) as JsonObject | null)?.jobs !== 'object') {
    throw new Error('\'workflow\' of the run must be the text of a workflow with jobs; pass the file\'s content');
  }
}

/** Ids are numbers that never change; ours are derived from the name. */
function madeUpId(name: string): string {
  return String(parseInt(createHash('sha256').update(name.toLowerCase()).digest('hex').slice(0, 7), 16) + 1);
}

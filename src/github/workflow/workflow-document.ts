import { pinned } from './action-versions';
import type { Json } from './rendering-library';
import { Concurrency, EventFilter, Job, Triggers, Workflow } from './workflow-model';
import { WorkflowStep } from '../toolchains/toolchain';

/** A workflow in GitHub's own words; @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax */
export function workflowDocument(workflow: Workflow): Json {
  return given({
    name: workflow.name,
    on: triggers(workflow.triggers),
    // Every job says what its token may do; the default is nothing.
    permissions: {},
    concurrency: concurrency(workflow.concurrency),
    // Named, bash fails where any command of a pipe does.
    defaults: { run: { shell: 'bash' } },
    jobs: Object.fromEntries(Object.entries(workflow.jobs).map(([id, job]) => [id, jobDocument(job, workflow.runnerLabels)])),
  });
}

function triggers({ push, pullRequest, dispatch, schedule }: Triggers): Json {
  return given({
    push: push && filter(push),
    pull_request: pullRequest && filter(pullRequest),
    schedule: schedule?.map((cron) => ({ cron })),
    workflow_dispatch: dispatch ? {} : undefined,
  });
}

const filter = ({ branches, paths }: EventFilter): Json => given({ branches, paths });

const concurrency = ({ group, cancelInProgress }: Concurrency): Json => ({ 'group': group, 'cancel-in-progress': cancelInProgress });

function jobDocument(job: Job, runnerLabels: string[]): Json {
  return given({
    'name': job.name,
    'needs': job.needs,
    'if': job.condition,
    'runs-on': runnerLabels.length === 1 ? runnerLabels[0] : runnerLabels,
    'timeout-minutes': job.timeoutMinutes,
    'permissions': job.permissions as Json,
    'environment': job.environment && { name: job.environment },
    'strategy': job.matrix && { 'fail-fast': false, 'matrix': { [job.matrix.variable]: job.matrix.values } },
    'outputs': job.outputs,
    'env': job.env,
    'defaults': job.workingDirectory !== '.' && job.workingDirectory ? { run: { 'working-directory': job.workingDirectory } } : undefined,
    'steps': job.steps.map(stepDocument),
  });
}

function stepDocument(step: WorkflowStep): Json {
  if ((step.uses === undefined) === (step.run === undefined)) throw new Error(`step ${JSON.stringify(step.name)} must have either 'uses' or 'run'`);
  if (step.run?.includes('${{')) {
    throw new Error(`step ${JSON.stringify(step.name)} must have no expression in 'run', where it would be pasted into the script: hand it over in 'env'`);
  }
  return given({
    name: step.name,
    id: step.id,
    if: step.condition,
    uses: step.uses && pinned(step.uses),
    with: step.inputs && inputs(step.inputs),
    env: step.env,
    run: step.run,
  });
}

/** A word that YAML knows as a truth value is written as one. */
function inputs(values: { readonly [name: string]: string }): Json {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value === 'true' || value === 'false' ? value === 'true' : value]));
}

/** Without what is not given. */
function given(values: { readonly [key: string]: Json | undefined }): Json {
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, Json] => entry[1] !== undefined && entry[1] !== ''));
}

import { isPair, isScalar, Document, Pair, Scalar, visit } from 'yaml';

/** A workflow file as projen renders it. */
export interface Workflow {
  readonly name: string;
  readonly on: object;
  readonly concurrency?: object;
  readonly jobs: { readonly [id: string]: Job };
}

interface Job {
  readonly 'name'?: string;
  readonly 'permissions'?: { readonly [permission: string]: string };
  readonly 'timeout-minutes'?: number;
  readonly 'steps': readonly Step[];
}

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: object;
}

/** What a reader of the file is told beside a line. */
export interface Reasons {
  /** Release of an action, by what stands behind `uses:`. */
  readonly releases: { readonly [uses: string]: string };
  /** Why a job has more than `contents: read`, by `job.permission`. */
  readonly permissions: { readonly [jobAndPermission: string]: string };
}

const MINUTES = 30;

/**
 * The workflow with what projen leaves to the repository's settings: no permission but a job's own, no credential left in the clone, an end for
 * each job, and one run at a time.
 */
export function harden(workflow: Workflow): Workflow {
  const { concurrency, jobs, ...head } = workflow;
  return {
    ...head,
    ...{ permissions: {} },
    concurrency: concurrency ?? { 'group': '${{ github.workflow }}-${{ github.ref }}', 'cancel-in-progress': true },
    jobs: Object.fromEntries(Object.entries(jobs).map(([id, job]) => [id, hardenJob(id, job)])),
  };
}

function hardenJob(id: string, job: Job): Job {
  const { name, steps, ...rest } = job;
  return { 'name': name ?? id, 'timeout-minutes': MINUTES, ...rest, 'steps': steps.map(hardenStep) };
}

function hardenStep(step: Step): Step {
  if (step.uses?.startsWith('actions/checkout@')) return { ...step, with: { ...step.with, 'persist-credentials': false } };
  return step.run === undefined ? step : { ...step, run: hardenScript(step.run) };
}

/** Quotes what projen leaves unquoted. A job that only packages or publishes has no need of the install scripts of a thousand packages. */
function hardenScript(script: string): string {
  return script.replace(/>> \$GITHUB_OUTPUT/g, '>> "$GITHUB_OUTPUT"').replace(/^cd \.repo && npm ci$/, 'cd .repo && npm ci --ignore-scripts');
}

/** The workflow as YAML; each pin with its release beside it, each permission with its reason. */
export function renderWorkflow(workflow: Workflow, reasons: Reasons): string {
  const document = new Document(workflow, { aliasDuplicateObjects: false });
  visit(document, {
    Pair: (_key, pair, ancestors) => {
      const comment = commentOf(pair, ancestors.filter(isPair).map(keyOf), reasons);
      if (comment && isScalar(pair.value)) pair.value.comment = ` ${comment}`;
    },
  });
  return document.toString({ lineWidth: 0 });
}

function commentOf(pair: Pair, path: string[], reasons: Reasons): string | undefined {
  const key = keyOf(pair);
  const value = String((pair.value as Scalar | null)?.value);
  if (key === 'uses') return required(reasons.releases[value], `the release of ${value}`);
  const [jobs, job, permissions] = path;
  if (jobs !== 'jobs' || permissions !== 'permissions' || `${key}: ${value}` === 'contents: read') return undefined;
  return required(reasons.permissions[`${job}.${key}`], `why job '${job}' needs '${key}: ${value}'`);
}

function keyOf(pair: Pair): string {
  return String((pair.key as Scalar).value);
}

function required(reason: string | undefined, what: string): string {
  if (reason === undefined) throw new Error(`projenrc/workflows must say ${what}`);
  return reason;
}

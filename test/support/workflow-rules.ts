import { parse } from 'yaml';
import { OWN_ACTION_VERSIONS } from '../../projenrc/workflows/reasons';
import { ACTION_VERSIONS } from '../../src/github/workflow/action-versions';

/** A workflow file: what GitHub reads, and what people read beside it. */
export interface WorkflowFile {
  readonly text: string;
  readonly workflow: Workflow;
}

interface Workflow {
  readonly on: string | string[] | { readonly [event: string]: unknown };
  readonly permissions?: unknown;
  readonly concurrency?: { readonly group?: string };
  readonly jobs: { readonly [id: string]: Job };
}

interface Job {
  readonly 'permissions'?: { readonly [permission: string]: string };
  readonly 'environment'?: unknown;
  readonly 'timeout-minutes'?: number;
  readonly 'steps': Step[];
}

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: { readonly [input: string]: unknown };
  readonly env?: { readonly [name: string]: string };
}

/** A rule that the linters do not have, or have only as an opinion. It answers what breaks it, in words. */
export interface WorkflowRule {
  readonly name: string;
  breaches(file: WorkflowFile): string[];
}

/** Reads a workflow file. */
export function toWorkflowFile(text: string): WorkflowFile {
  return { text, workflow: parse(text) };
}

const TRUSTED = { ...ACTION_VERSIONS, ...OWN_ACTION_VERSIONS };
const USES_LINE = /^\s*-?\s*uses:\s*(\S+)@(\S+)(?: # (\S+))?$/;

export const WORKFLOW_RULES: WorkflowRule[] = [
  {
    name: 'every action is of a table, at the commit that the table has, with its release beside it',
    breaches: ({ text }) => text.split('\n').filter((line) => /^\s*-?\s*uses:/.test(line)).filter((line) => !isPinned(line)),
  },
  {
    name: 'nothing is permitted but what a job asks for',
    breaches: ({ workflow }) => [
      ...JSON.stringify(workflow.permissions) === '{}' ? [] : ['permissions of the workflow'],
      ...jobsWhere(workflow, (job) => job.permissions === undefined),
    ],
  },
  { name: 'every job has an end', breaches: ({ workflow }) => jobsWhere(workflow, (job) => !((job['timeout-minutes'] ?? 0) > 0)) },
  { name: 'runs of one workflow do not overtake each other', breaches: ({ workflow }) => workflow.concurrency?.group ? [] : ['concurrency'] },
  {
    name: 'no clone keeps the token',
    breaches: ({ workflow }) => jobsWhere(workflow, ({ steps }) => steps.some((step) => isOf(step, 'actions/checkout') && step.with?.['persist-credentials'] !== false)),
  },
  {
    name: 'no script has an expression',
    breaches: ({ workflow }) => jobsWhere(workflow, ({ steps }) => steps.some(({ run }) => run?.includes('${{'))),
  },
  {
    name: 'an identity is only where a registry, AWS, GitHub Pages or a signature asks for it',
    breaches: ({ workflow }) => jobsWhere(workflow, (job) => job.permissions?.['id-token'] !== undefined
      && ![needsIdentity, putsOnline, signs].some((may) => may(job))),
  },
  {
    name: 'what publishes or has a secret stands behind an environment',
    breaches: ({ workflow }) => jobsWhere(workflow, (job) => !job.environment
      && [needsIdentity, publishes, putsOnline, hasSecret].some((does) => does(job))),
  },
  {
    name: 'packages are those of the lock file',
    breaches: ({ workflow }) => jobsWhere(workflow, ({ steps }) => steps.some(({ run }) => /\bnpm (install|i)\b|@latest\b/.test(run ?? ''))),
  },
  {
    name: 'what a pull request starts can write nothing',
    breaches: ({ workflow }) => {
      const events = eventsOf(workflow);
      const dangerous = events.filter((event) => ['pull_request_target', 'workflow_run', 'issue_comment'].includes(event));
      return events.includes('pull_request') ? [...dangerous, ...jobsWhere(workflow, canWrite)] : dangerous;
    },
  },
];

function isPinned(line: string): boolean {
  const [, action, sha, version] = line.match(USES_LINE) ?? [];
  const known = TRUSTED[action];
  return known !== undefined && known.sha === sha && known.version === version;
}

function jobsWhere(workflow: Workflow, isBad: (job: Job) => boolean | undefined): string[] {
  return Object.entries(workflow.jobs).filter(([, job]) => isBad(job)).map(([id]) => `job ${id}`);
}

function isOf(step: Step, action: string): boolean {
  return step.uses?.startsWith(`${action}@`) ?? false;
}

function needsIdentity({ steps }: Job): boolean {
  return steps.some((step) => isOf(step, 'aws-actions/configure-aws-credentials') || Object.keys(step.env ?? {}).some((name) => name.endsWith('_TRUSTED_PUBLISHER')));
}

function signs({ steps }: Job): boolean {
  return steps.some((step) => isOf(step, 'actions/attest-build-provenance'));
}

function publishes({ steps }: Job): boolean {
  return steps.some(({ run }) => /\bpublib\b|\bgh release create\b/.test(run ?? ''));
}

function putsOnline({ steps }: Job): boolean {
  return steps.some((step) => isOf(step, 'actions/deploy-pages'));
}

/** Other than the token of the run, which every job has. */
function hasSecret(job: Job): boolean {
  return /secrets\.(?!GITHUB_TOKEN\b)/.test(JSON.stringify(job));
}

function canWrite({ permissions }: Job): boolean {
  return Object.values(permissions ?? {}).includes('write');
}

function eventsOf({ on }: Workflow): string[] {
  return typeof on === 'string' ? [on] : Array.isArray(on) ? on : Object.keys(on);
}

import { parse } from 'yaml';
import { ToolchainConfig } from '../../../src/github/toolchains/toolchain';
import { awsSettings } from '../../../src/github/workflow/aws-settings';
import { commentOf } from '../../../src/github/workflow/render-workflow';
import { toYaml } from '../../../src/github/workflow/rendering-library';
import { workflowDocument } from '../../../src/github/workflow/workflow-document';
import { Workflow } from '../../../src/github/workflow/workflow-model';
import { WorkflowSettings } from '../../../src/github/workflow/workflow-settings';

/** A toolchain of which each step can be told apart. */
export const TOOLCHAIN: ToolchainConfig = {
  setup: [{ name: 'Set up', uses: 'actions/setup-node', inputs: { 'node-version': '24' } }],
  checkLock: [{ name: 'Check the lock file', run: 'check-lock' }],
  install: [{ name: 'Install', run: 'install-dependencies' }],
  compile: [{ name: 'Compile', run: 'compile-app' }],
  suites: [{ suiteName: 'unit', run: 'run-unit' }, { suiteName: 'integration', run: 'run-integration' }],
  scan: [{ name: 'Audit', run: 'audit-dependencies' }],
};

export const SETTINGS: WorkflowSettings = {
  workflowName: 'ci-cd',
  environments: [{ branch: 'main', environment: 'production' }, { branch: 'release/*', environment: 'production' }],
  runnerLabels: ['ubuntu-latest'],
  workingDirectory: '.',
  toolchain: TOOLCHAIN,
  cdkVersion: '2.1148.1',
  stacks: ['Orders'],
  aws: awsSettings({ qualifier: 'hnb659fds', roleName: (type, region) => `cicd-${type}-role-dev-${region}`, topic: { name: 'cicd-topic-dev' } }),
  attestsProvenance: false,
  diffsPullRequests: true,
};

/** A step, as the file has it. */
export interface ParsedStep {
  readonly name: string;
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly with?: Record<string, string | boolean>;
  readonly env?: Record<string, string>;
  readonly run?: string;
}

/** A job, as the file has it. */
export interface ParsedJob {
  readonly 'name': string;
  readonly 'needs'?: string[];
  readonly 'if'?: string;
  readonly 'runs-on': string | string[];
  readonly 'timeout-minutes'?: number;
  readonly 'permissions'?: Record<string, string>;
  readonly 'environment'?: { readonly name: string };
  readonly 'strategy'?: { readonly 'fail-fast': boolean; readonly 'matrix': Record<string, string[]> };
  readonly 'defaults'?: { readonly run: Record<string, string> };
  readonly 'outputs'?: Record<string, string>;
  readonly 'env'?: Record<string, string>;
  readonly 'steps': ParsedStep[];
}

/** A workflow, as the file has it. */
export interface ParsedWorkflow {
  readonly name: string;
  readonly on: Record<string, { readonly branches?: string[]; readonly paths?: string[] } | Array<{ readonly cron: string }>>;
  readonly permissions: Record<string, string>;
  readonly concurrency: { readonly 'group': string; readonly 'cancel-in-progress': boolean | string };
  readonly defaults: { readonly run: Record<string, string> };
  readonly jobs: Record<string, ParsedJob>;
}

/** What GitHub reads. */
export function parsed(workflow: Workflow): ParsedWorkflow {
  return parse(toYaml(workflowDocument(workflow), 'test', commentOf)) as ParsedWorkflow;
}

/** All shell commands of a job, one text. */
export function scriptOf({ steps }: ParsedJob): string {
  return steps.map(({ run }) => run ?? '').join('\n');
}

/** The names of a job's actions, without their commits. */
export function actionsOf({ steps }: ParsedJob): string[] {
  return steps.flatMap(({ uses }) => (uses ? [uses.split('@')[0]] : []));
}

import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { GitHubWorkflowOptions, MavenToolchain, NodePackageManager, NodeToolchain, PythonDependencyScanner, PythonInstaller, PythonToolchain } from '../../../src';
import { makeStack } from '../../support/app';
import { makePipeline } from '../../support/pipeline';
import { lintWorkflows, missingWorkflowLinters } from '../../support/workflow-linters';
import { toWorkflowFile, WORKFLOW_RULES } from '../../support/workflow-rules';

const MISSING = missingWorkflowLinters();
if (MISSING) console.warn(`SKIPPED: actionlint, shellcheck and zizmor judged no generated workflow. Missing: ${MISSING}`);

/** Without the linters the tests are counted as skipped, never as passed. */
const testWhereInstalled = MISSING ? test.skip : test;

/** Every option that changes steps or jobs. */
const VARIANTS: { readonly [workflowName: string]: GitHubWorkflowOptions } = {
  'ci-cd': {},
  'everything': { driftSchedule: '23 4 * * 1', attestProvenance: true, environments: { 'release/*': 'staging' }, paths: ['infra/**'], workingDirectory: 'infra', stacks: ['Orders/Network', 'Orders/Service'] },
  'pnpm': { toolchain: new NodeToolchain({ packageManager: NodePackageManager.PNPM }) },
  'yarn': { toolchain: new NodeToolchain({ packageManager: NodePackageManager.YARN }) },
  'pip-safety': { toolchain: new PythonToolchain({ safetyApiKeySecretName: 'SAFETY_API_KEY' }) },
  'maven': { toolchain: new MavenToolchain({ nvdApiKeySecretName: 'NVD_API_KEY' }) },
  'uv-pip-audit': { toolchain: new PythonToolchain({ installer: PythonInstaller.UV, dependencyScanner: PythonDependencyScanner.PIP_AUDIT }) },
};

/** Our rules for our own workflows that a generated one breaks, and why it may. */
const NOT_HELD: { readonly [rule: string]: string } = {
  'what publishes or has a secret stands behind an environment': 'diff and notify have roles that only read and publish; a reviewer who had to release each diff would not look at it. deploy stands behind one: ci-cd-workflow.test.ts',
  'what a pull request starts can write nothing': 'diff writes its comment; it has no code of the pull request',
};

function filesOf(workflowName: string): { readonly [file: string]: string } {
  const { content, driftContent } = makePipeline({}, makeStack()).addGitHubWorkflow({ workflowName, ...VARIANTS[workflowName] });
  return { [`${workflowName}.yml`]: content, ...(driftContent ? { [`${workflowName}-drift.yml`]: driftContent } : {}) };
}

const FILES = Object.assign({}, ...Object.keys(VARIANTS).map(filesOf)) as { readonly [file: string]: string };

describe.each(Object.keys(FILES))('%s', (file) => {
  test.each(WORKFLOW_RULES.filter(({ name }) => !(name in NOT_HELD)))('keeps the rule: $name', ({ breaches }) => {
    expect(breaches(toWorkflowFile(FILES[file]))).toEqual([]);
  });
});

test('every rule that is not held is one of the rules, and is broken', () => {
  const broken = WORKFLOW_RULES.filter(({ breaches }) => breaches(toWorkflowFile(FILES['ci-cd.yml'])).length > 0).map(({ name }) => name);
  expect(broken).toEqual(Object.keys(NOT_HELD));
});

describe('actionlint, shellcheck and zizmor', () => {
  let folder: string;

  beforeAll(() => { folder = fs.mkdtempSync(path.join(os.tmpdir(), 'generated-')); });
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  testWhereInstalled('find nothing in any variant', () => {
    for (const [file, content] of Object.entries(FILES)) fs.writeFileSync(path.join(folder, file), content);
    expect(lintWorkflows(folder)).toEqual([]);
  }, 120_000);

  testWhereInstalled('are red on a generated workflow that a patch has spoiled', () => {
    const spoil = JSON.stringify([
      { op: 'replace', path: '/jobs/source/steps/0/uses', value: 'actions/checkout@v7' },
      { op: 'replace', path: '/permissions', value: 'write-all' },
      { op: 'add', path: '/jobs/deploy/steps/-', value: { name: 'Say', run: 'echo ${{ github.head_ref }} $UNQUOTED' } },
    ]);
    const { content } = makePipeline({}, makeStack()).addGitHubWorkflow({ patches: [spoil] });
    const spoilt = fs.mkdtempSync(path.join(folder, 'spoilt-'));
    fs.writeFileSync(path.join(spoilt, 'ci-cd.yml'), content);
    expect(lintWorkflows(spoilt).map(({ tool, rule }) => `${tool} ${rule}`)).toEqual(expect.arrayContaining([
      'actionlint expression', 'actionlint shellcheck', 'zizmor unpinned-uses', 'zizmor excessive-permissions', 'zizmor template-injection',
    ]));
  }, 120_000);
});

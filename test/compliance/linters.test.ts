import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App } from 'aws-cdk-lib';
import { CFN_LINT_EXCLUSIONS, CHECKOV_EXCLUSIONS, isExcluded } from './exclusions';
import { cfnLint, checkov, Finding, installLinters } from './linters';
import { badApp, SCENARIOS, STACK_NAME } from './scenarios';

const BAD = 'bad';
const LINTERS = installLinters();
if (LINTERS.missing) console.warn(`SKIPPED: cfn-lint and checkov judged nothing. Missing: ${LINTERS.missing}`);

/** Without the linters the tests are counted as skipped, never as passed. */
const describeWhereInstalled = LINTERS.missing ? describe.skip : describe;

const TOOLS = [
  { tool: 'cfn-lint', lint: cfnLint, exclusions: CFN_LINT_EXCLUSIONS, bad: 'E3002' },
  { tool: 'checkov', lint: checkov, exclusions: CHECKOV_EXCLUSIONS, bad: 'CKV_AWS_24' },
];

describeWhereInstalled.each(TOOLS)('$tool', ({ lint, exclusions, bad }) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'compliance-'));
  let findings: Finding[];

  beforeAll(() => {
    // The warning of the missing certificate, once for each scenario.
    jest.spyOn(console, 'error').mockImplementation();
    for (const { name, app } of SCENARIOS) writeTemplate(folder, fileName(name), app());
    writeTemplate(folder, BAD, badApp());
    findings = lint(LINTERS.bin ?? '', folder);
  }, 300_000);

  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  test.each(SCENARIOS)('finds nothing without a reason in: $name', ({ name }) => {
    const unexplained = findings.filter((finding) => finding.template === fileName(name) && !isExcluded(finding, exclusions));

    expect(unexplained).toEqual([]);
  });

  test('is red on a bad stack', () => {
    expect(findings.filter(({ template }) => template === BAD).map(({ rule }) => rule)).toContain(bad);
  });

  test('has a finding for each exclusion', () => {
    const ours = findings.filter(({ template }) => template !== BAD);

    expect(exclusions.filter((exclusion) => !ours.some((finding) => isExcluded(finding, [exclusion])))).toEqual([]);
  });
});

function fileName(scenario: string): string {
  return scenario.replace(/\W+/g, '-');
}

function writeTemplate(folder: string, name: string, app: App): void {
  const { template } = app.synth().getStackByName(STACK_NAME);
  fs.writeFileSync(path.join(folder, `${name}.json`), JSON.stringify(template, undefined, 1));
}

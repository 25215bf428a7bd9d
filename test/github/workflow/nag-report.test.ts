import { ciCdWorkflow } from '../../../src/github/workflow/ci-cd-workflow';
import { runScript } from '../../support/workflow-script';
import { WORKFLOW_TOOLS } from '../../support/workflow-tools';
import { SETTINGS } from '../support/workflows';

const { missing } = WORKFLOW_TOOLS.jq.find();
if (missing) console.warn(`SKIPPED: the step that reads cdk-nag's report was not run. Missing: ${missing}`);

const SCRIPT = ciCdWorkflow(SETTINGS).jobs['security-scan'].steps.find(({ name }) => name === 'Report of cdk-nag')?.run ?? '';

/** As aws-cdk-lib 2.276.0 was seen to write it. */
const newer = (conclusion: string, ...severities: string[]) => ({
  'validation-report.json': JSON.stringify({ version: '1', title: 'Validation Report', pluginReports: [{ pluginName: 'AwsSolutions', conclusion, violations: severities.map(violation) }] }),
});

/** As aws-cdk-lib 2.257.0 was seen to write it. */
const older = (status: string, ...severities: string[]) => ({
  'policy-validation-report.json': JSON.stringify({ title: 'Validation Report', pluginReports: [{ summary: { pluginName: 'AwsSolutions', status }, violations: severities.map(violation) }] }),
});

function violation(severity: string) {
  return { ruleName: 'AwsSolutions-S1', description: 'no access logs', severity };
}

(missing ? describe.skip : describe)("the report of cdk-nag in 'security-scan'", () => {
  const run = (files: { readonly [name: string]: string }) => runScript(SCRIPT, { files, environment: { ASSEMBLY: '.' } });

  test.each([
    ['that is missing is a warning', {}, true, '::warning title=cdk-nag::the assembly has no report'],
    ['without a plugin has nothing to say', { 'validation-report.json': '{ "pluginReports": [] }' }, true, 'nothing found'],
    ['with a failure fails', newer('failure', 'error'), false, '- AwsSolutions, error: AwsSolutions-S1: no access logs'],
    ['with a warning tells it', newer('success', 'warning'), true, '- AwsSolutions, warning: AwsSolutions-S1: no access logs'],
    ['of an older CDK with a failure fails', older('failure', 'error'), false, '- AwsSolutions, error: AwsSolutions-S1: no access logs'],
    ['of an older CDK with a warning tells it', older('success', 'warning'), true, '- AwsSolutions, warning: AwsSolutions-S1: no access logs'],
    ['that cannot be read fails', { 'validation-report.json': 'nonsense' }, false, 'parse error'],
  ])('%s', (_what, files, passed, said) => {
    const ended = run(files);
    expect(ended.output).toContain(said);
    expect(ended.passed).toBe(passed);
  });
});

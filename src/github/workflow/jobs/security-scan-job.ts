import { ASSEMBLY_FOLDER, checkout, downloadAssembly } from './steps';
import { WorkflowStep } from '../../toolchains/toolchain';
import { Job } from '../workflow-model';
import { WorkflowSettings } from '../workflow-settings';

/** Code and dependencies by the toolchain's scanners, the assembly by what cdk-nag said of it. */
export function securityScanJob({ toolchain, workingDirectory }: WorkflowSettings): Job {
  return {
    name: 'Security scan',
    needs: ['test'],
    permissions: { contents: 'read' },
    timeoutMinutes: 20,
    workingDirectory,
    steps: [checkout(), ...toolchain.setup, ...toolchain.scan, downloadAssembly(), nagReport()],
  };
}

/** One line a violation, whichever release of the CDK wrote the report: its format has changed. */
const LINES = '[.pluginReports[] | (.pluginName // .summary.pluginName) as $plugin | .violations[]? | "- \\($plugin), \\(.severity // "error"): \\(.ruleName): \\(.description)"]';
const FAILED = '(.conclusion // .summary.status) == "failure"';

/**
 * The report that the plugins of the synthesis leave in the assembly, among them cdk-nag. Warnings are told; what a plugin calls a failure fails.
 *
 * @see https://docs.aws.amazon.com/cdk/v2/guide/policy-validation-synthesis.html
 */
function nagReport(): WorkflowStep {
  return {
    name: 'Report of cdk-nag',
    env: { ASSEMBLY: `\${{ github.workspace }}/${ASSEMBLY_FOLDER}` },
    run: [
      'report=$(find "$ASSEMBLY" -maxdepth 1 \\( -name validation-report.json -o -name policy-validation-report.json \\) -print -quit)',
      'if [ -z "$report" ]; then',
      '  echo "::warning title=cdk-nag::the assembly has no report: the app runs no validation plugin"',
      '  exit 0',
      'fi',
      '{',
      "  printf '### cdk-nag\\n\\n'",
      `  jq -r '${LINES} | if length == 0 then "nothing found" else .[] end' "$report"`,
      '} | tee -a "$GITHUB_STEP_SUMMARY"',
      `jq -e 'any(.pluginReports[]; ${FAILED}) | not' "$report" > /dev/null`,
    ].join('\n'),
  };
}

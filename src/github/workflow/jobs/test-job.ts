import { inFolder, prepareApp } from './steps';
import { ToolchainSuite, WorkflowStep } from '../../toolchains/toolchain';
import { Job } from '../workflow-model';
import { WorkflowSettings } from '../workflow-settings';

/** The suites of the CDK app, side by side. */
export function testJob(settings: WorkflowSettings): Job {
  const { suites } = settings.toolchain;
  return {
    name: 'Test (${{ matrix.suite }})',
    needs: ['build'],
    permissions: { contents: 'read' },
    timeoutMinutes: 30,
    workingDirectory: settings.workingDirectory,
    matrix: { variable: 'suite', values: suites.map(({ suiteName }) => suiteName) },
    steps: [...prepareApp(settings), ...suites.map(runSuite), keepResults(settings.workingDirectory)],
  };
}

function runSuite({ suiteName, run, env }: ToolchainSuite): WorkflowStep {
  return { name: `Run the ${suiteName} tests`, condition: `matrix.suite == '${suiteName}'`, env, run };
}

/** Of a failed suite as well: then they are needed most. */
function keepResults(folder: string): WorkflowStep {
  return {
    name: 'Keep reports and coverage',
    condition: '!cancelled()',
    uses: 'actions/upload-artifact',
    inputs: {
      'name': 'test-results-${{ matrix.suite }}',
      'path': `${inFolder(folder, 'reports')}\n${inFolder(folder, 'coverage')}`,
      'if-no-files-found': 'warn',
      'retention-days': '7',
    },
  };
}

import { notifyJob } from './jobs/notify-job';
import { ASSEMBLY_FOLDER, assumeRole, cdk, downloadAssembly, makeAssembly, quoted, setUpCli } from './jobs/steps';
import { Job, Workflow } from './workflow-model';
import { WorkflowSettings } from './workflow-settings';
import { WorkflowStep } from '../toolchains/toolchain';

/**
 * Asks CloudFormation on a schedule whether what is deployed has been changed by hand.
 *
 * @param schedule cron expression, UTC
 */
export function driftWorkflow(settings: WorkflowSettings, schedule: string): Workflow {
  const jobs = { synth: synthJob(settings), drift: driftJob(settings) };
  return {
    name: `${settings.workflowName}-drift`,
    triggers: { schedule: [schedule], dispatch: true },
    concurrency: { group: '${{ github.workflow }}', cancelInProgress: false },
    runnerLabels: settings.runnerLabels,
    jobs: { ...jobs, notify: notifyJob({ ...settings, workflowName: `${settings.workflowName}-drift` }, Object.keys(jobs)) },
  };
}

function synthJob(settings: WorkflowSettings): Job {
  return {
    name: 'Synth',
    permissions: { contents: 'read' },
    timeoutMinutes: 15,
    workingDirectory: settings.workingDirectory,
    steps: makeAssembly(settings),
  };
}

function driftJob(settings: WorkflowSettings): Job {
  const { diffRoleArn, lookupRoleArn } = settings.aws;
  return {
    name: 'Drift',
    needs: ['synth'],
    permissions: { 'id-token': 'write' },
    timeoutMinutes: 30,
    steps: [
      downloadAssembly(),
      setUpCli(),
      assumeRole('Assume the diff role', diffRoleArn, settings),
      chained(assumeRole('Go on to the lookup role, as which the CLI reads', lookupRoleArn, settings)),
      { name: 'Detect drift', run: cdk(settings, 'drift', ...quoted(settings.stacks), '--app', ASSEMBLY_FOLDER, '--fail', '--no-color') },
    ],
  };
}

/** `cdk drift` assumes no role of the bootstrap by itself. */
function chained(step: WorkflowStep): WorkflowStep {
  return { ...step, inputs: { ...step.inputs, 'role-chaining': 'true', 'role-skip-session-tagging': 'true' } };
}

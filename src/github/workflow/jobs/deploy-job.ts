import { ASSEMBLY_FOLDER, assumeRole, cdk, downloadAssembly, quoted, setUpCli } from './steps';
import { WorkflowStep } from '../../toolchains/toolchain';
import { environmentOf, isDelivery } from '../branches';
import { Job } from '../workflow-model';
import { WorkflowSettings } from '../workflow-settings';

/**
 * Deploys the very assembly that was compared, tested and scanned.
 *
 * Nothing is checked out beside the credentials. An app with Docker image assets carries its Dockerfiles in the assembly: those are built here.
 */
export function deployJob(settings: WorkflowSettings, needs: string[]): Job {
  const { environments } = settings;
  return {
    name: 'Deploy',
    needs,
    condition: isDelivery(environments),
    permissions: { 'id-token': 'write' },
    environment: environmentOf(environments),
    timeoutMinutes: 60,
    steps: [downloadAssembly(), setUpCli(), assumeRole('Assume the deploy role', settings.aws.deployRoleArn, settings), deploy(settings)],
  };
}

/** Approval is the environment's, before the job starts. */
function deploy(settings: WorkflowSettings): WorkflowStep {
  const command = cdk(settings, 'deploy', ...quoted(settings.stacks), '--app', ASSEMBLY_FOLDER, '--require-approval', 'never', '--outputs-file', 'outputs.json');
  return {
    name: 'Deploy',
    run: [
      command,
      '{',
      "  printf '### Outputs\\n\\n~~~~~\\n'",
      '  cat outputs.json',
      "  printf '\\n~~~~~\\n'",
      '} >> "$GITHUB_STEP_SUMMARY"',
    ].join('\n'),
  };
}

import { makeAssembly } from './steps';
import { Job } from '../workflow-model';
import { WorkflowSettings } from '../workflow-settings';

/** The one synthesis whose result is compared, scanned and deployed. It runs the repository's code, so it has no access to AWS. */
export function buildJob(settings: WorkflowSettings): Job {
  return {
    name: 'Build',
    needs: ['source'],
    permissions: { contents: 'read' },
    timeoutMinutes: 15,
    workingDirectory: settings.workingDirectory,
    outputs: { 'assembly-digest': '${{ steps.assembly.outputs.artifact-digest }}' },
    steps: makeAssembly(settings),
  };
}

import { buildJob } from './jobs/build-job';
import { deployJob } from './jobs/deploy-job';
import { diffJob } from './jobs/diff-job';
import { notifyJob } from './jobs/notify-job';
import { provenanceJob } from './jobs/provenance-job';
import { securityScanJob } from './jobs/security-scan-job';
import { sourceJob } from './jobs/source-job';
import { testJob } from './jobs/test-job';
import { Workflow } from './workflow-model';
import { WorkflowSettings } from './workflow-settings';

/**
 * The workflow that delivers the infrastructure: source, build, test, security-scan, deploy, one after the other; beside them what has
 * other permissions: diff, provenance, notify.
 */
export function ciCdWorkflow(settings: WorkflowSettings): Workflow {
  const branches = settings.environments.map(({ branch }) => branch);
  const events = { branches, paths: settings.paths };
  const beside = { diff: diffJob(settings), ...(settings.attestsProvenance ? { provenance: provenanceJob() } : {}) };
  const chain = {
    'source': sourceJob(settings),
    'build': buildJob(settings),
    'test': testJob(settings),
    'security-scan': securityScanJob(settings),
    ...beside,
    'deploy': deployJob(settings, ['security-scan', ...Object.keys(beside)]),
  };
  return {
    name: settings.workflowName,
    triggers: { push: events, pullRequest: events, dispatch: true },
    // Deployments of a branch wait for each other; a push to a pull request ends the run before.
    concurrency: { group: '${{ github.workflow }}-${{ github.ref }}', cancelInProgress: "${{ github.event_name == 'pull_request' }}" },
    runnerLabels: settings.runnerLabels,
    jobs: { ...chain, notify: notifyJob(settings, Object.keys(chain)) },
  };
}

import { GitHub } from 'projen/lib/github';
import { PINS } from './reasons';
import { READ, SETUP } from './steps';

/** The dry run of the release, which ends with the package on each line of Node that is maintained. */
export function addDryRunWorkflow(github: GitHub): void {
  const workflow = github.addWorkflow('release-dry-run');
  workflow.on({ pullRequest: { branches: ['main'] }, workflowDispatch: {} });
  workflow.addJob('dry-run', {
    name: 'Release dry run',
    runsOn: ['ubuntu-latest'],
    permissions: READ,
    timeoutMinutes: 30,
    steps: [
      // The next version comes from the tags.
      { name: 'Checkout', uses: PINS['actions/checkout'], with: { 'fetch-depth': 0 } },
      ...SETUP.slice(1),
      { name: 'Release against a registry of its own', run: 'npx projen release:dry' },
    ],
  });
}

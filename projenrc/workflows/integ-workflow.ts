import { GitHub, GithubWorkflow, workflows } from 'projen/lib/github';
import { PINS } from './reasons';
import { READ, SETUP } from './steps';

/** integ-runner destroys what it deployed; a run that was cancelled or ran out of time did not. The assertions' stack comes first: it reads the other one's outputs. */
const CLEAN_UP = `
for template in integ/*.snapshot/*.template.json; do
  stack=$(basename "$template" .template.json)
  aws cloudformation delete-stack --stack-name "$stack"
  aws cloudformation wait stack-delete-complete --stack-name "$stack"
done`;

/** The integration test in a real account; what that account must have is in CONTRIBUTING.md, "Integration tests". */
export function addIntegWorkflow(github: GitHub): void {
  // Its names exist once in the account, so that a second run waits, whatever its branch.
  const workflow = new GithubWorkflow(github, 'integ', { limitConcurrency: true });
  workflow.on({ workflowDispatch: {}, schedule: [{ cron: '41 3 * * 6' }] });
  workflow.addJob('integ', {
    name: 'Integration test',
    runsOn: ['ubuntu-latest'],
    permissions: { ...READ, idToken: workflows.JobPermission.WRITE },
    environment: 'integ',
    timeoutMinutes: 120,
    steps: [
      ...SETUP,
      { name: 'Bundle', run: 'npx projen bundle' },
      {
        name: 'Take the role of the sandbox account',
        uses: PINS['aws-actions/configure-aws-credentials'],
        with: {
          'role-to-assume': '${{ vars.INTEG_ROLE_ARN }}',
          'aws-region': '${{ vars.INTEG_REGION }}',
          'role-duration-seconds': 7200,
          'mask-aws-account-id': true,
        },
      },
      {
        name: 'Deploy, assert, destroy',
        run: 'npx integ-runner --directory integ --language typescript --force --parallel-regions "$AWS_REGION"',
        env: { TS_NODE_TRANSPILE_ONLY: 'true' },
      },
      { name: 'Remove what is left', if: 'always()', run: CLEAN_UP.trim() },
    ],
  });
}

import { GitHub, GithubWorkflow, workflows } from 'projen/lib/github';
import { PINS } from './reasons';
import { READ, SETUP } from './steps';

/** integ-runner destroys what it deployed; a run that was cancelled or ran out of time did not. The assertions' stacks come first: they read the others' outputs. */
const CLEAN_UP = `
for template in integ/*.snapshot/*DeployAssert*.template.json integ/*.snapshot/TapCicdPipeline*.template.json; do
  stack=$(basename "$template" .template.json)
  aws cloudformation delete-stack --stack-name "$stack"
  aws cloudformation wait stack-delete-complete --stack-name "$stack"
done
npx ts-node --transpile-only --project integ/tsconfig.json integ/support/retained.ts remove integ-retained`;

/** The integration tests in a real account; what that account must have is in CONTRIBUTING.md, "Integration tests". */
export function addIntegWorkflow(github: GitHub): void {
  // Its names exist once in the account, so that a second run waits, whatever its branch.
  const workflow = new GithubWorkflow(github, 'integ', { limitConcurrency: true });
  workflow.on({ workflowDispatch: {}, schedule: [{ cron: '41 3 * * 6' }] });
  workflow.addJob('integ', {
    name: 'Integration tests',
    runsOn: ['ubuntu-latest'],
    permissions: { ...READ, idToken: workflows.JobPermission.WRITE },
    environment: 'integ',
    timeoutMinutes: 180,
    steps: [
      ...SETUP,
      {
        name: 'Take the role of the sandbox account',
        uses: PINS['aws-actions/configure-aws-credentials'],
        with: {
          'role-to-assume': '${{ vars.INTEG_ROLE_ARN }}',
          'aws-region': '${{ vars.INTEG_REGION }}',
          'role-duration-seconds': 10800,
          'mask-aws-account-id': true,
        },
      },
      { name: 'Deploy, assert, run, destroy', run: 'npx projen integ --real' },
      { name: 'Remove what is left', if: 'always()', run: CLEAN_UP.trim() },
    ],
  });
}

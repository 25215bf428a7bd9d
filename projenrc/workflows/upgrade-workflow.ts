import { GitHub, GithubWorkflow, workflows } from 'projen/lib/github';
import { PINS } from './reasons';
import { READ, SETUP } from './steps';

const BRANCH = 'automation/upgrade-dependencies';
const TITLE = 'chore(deps): upgrade dependencies';
const PATCH = 'upgrade.patch';

const FIND_CHANGES = `
git add .
git diff --staged --binary > ${PATCH}
if [ -s ${PATCH} ]; then echo "changed=true" >> "$GITHUB_OUTPUT"; fi`;

/** A push and a pull request of GITHUB_TOKEN start no workflow; a dispatch does: https://docs.github.com/en/actions/concepts/security/github_token */
const OPEN_PULL_REQUEST = `
git config user.name "github-actions[bot]"
git config user.email "41898282+github-actions[bot]@users.noreply.github.com"
git switch --create "$BRANCH"
git apply --index "$RUNNER_TEMP/${PATCH}"
git commit --signoff --message "$TITLE"
gh auth setup-git
git push --force origin "$BRANCH"
if [ "$(gh pr list --head "$BRANCH" --state open --json number --jq length)" = 0 ]; then
  gh pr create --head "$BRANCH" --base main --title "$TITLE" --body "Made by $RUN. Read the change logs before you merge."
fi
gh workflow run build.yml --ref "$BRANCH"`;

/**
 * A weekly pull request with newer dependencies.
 *
 * What runs the new packages has no right to write, and what writes runs none of them: only a patch goes from one job to the other.
 */
export function addUpgradeWorkflow(github: GitHub): void {
  const workflow = new GithubWorkflow(github, 'upgrade', { limitConcurrency: true });
  workflow.on({ workflowDispatch: {}, schedule: [{ cron: '17 4 * * 1' }] });
  workflow.addJobs({ 'upgrade': upgradeJob(), 'pull-request': pullRequestJob() });
}

function upgradeJob(): workflows.Job {
  return {
    name: 'Upgrade',
    runsOn: ['ubuntu-latest'],
    permissions: READ,
    outputs: { changed: { stepId: 'changes', outputName: 'changed' } },
    steps: [
      ...SETUP,
      { name: 'Upgrade dependencies', run: 'npx projen upgrade' },
      { name: 'Find changes', id: 'changes', run: FIND_CHANGES.trim() },
      { name: 'Upload patch', if: 'steps.changes.outputs.changed', uses: PINS['actions/upload-artifact'], with: { name: PATCH, path: PATCH } },
    ],
  };
}

function pullRequestJob(): workflows.Job {
  const { WRITE } = workflows.JobPermission;
  return {
    name: 'Pull request',
    needs: ['upgrade'],
    if: 'needs.upgrade.outputs.changed',
    runsOn: ['ubuntu-latest'],
    permissions: { contents: WRITE, pullRequests: WRITE, actions: WRITE },
    timeoutMinutes: 10,
    steps: [
      { name: 'Checkout', uses: PINS['actions/checkout'] },
      { name: 'Download patch', uses: PINS['actions/download-artifact'], with: { name: PATCH, path: '${{ runner.temp }}' } },
      {
        name: 'Open pull request',
        run: OPEN_PULL_REQUEST.trim(),
        env: {
          BRANCH,
          TITLE,
          GH_TOKEN: '${{ github.token }}',
          RUN: '${{ github.server_url }}/${{ github.repository }}/actions/runs/${{ github.run_id }}',
        },
      },
    ],
  };
}

import { GithubWorkflow, workflows } from 'projen/lib/github';
import { PINS } from './reasons';

/**
 * Puts the documentation of a release online, as the release job built it: this job runs nothing of the repository.
 *
 * @see https://docs.github.com/en/pages/getting-started-with-github-pages/using-custom-workflows-with-github-pages
 */
export function addSiteJob(release: GithubWorkflow): void {
  const { WRITE } = workflows.JobPermission;
  release.addJob('site', {
    name: 'Put the documentation online',
    // Only what is released is described.
    needs: ['release', 'release_github'],
    if: "${{ !inputs.dry_run && needs.release.outputs.tag_exists != 'true' && needs.release.outputs.latest_commit == github.sha }}",
    runsOn: ['ubuntu-latest'],
    permissions: { pages: WRITE, idToken: WRITE },
    environment: { name: 'github-pages', url: '${{ steps.deployment.outputs.page_url }}' },
    timeoutMinutes: 10,
    steps: [
      { name: 'Download build artifacts', uses: PINS['actions/download-artifact'], with: { 'artifact-ids': '${{ needs.release.outputs.artifact_id }}', 'path': 'dist' } },
      { name: 'Upload the site', uses: PINS['actions/upload-pages-artifact'], with: { path: 'dist/site' } },
      { name: 'Deploy the site', id: 'deployment', uses: PINS['actions/deploy-pages'] },
    ],
  });
}

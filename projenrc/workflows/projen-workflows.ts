import { GithubWorkflow, workflows } from 'projen/lib/github';
import { READ } from './steps';

/** projen takes a remote that does not answer for a tag that does not exist; here the step fails. */
const CHECK_TAG = `
tag=$(cat dist/releasetag.txt)
found=$(git ls-remote --tags origin "refs/tags/$tag")
if [ -n "$found" ]; then exists=true; else exists=false; fi
echo "exists=$exists" >> "$GITHUB_OUTPUT"`;

const CHECK_COMMITS = `
latest=$(git ls-remote origin -h "$GITHUB_REF" | cut -f1)
echo "latest_commit=$latest" >> "$GITHUB_OUTPUT"`;

/** With the bill of materials, out of the package itself. An asset that came later could not be added to an immutable release. */
const CREATE_RELEASE = `
tag=$(cat "$RELEASE_TAG_FILE")
tar -xzOf dist/js/*.tgz package/assets/sbom.cdx.json > sbom.cdx.json
if ! gh release view "$tag" -R "$GITHUB_REPOSITORY"; then
  gh release create "$tag" -R "$GITHUB_REPOSITORY" -F "$CHANGELOG_FILE" -t "$tag" --target "$GITHUB_SHA" sbom.cdx.json
fi`;

const ADD_DEPLOY_KEY = 'ssh-agent -a "$SSH_AUTH_SOCK" && ssh-add - <<< "$GITHUB_DEPLOY_KEY"';

/** The job that builds and tests everything: it takes its time, and has no need to write. */
export function hardenBuildJob(workflow: GithubWorkflow, id: string): void {
  workflow.updateJob(id, { ...workflow.getJob(id) as workflows.Job, permissions: READ, timeoutMinutes: 120 });
}

/** Says what projen's scripts say, quoted, and without `a && b || c`, which runs `c` also when `b` fails. */
export function hardenReleaseScripts(release: GithubWorkflow): void {
  release.patchStep('release', 'check_tag_exists', { run: CHECK_TAG.trim() });
  // projen hands GITHUB_REF over in the environment, where it is anyway
  release.patchStep('release', 'git_remote', { run: CHECK_COMMITS.trim(), env: undefined });
  release.patchStep('release_github', 'release', { run: CREATE_RELEASE.trim() });
  release.patchStep('release_golang', 'setup_github_deploy_key', { run: ADD_DEPLOY_KEY });
}

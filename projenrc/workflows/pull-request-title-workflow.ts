import { GitHub } from 'projen/lib/github';

const CHECK_TITLE = `
types='build|chore|ci|docs|feat|fix|perf|refactor|revert|style|test'
if ! grep -Eq "^($types)(\\([a-z0-9-]+\\))?!?: .+" <<< "$TITLE"; then
  echo "::error::The title must be a conventional commit with one of the types $types, for example 'feat(stages): wait for the scan'"
  exit 1
fi`;

/**
 * A pull request is squashed into one commit whose message is its title, and the release's version comes from it.
 *
 * Other checks of this kind run on pull_request_target, which hands a fork the repository's token; a title needs no token at all.
 */
export function addPullRequestTitleWorkflow(github: GitHub): void {
  const workflow = github.addWorkflow('pull-request-title');
  workflow.on({ pullRequest: { types: ['opened', 'edited', 'reopened', 'synchronize'], branches: ['main'] } });
  workflow.addJob('title', {
    name: 'Title',
    runsOn: ['ubuntu-latest'],
    permissions: {},
    timeoutMinutes: 5,
    steps: [{ name: 'Title is a conventional commit', run: CHECK_TITLE.trim(), env: { TITLE: '${{ github.event.pull_request.title }}' } }],
  });
}

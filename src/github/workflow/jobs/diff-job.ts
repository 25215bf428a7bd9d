import { ASSEMBLY_FOLDER, assumeRole, cdk, downloadAssembly, quoted, setUpCli } from './steps';
import { WorkflowStep } from '../../toolchains/toolchain';
import { isDelivery } from '../branches';
import { Job } from '../workflow-model';
import { WorkflowSettings } from '../workflow-settings';

/** A pull request whose token may be exchanged: GitHub gives none to forks and to Dependabot. */
const TRUSTED_PULL_REQUEST = "github.event.pull_request.head.repo.full_name == github.repository && github.event.pull_request.user.login != 'dependabot[bot]'";

/** GitHub cuts off at 65,536 characters; @see https://github.com/orgs/community/discussions/27190 */
const LONGEST = 60_000;

/**
 * What a deployment would change, for those who review and approve it.
 *
 * A job of its own: it has a token for AWS, and none of the repository's code runs in it.
 */
export function diffJob(settings: WorkflowSettings): Job {
  const { environments, diffsPullRequests } = settings;
  const delivery = isDelivery(environments);
  return {
    name: 'Diff',
    needs: ['build'],
    condition: diffsPullRequests ? `${delivery} || (github.event_name == 'pull_request' && ${TRUSTED_PULL_REQUEST})` : delivery,
    permissions: { 'id-token': 'write', ...(diffsPullRequests ? { 'pull-requests': 'write' } : {}) },
    timeoutMinutes: 15,
    steps: [
      downloadAssembly(),
      setUpCli(),
      assumeRole('Assume the diff role', settings.aws.diffRoleArn, settings),
      diff(settings),
      ...(diffsPullRequests ? [comment(settings)] : []),
    ],
  };
}

/** By template: a change set would need more than the right to read. */
function diff(settings: WorkflowSettings): WorkflowStep {
  const command = cdk(settings, 'diff', ...quoted(settings.stacks), '--app', ASSEMBLY_FOLDER, '--method', 'template', '--no-color');
  return {
    name: 'Compare with what is deployed',
    run: [
      `${command} > diff.txt 2>&1 || { cat diff.txt; exit 1; }`,
      'cat diff.txt',
      '{',
      "  printf '### cdk diff\\n\\n~~~~~\\n'",
      `  head -c ${LONGEST} diff.txt`,
      "  printf '\\n~~~~~\\n'",
      '} > diff.md',
      'cat diff.md >> "$GITHUB_STEP_SUMMARY"',
    ].join('\n'),
  };
}

/** One comment a workflow, written anew with each push. */
function comment({ workflowName }: WorkflowSettings): WorkflowStep {
  return {
    name: 'Tell the pull request',
    condition: "github.event_name == 'pull_request'",
    env: { GH_TOKEN: '${{ github.token }}', MARKER: `<!-- cdk diff of ${workflowName} -->`, PULL_REQUEST: '${{ github.event.pull_request.number }}' },
    run: [
      '{',
      '  printf \'%s\\n\' "$MARKER"',
      '  cat diff.md',
      '} > comment.md',
      'comments="repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments"',
      'id=$(gh api --paginate "$comments" --jq \'.[] | select(.user.login == "github-actions[bot]" and (.body | startswith(env.MARKER))) | .id\' | head -n 1)',
      'if [ -n "$id" ]; then',
      '  gh api --silent --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$id" --field body=@comment.md',
      'else',
      '  gh api --silent --method POST "$comments" --field body=@comment.md',
      'fi',
    ].join('\n'),
  };
}

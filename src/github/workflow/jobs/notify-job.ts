import { assumeRole } from './steps';
import { WorkflowStep } from '../../toolchains/toolchain';
import { isDelivery } from '../branches';
import { Job } from '../workflow-model';
import { WorkflowSettings } from '../workflow-settings';

/** Tells of a failure: in the run's summary, and for what would have been deployed through the pipeline's topic. */
export function notifyJob(settings: WorkflowSettings, needs: string[]): Job {
  const ofADelivery = isDelivery(settings.environments);
  return {
    name: 'Notify',
    needs,
    condition: 'failure()',
    permissions: { 'id-token': 'write' },
    timeoutMinutes: 5,
    env: { RESULTS: '${{ toJSON(needs) }}' },
    steps: [summary(), assumeRole('Assume the notify role', settings.aws.notifyRoleArn, settings, ofADelivery), publish(settings, ofADelivery)],
  };
}

const FAILED_JOBS = 'to_entries | map(select(.value.result == "failure") | .key) | join(", ")';

function summary(): WorkflowStep {
  return {
    name: 'Summarise the results',
    run: [
      '{',
      "  printf '| job | result |\\n|---|---|\\n'",
      '  jq -r \'to_entries[] | "| \\(.key) | \\(.value.result) |"\' <<< "$RESULTS"',
      '} >> "$GITHUB_STEP_SUMMARY"',
    ].join('\n'),
  };
}

/** A subject has at most 100 characters; @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
function publish({ workflowName, aws }: WorkflowSettings, condition: string): WorkflowStep {
  return {
    name: 'Tell the topic',
    condition,
    env: { TOPIC_ARN: aws.topicArn, WORKFLOW: workflowName },
    run: [
      `failed=$(jq -r '${FAILED_JOBS}' <<< "$RESULTS")`,
      'subject="$WORKFLOW failed at $failed: $GITHUB_REPOSITORY"',
      'message=$(printf \'%s\\n\' "Workflow:   $WORKFLOW" "Repository: $GITHUB_REPOSITORY" "Reference:  $GITHUB_REF" "Commit:     $GITHUB_SHA" "Failed:     $failed" \\',
      '  "Run:        $GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID")',
      'aws sns publish --topic-arn "$TOPIC_ARN" --subject "${subject:0:100}" --message "$message"',
    ].join('\n'),
  };
}

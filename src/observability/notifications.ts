import { Annotations, aws_codepipeline as codepipeline, aws_codestarnotifications as codestar, aws_iam as iam, aws_sns as sns, aws_sns_subscriptions as subscriptions, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Foundation } from '../foundation/foundation';
import { requireThat } from '../private/errors';
import { isKnown } from '../private/tokens';

/**
 * What people are told of: each failure once.
 *
 * A failed action is also a failed stage and a failed execution, and a rejected approval is a failed action: with more of these event types
 * one failure would be several messages. The action's is taken, for it alone has stage, action, reason and a link to the build. An alarm
 * on failed executions would tell the same again, without any of them, so there is none.
 *
 * @see https://docs.aws.amazon.com/dtconsole/latest/userguide/concepts.html#events-ref-pipeline
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html
 */
const PIPELINE_EVENTS = [
  'codepipeline-pipeline-action-execution-failed',
  'codepipeline-pipeline-pipeline-execution-canceled',
  'codepipeline-pipeline-manual-approval-needed',
];

/** The topic, and what is told through it. */
export class Notifications extends Construct {
  /** @internal */
  static _make(scope: Construct, foundation: Foundation, given?: sns.ITopic): Notifications {
    return new Notifications(scope, 'Notifications', foundation, given);
  }

  /** The topic: made under the pipeline's key, or given. */
  readonly topic: sns.ITopic;

  private constructor(scope: Construct, id: string, private readonly foundation: Foundation, given?: sns.ITopic) {
    super(scope, id);
    this.topic = given ?? new sns.Topic(this, 'Topic', { topicName: foundation.names.of('topic'), masterKey: foundation.key, enforceSSL: true });
    const added = this.publishStatements().map((statement) => this.topic.addToResourcePolicy(statement).statementAdded);
    if (added.includes(false)) {
      Annotations.of(this).addWarningV2('tap-cicd-pipeline:topic-policy', 'the policy of the given topic cannot be extended from here: it, and the policy of its key, must let codestar-notifications and cloudwatch publish');
    }
  }

  /** Sends every notification to an address, which must confirm it once. */
  addEmail(address: string): void {
    requireThat(this, !isKnown(address) || /^[^@\s]+@[^@\s]+$/.test(address), { prop: 'address', rule: 'must be an email address', value: address, fix: 'for example "team@acme.example"' });
    this.topic.addSubscription(new subscriptions.EmailSubscription(address));
  }

  /** Sends every notification to an HTTPS endpoint, which must confirm it once. */
  addHttps(url: string): void {
    requireThat(this, !isKnown(url) || url.startsWith('https://'), { prop: 'url', rule: 'must begin with https://', value: url, fix: 'notifications are not sent in clear text' });
    this.topic.addSubscription(new subscriptions.UrlSubscription(url));
  }

  /** @internal */
  _watchPipeline(pipeline: codepipeline.IPipeline): void {
    const rule = new codestar.CfnNotificationRule(this, 'PipelineEvents', {
      name: this.foundation.names.of('pipeline-events'),
      detailType: 'FULL',
      resource: pipeline.pipelineArn,
      eventTypeIds: PIPELINE_EVENTS,
      targets: [{ targetType: 'SNS', targetAddress: this.topic.topicArn }],
    });
    // Without its policy the topic takes nothing; the rule names only the topic.
    const policy = this.topic.node.tryFindChild('Policy');
    if (policy) rule.node.addDependency(policy);
  }

  private publishStatements(): iam.PolicyStatement[] {
    return [
      // AWS documents no condition for this principal: https://docs.aws.amazon.com/dtconsole/latest/userguide/set-up-sns.html
      this.publishStatement('PipelineNotifications', 'codestar-notifications'),
      this.publishStatement('Alarms', 'cloudwatch', { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } }),
    ];
  }

  private publishStatement(sid: string, service: string, conditions?: iam.Conditions): iam.PolicyStatement {
    return new iam.PolicyStatement({
      sid, principals: [new iam.ServicePrincipal(`${service}.amazonaws.com`)], actions: ['sns:Publish'], resources: [this.topic.topicArn], conditions,
    });
  }
}

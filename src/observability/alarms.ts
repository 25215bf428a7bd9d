import { aws_cloudwatch as cloudwatch, aws_cloudwatch_actions as actions, aws_sns as sns, Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Foundation } from '../foundation/foundation';

/** Tells when executions of the pipeline fail; @see https://docs.aws.amazon.com/codepipeline/latest/userguide/metrics-dimensions.html */
export function addPipelineAlarm(scope: Construct, foundation: Foundation, topic: sns.ITopic): cloudwatch.Alarm {
  const alarm = new cloudwatch.Alarm(scope, 'FailedExecutions', {
    alarmName: foundation.names.of('failed-executions'),
    alarmDescription: 'An execution of the pipeline failed',
    metric: new cloudwatch.Metric({
      namespace: 'AWS/CodePipeline', metricName: 'FailedPipelineExecutions', dimensionsMap: { PipelineName: foundation.names.of('pipeline') }, statistic: 'Sum', period: Duration.minutes(5),
    }),
    threshold: 1,
    evaluationPeriods: 1,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
  notifyOfAlarm(alarm, topic);
  return alarm;
}

/** Tells when an alarm goes off. */
export function notifyOfAlarm(alarm: cloudwatch.Alarm, topic: sns.ITopic): void {
  alarm.addAlarmAction(new actions.SnsAction(topic));
}

import { synthesise } from '../support/pipeline';

const alarm = (AlarmName: string) => synthesise().one('AWS::CloudWatch::Alarm', { AlarmName }).properties;

test('goes off when the service keeps answering with errors of its own, and not while nobody asks', () => {
  expect(alarm('cicd-server-errors-dev')).toMatchObject({
    Namespace: 'AWS/ApplicationELB', MetricName: 'HTTPCode_Target_5XX_Count', Period: 60, EvaluationPeriods: 2, Threshold: 10, TreatMissingData: 'notBreaching',
  });
});

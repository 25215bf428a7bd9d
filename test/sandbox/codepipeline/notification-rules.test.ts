import { NotificationRules } from '../../../src/sandbox/codepipeline/notification-rules';
import { ResourceRequest } from '../../../src/sandbox/provisioner';
import { testContext } from '../support/context';

const request = (stackName: string): ResourceRequest => ({
  operation: 'create',
  resourceType: 'AWS::CodeStarNotifications::NotificationRule',
  logicalId: 'CicdNotificationsPipelineEvents4B1F3C7E',
  properties: { Name: `cicd-pipeline-events-${stackName}`, DetailType: 'FULL', EventTypeIds: [], Resource: 'arn', Targets: [] },
  stackName,
  stackId: `arn:aws:cloudformation:us-east-1:111122223333:stack/${stackName}/1`,
  region: 'us-east-1',
  accountId: '111122223333',
});

test('two stacks with the same construct have a rule each', async () => {
  const context = testContext();
  const rules = new NotificationRules(context);
  const arns = [await rules.create(request('Orders-dev')), await rules.create(request('Orders-prod'))].map(({ physicalId }) => physicalId);
  expect(rules.rules().map(({ arn }) => arn)).toEqual(arns);
  expect(arns[0]).toMatch(/notificationrule\/[0-9a-f]{40}$/);
  context.remove();
});

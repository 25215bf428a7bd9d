import { actionOf, mayBeAllowed } from '../../../src/sandbox/sts/service-boundary';

const allow = (Action: unknown, others: object = {}) => ({ Statement: [{ Effect: 'Allow', Action, Resource: 'arn:some', ...others }] });

test.each<[policy: object, service: string, operation: string | undefined, expected: boolean]>([
  [allow('sts:AssumeRole'), 'ecs', 'UpdateService', false],
  [allow('sts:AssumeRole'), 'cloudformation', undefined, false],
  [allow(['sts:AssumeRole', 'ecs:updateservice']), 'ecs', 'UpdateService', true],
  [allow('ecs:Describe*'), 'ecs', 'UpdateService', false],
  [allow('ecs:Update*'), 'ecs', 'UpdateService', true],
  [allow('*'), 'ecs', 'UpdateService', true],
  [allow('sns:Publish'), 'sns', undefined, true],
  [allow('snsx:Publish'), 'sns', undefined, false],
  [allow('*'), 'sns', undefined, true],
  [allow('cloudwatch:PutMetricData'), 'monitoring', undefined, true],
  [allow(undefined, { NotAction: 'iam:*' }), 'ecs', 'UpdateService', true],
  [allow('ecs:UpdateService', { Effect: 'Deny' }), 'ecs', 'UpdateService', false],
  [{ Statement: { Effect: 'Allow', Action: 'ecs:UpdateService' } }, 'ecs', 'UpdateService', true],
])('%j and %s:%s: %s', (policy, service, operation, expected) => {
  expect(mayBeAllowed([{ Statement: [] }, policy as never], { service, operation })).toBe(expected);
});

test('an action has the name that IAM gives it', () => {
  expect(actionOf({ service: 'ecr', operation: 'PutImage' })).toBe('ecr:PutImage');
  expect(actionOf({ service: 'monitoring' })).toBe('cloudwatch:*');
});

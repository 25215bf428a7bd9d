import { RecordedCall } from '../../../src/sandbox/iam/call-record';
import { describeUses, usesOf } from '../../../src/sandbox/iam/statement-use';

const call = (others: Partial<RecordedCall>): RecordedCall => ({
  time: 't', role: 'deploy', session: 's', call: 'ecs:UpdateService', resource: 'arn:1', decision: 'allowed', statement: 'p[0]', reason: 'r', ...others,
});
const policies = [{
  name: 'p',
  document: {
    Statement: [
      { Effect: 'Allow', Action: ['ecs:UpdateService', 'ecs:DescribeServices'], Resource: 'arn:1' },
      { Effect: 'Allow', Action: 'ecs:UpdateService', Resource: ['arn:2', 'arn:3'] },
      { Effect: 'Deny', Action: 'ecs:RunTask', Resource: '*' },
    ],
  },
}];

test('every allowed action is counted by role, statement and name', () => {
  const calls = [call({}), call({}), call({ role: 'other' }), call({ statement: 'p[1]' }), call({ decision: 'denied', statement: undefined })];
  const uses = usesOf('deploy', policies, calls);
  expect(uses.map(({ statement, action, calls: count }) => [statement, action, count])).toEqual([
    ['p[0]', 'ecs:UpdateService', 2], ['p[0]', 'ecs:DescribeServices', 0], ['p[1]', 'ecs:UpdateService', 1],
  ]);
  expect(describeUses(uses)[1]).toBe('    0  deploy  ecs:DescribeServices  arn:1');
});

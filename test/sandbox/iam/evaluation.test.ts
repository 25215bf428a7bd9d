import { JsonObject } from '../../../src/sandbox/aws-json';
import { ApiCall } from '../../../src/sandbox/iam/api-call';
import { judge } from '../../../src/sandbox/iam/evaluation';

const SERVICE = 'arn:aws:ecs:eu-west-1:111122223333:service/orders/web';
const UPDATE: ApiCall = { action: 'ecs:UpdateService', resource: SERVICE, context: { 'ecs:cluster': ['arn:aws:ecs:eu-west-1:111122223333:cluster/orders'] } };
const allow = (others: JsonObject = {}): JsonObject => ({ Effect: 'Allow', Action: 'ecs:UpdateService', Resource: SERVICE, ...others });
const deny = (others: JsonObject = {}): JsonObject => ({ ...allow(others), Effect: 'Deny' });
const decide = (statements: JsonObject | JsonObject[], call = UPDATE) => judge([{ name: 'p', document: { Statement: statements } }], call);

test.each<[what: string, statements: JsonObject | JsonObject[], allowed: boolean]>([
  ['nothing', [], false],
  ['the action on the resource', allow(), true],
  ['a single statement that is no list', allow(), true],
  ['the action in other letters', allow({ Action: 'ECS:updateservice' }), true],
  ['one of several actions', allow({ Action: ['ecs:RunTask', 'ecs:UpdateService'] }), true],
  ['actions by wildcard', allow({ Action: 'ecs:Update*' }), true],
  ['another action', allow({ Action: 'ecs:DescribeServices' }), false],
  ['all but that action', allow({ Action: undefined, NotAction: 'ecs:UpdateService' }), false],
  ['all but another action', allow({ Action: undefined, NotAction: 'ecs:RunTask' }), true],
  ['another resource', allow({ Resource: `${SERVICE}2` }), false],
  ['resources by wildcard', allow({ Resource: 'arn:aws:ecs:*:*:service/orders/*' }), true],
  ['all but that resource', allow({ Resource: undefined, NotResource: SERVICE }), false],
  ['a condition that holds', allow({ Condition: { ArnEquals: { 'ecs:cluster': 'arn:aws:ecs:*:*:cluster/orders' } } }), true],
  ['a condition that does not hold', allow({ Condition: { ArnEquals: { 'ecs:cluster': 'arn:aws:ecs:eu-west-1:111122223333:cluster/other' } } }), false],
  ['a condition key that is absent', allow({ Condition: { StringEquals: { 'aws:PrincipalTag/team': 'x' } } }), false],
  ['an operator that is not known', allow({ Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }), false],
  ['it, and denies it', [allow(), deny()], false],
  ['it, and denies everything else', [allow(), deny({ Resource: undefined, NotResource: SERVICE })], true],
  ['it, and denies it by a condition that it cannot evaluate', [allow(), deny({ Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } })], false],
  ['it, and denies it by a condition that does not hold', [allow(), deny({ Condition: { StringEquals: { 'ecs:cluster': 'x' } } })], true],
])('a policy that names %s', (_what, statements, allowed) => {
  expect(decide(statements).allowed).toBe(allowed);
});

test('names the statement that decided, by its Sid or its place', () => {
  expect(decide([allow({ Action: 'x:Y' }), allow()])).toMatchObject({ statement: 'p[1]', reason: 'by its action, resource and conditions' });
  expect(decide([allow(), deny({ Sid: 'Never' })])).toEqual({ allowed: false, statement: 'p/Never', reason: 'with an explicit deny in an identity-based policy: p/Never' });
  expect(decide([])).toEqual({ allowed: false, reason: 'because no identity-based policy allows the ecs:UpdateService action' });
});

describe('a call whose resource is not known', () => {
  const unmapped = (action: string): ApiCall => ({ action, resource: '*', unmapped: true });
  const table = allow({ Action: 'dynamodb:PutItem', Resource: 'arn:some:table' });

  test.each<[policy: JsonObject, action: string, allowed: boolean]>([
    [table, 'dynamodb:PutItem', true],
    [table, 'dynamodb:DeleteItem', false],
    [table, 'dynamodb:*', true],
    [table, 'dynamo:*', false],
    [allow({ Action: '*' }), 'lambda:*', true],
    [allow({ Action: undefined, NotAction: 'iam:*' }), 'lambda:*', true],
    [allow({ Action: undefined, NotAction: 'iam:*' }), 'iam:*', false],
  ])('%j and %s: %s', (policy, action, allowed) => {
    expect(decide(policy, unmapped(action)).allowed).toBe(allowed);
  });

  test('is told from one that was judged whole', () => {
    expect(decide(table, unmapped('dynamodb:PutItem')).reason).toBe('by its action only: the sandbox does not know its resource');
  });

  test('is denied where everything is', () => expect(decide([table, deny({ Action: '*', Resource: '*' })], unmapped('dynamodb:PutItem')).allowed).toBe(false));
});

import { breakdown } from './breakdown';
import { measure } from './meter';

const ROLE = {
  Type: 'AWS::IAM::Role',
  Properties: { Policies: [{ PolicyDocument: { Statement: [{ Effect: 'Allow', Action: ['s3:Get*', 's3:PutObject'], Resource: '*' }] } }] },
};
const POLICY = {
  Type: 'AWS::IAM::Policy',
  Properties: { PolicyDocument: { Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }, { Effect: 'Allow', Action: 'ecs:UpdateService', Resource: ['arn'] }] } },
};
const LOG_GROUP = { Type: 'AWS::Logs::LogGroup', Properties: { KmsKeyId: 'key' } };
const PROJECT = { Type: 'AWS::CodeBuild::Project' };

test('counts what is granted and what is missing', () => {
  expect(measure([{ Resources: { ROLE, POLICY } }, { Resources: { LOG_GROUP, PROJECT } }])).toEqual({
    'template bytes': JSON.stringify({ Resources: { ROLE, POLICY } }).length + JSON.stringify({ Resources: { LOG_GROUP, PROJECT } }).length,
    'resources': 4,
    'roles': 1,
    'policy statements': 2,
    'largest policy, bytes': JSON.stringify(POLICY.Properties.PolicyDocument).length,
    'wildcard actions': 1,
    'resource stars': 1,
    'log groups without key or retention': 1,
    'projects without timeout': 1,
  });
});

test('counts nothing in a template that has no policies', () => {
  expect(measure([{ Resources: {} }])).toMatchObject({ 'policy statements': 0, 'largest policy, bytes': 0, 'wildcard actions': 0, 'resource stars': 0 });
});

test('says what the bytes of a template are for', () => {
  const CicdDeployRole = { ...ROLE, Properties: { ...ROLE.Properties, Tags: [{ Key: 'a', Value: 'b' }] } };
  const weights = Object.fromEntries(breakdown({ Resources: { CicdDeployRole, LOG_GROUP } }));
  expect(weights.tags).toBe('"Tags":[{"Key":"a","Value":"b"}],'.length);
  expect(weights['the deployer: project, role, log group']).toBeGreaterThan(JSON.stringify(ROLE).length);
  expect(weights['everything else']).toBeGreaterThan(JSON.stringify(LOG_GROUP).length);
  expect(weights.alarms).toBe(0);
});

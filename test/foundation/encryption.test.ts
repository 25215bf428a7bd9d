import { aws_kms as kms } from 'aws-cdk-lib';
import { annotationsOf, synthesise } from '../support/pipeline';
import { Json } from '../support/template';
import { THEIRS } from '../support/theirs';

const THEIR_KEY = 'arn:aws:kms:us-east-1:111111111111:key/0a1b';

describe('the key that is made', () => {
  test.each([['dev', 7, 'Delete'], ['prod', 30, 'Retain']])('of %s waits %d days before it is gone, and is under the policy %s', (environmentSuffix, days, policy) => {
    const key = synthesise({ environmentSuffix }).one('AWS::KMS::Key');
    expect(key.properties.PendingWindowInDays).toBe(days);
    expect(key.deletionPolicy).toBe(policy);
  });
});

describe('a key of the same app', () => {
  const template = synthesise((stack) => ({ key: new kms.Key(stack, 'Theirs', { enableKeyRotation: true }) }));
  const key = template.one('AWS::KMS::Key');

  test('is taken, with the statements that logs, notifications and alarms need', () => {
    const { Statement } = key.properties.KeyPolicy as { Statement: Json[] };
    expect(Statement.map(({ Sid }) => Sid)).toEqual([undefined, 'LogGroupsOfThisPipeline', 'NotificationsThroughTheTopic', 'AlarmsThroughTheTopic']);
  });

  test('encrypts all that the pipeline makes', () => {
    const keyArn = { 'Fn::GetAtt': [key.id, 'Arn'] };
    expect(template.all('AWS::Logs::LogGroup').map(({ properties }) => properties.KmsKeyId)).toEqual(Array(8).fill(keyArn));
    expect(template.one('AWS::SNS::Topic').properties.KmsMasterKeyId).toEqual(keyArn);
  });

  test('gets no alias of ours', () => expect(template.all('AWS::KMS::Alias')).toEqual([]));
});

describe('an imported key', () => {
  const template = synthesise((stack) => ({ key: THEIRS.key(stack) }));

  test('encrypts all that the pipeline makes', () => {
    expect(template.all('AWS::KMS::Key')).toEqual([]);
    expect(template.all('AWS::Logs::LogGroup').map(({ properties }) => properties.KmsKeyId)).toEqual(Array(8).fill(THEIR_KEY));
    expect(template.all('AWS::CodeBuild::Project').map(({ properties }) => properties.EncryptionKey)).toEqual(Array(5).fill(THEIR_KEY));
    expect(template.permissionsOf('cicd-build-role')['kms:GenerateDataKey']).toEqual([THEIR_KEY]);
  });

  test('brings a warning, since its policy cannot be written from here', () => {
    expect(annotationsOf((stack) => ({ key: THEIRS.key(stack) }))).toContain('tap-cicd-pipeline:key-policy');
    expect(annotationsOf({})).not.toContain('tap-cicd-pipeline:key-policy');
  });
});

import { Catalogue } from '../../src/report/catalogue';
import { statementsOf } from '../../src/report/statements';
import { Json } from '../../src/report/template';

const RESOURCES = { Bucket: { Type: 'AWS::S3::Bucket' }, Key: { Type: 'AWS::KMS::Key' }, Role: { Type: 'AWS::IAM::Role' } };
const catalogue = new Catalogue({ name: 'S', template: { Resources: RESOURCES }, metadata: [] });
const rows = (statement: Json) => statementsOf(catalogue, { Statement: statement });
const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

test('of a statement for two services each action stands with the resources of its own', () => {
  const found = rows({ Effect: 'Allow', Action: ['kms:Decrypt', 's3:GetObject'], Resource: [arn('Key'), { 'Fn::Join': ['', [arn('Bucket'), '/*']] }] });
  expect(found.map(({ actions, resources }) => [actions, resources])).toEqual([[['kms:Decrypt'], ['${Key.Arn}']], [['s3:GetObject'], ['${Bucket.Arn}/*']]]);
});

test('the service of an ARN is found behind a pseudo parameter', () => {
  const task = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':ecs:eu-west-1:1:task/c/*']] };
  expect(rows({ Effect: 'Allow', Action: ['ecs:DescribeTasks', 's3:GetObject'], Resource: [task, arn('Bucket')] }).map(({ resources }) => resources))
    .toEqual([['arn:${AWS::Partition}:ecs:eu-west-1:1:task/c/*'], ['${Bucket.Arn}']]);
});

test.each([
  ['a star is of every service', ['kms:Decrypt', 's3:GetObject'], '*', [['*'], ['*']]],
  ['a resource of no known service stays', ['s3:GetObject'], { Ref: 'Parameter' }, [['${Parameter}']]],
  ['where none fits, all stay', ['sns:Publish'], arn('Bucket'), [['${Bucket.Arn}']]],
  ['a role is assumed by STS', ['sts:AssumeRole', 's3:GetObject'], [arn('Role'), arn('Bucket')], [['${Role.Arn}'], ['${Bucket.Arn}']]],
])('%s', (_what, actions, resource, expected) => {
  expect(rows({ Effect: 'Allow', Action: actions, Resource: resource }).map(({ resources }) => resources)).toEqual(expected);
});

test.each<[string, Json, string[] | undefined]>([
  ['a service', { Service: 'a.amazonaws.com' }, ['a.amazonaws.com']],
  ['several', { AWS: [{ Ref: 'Role' }, '1'], Service: 'b' }, ['${Role}', '1', 'b']],
  ['everybody', '*', ['everybody']],
  ['everybody, as IAM normalises it', { AWS: '*' }, ['everybody']],
])('says who: %s', (_who, principal, expected) => expect(rows({ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' })[0].principals).toEqual(expected));

test('what is excluded is said to be', () => {
  const [row] = rows({ Effect: 'Deny', NotPrincipal: { AWS: '1' }, NotAction: 's3:GetObject', NotResource: 'x' });
  expect(row).toMatchObject({ effect: 'Deny', principals: ['everybody but 1'], actions: ['everything but s3:GetObject'], resources: ['everything but x'] });
});

test('each key of a condition is one', () => {
  const [row] = rows({ Effect: 'Allow', Action: 'a:B', Resource: '*', Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } }, ArnLike: { 'aws:SourceArn': ['a', 'b'] } } });
  expect(row.conditions).toEqual([
    { operator: 'StringEquals', key: 'aws:SourceAccount', values: ['${AWS::AccountId}'] }, { operator: 'ArnLike', key: 'aws:SourceArn', values: ['a', 'b'] },
  ]);
});

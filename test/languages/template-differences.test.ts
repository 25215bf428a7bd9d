import { differences } from './template-differences';

const HASH = 'a'.repeat(64);
const TEMPLATE = { Resources: { Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'cicd-topic-dev', Tags: [{ Key: 'Team', Value: 'payments' }] } } } };

describe('the differences of two templates', () => {
  test('of a template and itself: none', () => expect(differences(TEMPLATE, JSON.parse(JSON.stringify(TEMPLATE)))).toEqual([]));

  test('a changed value is one, with its place', () => {
    const changed = JSON.parse(JSON.stringify(TEMPLATE).replace('payments', 'orders'));
    expect(differences(TEMPLATE, changed)).toEqual(['/Resources/Topic/Properties/Tags/0/Value: "payments" is "orders"']);
  });

  test('a resource that is missing, and one that is too many, is one', () => {
    expect(differences(TEMPLATE, { Resources: {} })).toEqual([expect.stringMatching(/^\/Resources\/Topic: .* is nothing$/)]);
    expect(differences({ Resources: {} }, TEMPLATE)).toEqual([expect.stringMatching(/^\/Resources\/Topic: nothing is /)]);
  });

  test('another order of a list is one', () => expect(differences({ Fn: ['a', 'b'] }, { Fn: ['b', 'a'] })).toHaveLength(2));

  test('the hash of an asset and Metadata are none', () => {
    const asset = (hash: string, path: string) => ({ Function: { Properties: { S3Key: `${hash}.zip` }, Metadata: { 'aws:asset:path': path } } });
    expect(differences(asset(HASH, 'asset.a'), asset('b'.repeat(64), 'asset.b'))).toEqual([]);
  });
});

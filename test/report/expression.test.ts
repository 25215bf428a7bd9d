import { referencesIn, render, renderAll } from '../../src/report/expression';
import { Json } from '../../src/report/template';

test.each<[string, Json, string]>([
  ['plain text', 'orders', 'orders'],
  ['a number', 7, '7'],
  ['Ref', { Ref: 'Key' }, '${Key}'],
  ['a pseudo parameter', { Ref: 'AWS::Region' }, '${AWS::Region}'],
  ['Fn::GetAtt', { 'Fn::GetAtt': ['Key', 'Arn'] }, '${Key.Arn}'],
  ['Fn::GetAtt as text', { 'Fn::GetAtt': 'Key.Arn' }, '${Key.Arn}'],
  ['Fn::Join', { 'Fn::Join': [':', ['arn', { Ref: 'AWS::Partition' }, 's3', { 'Fn::GetAtt': ['Bucket', 'Arn'] }]] }, 'arn:${AWS::Partition}:s3:${Bucket.Arn}'],
  ['Fn::Sub', { 'Fn::Sub': 'a-${AWS::Region}-${Key.Arn}' }, 'a-${AWS::Region}-${Key.Arn}'],
  ['Fn::Sub with variables', { 'Fn::Sub': ['${name}-${AWS::Region}', { name: { Ref: 'Topic' } }] }, '${Topic}-${AWS::Region}'],
  ['Fn::Select of a list', { 'Fn::Select': [1, ['a', 'b']] }, 'b'],
  ['Fn::Select of a function', { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] }, 'Select(0, GetAZs())'],
  ['Fn::ImportValue', { 'Fn::ImportValue': 'Network:Vpc' }, '${import Network:Vpc}'],
  ['Fn::If', { 'Fn::If': ['IsProd', 'a', { Ref: 'B' }] }, 'If(IsProd, a, ${B})'],
  ['another function', { 'Fn::Split': [',', { Ref: 'List' }] }, 'Split(,, ${List})'],
  ['an object', { Name: 'a', Value: { Ref: 'B' } }, '{ Name: a, Value: ${B} }'],
])('%s reads as %3$s', (_what, value, expected) => expect(render(value)).toBe(expected));

test('what is not there is nothing', () => {
  expect([render(undefined), renderAll(undefined), renderAll('one')]).toEqual(['', [], ['one']]);
});

test('knows what a text refers to, and takes no pseudo parameter for a resource', () => {
  expect(referencesIn('arn:${AWS::Partition}:x:${Key.Arn}/${Bucket}')).toEqual(['Key', 'Bucket']);
});

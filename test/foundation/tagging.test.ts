import { Aws } from 'aws-cdk-lib';
import { legalTagValue, tagsOf } from '../../src/foundation/tagging';
import { makeStack } from '../support/app';

const tags = (given?: Parameters<typeof tagsOf>[3]) => Object.fromEntries(tagsOf(makeStack(), 'prod', 'acme/orders', given));

describe('a tag value', () => {
  test.each([
    ['jane', 'jane'],
    ['dependabot[bot]', 'dependabot_bot_'],
    ['a b_c.d:e/f=g+h-i@j', 'a b_c.d:e/f=g+h-i@j'],
    ['Zoë Müller 山田', 'Zoë Müller 山田'],
    ['  jane  ', 'jane'],
    ['a\tb\nc', 'a_b_c'],
    ['release 🚀', 'release _'],
    ["o'neil, \"x\" <y>", 'o_neil_ _x_ _y_'],
    ['x'.repeat(256), 'x'.repeat(255)],
  ])('%p becomes %p', (given, legal) => expect(legalTagValue(given)).toBe(legal));

  test('that is a token stays as it is', () => expect(legalTagValue(Aws.STACK_NAME)).toBe(Aws.STACK_NAME));
});

describe('the tags of a pipeline', () => {
  test('are Environment and Repository where nothing is given', () => {
    expect(tags()).toEqual({ Environment: 'prod', Repository: 'acme/orders' });
  });

  test('are six where all are given', () => {
    expect(tags({ project: 'orders', team: 'payments', author: 'jane', prNumber: '42' })).toEqual({
      Environment: 'prod', Project: 'orders', Team: 'payments', Author: 'jane', PRNumber: '42', Repository: 'acme/orders',
    });
  });

  test.each(['', '   '])('leave out a value of %p', (team) => expect(tags({ team })).not.toHaveProperty('Team'));

  test('carry free-form ones', () => {
    expect(tags({ additional: { 'cost:center': '12[3]', 'Data Class': 'internal' } })).toMatchObject({ 'cost:center': '12_3_', 'Data Class': 'internal' });
  });

  test('may hold tokens', () => expect(tags({ team: Aws.STACK_NAME })).toMatchObject({ Team: Aws.STACK_NAME }));

  test.each(['aws:x', 'AWS:x', '', 'a[b]', 'x'.repeat(128), 'a\nb'])('fail when a free-form key is %p', (key) => {
    expect(() => tags({ additional: { [key]: 'v' } })).toThrow(
      `Delivery: 'tags.additional' must have keys of 1 to 127 letters, digits, spaces and _.:/=+-@ that do not begin with aws:, got ${JSON.stringify(key)}: rename the tag`,
    );
  });

  test.each(['Environment', 'environment', 'PRNUMBER', 'repository'])('fail when a free-form key is %p, which is taken', (key) => {
    expect(() => tags({ prNumber: '42', additional: { [key]: 'v' } })).toThrow(
      `Delivery: 'tags.additional' must have keys that differ from the others in more than case, got ${JSON.stringify(key)}: rename the tag`,
    );
  });

  test('fail when two free-form keys differ only in case', () => {
    expect(() => tags({ additional: { Owner: 'a', owner: 'b' } })).toThrow('must have keys that differ from the others in more than case, got "Owner"');
  });

  test('may have a free-form key that only a tag left out would have had', () => {
    expect(tags({ additional: { Project: 'orders' } })).toMatchObject({ Project: 'orders' });
  });

  test('fail when there are more than a resource may have beside the tags of the CDK', () => {
    const additional = Object.fromEntries(Array.from({ length: 44 }, (_value, index) => [`key-${index}`, 'v']));
    expect(() => tags({ additional })).toThrow("Delivery: 'tags.additional' must leave at most 45 tags in all, got 46: leave some out");
    delete additional['key-0'];
    expect(Object.keys(tags({ additional }))).toHaveLength(45);
  });
});


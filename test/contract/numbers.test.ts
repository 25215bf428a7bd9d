import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AppShape, appOf } from '../measure/apps';
import { Figures, measure, Template as Measured } from '../measure/meter';
import { BYTES_HELD, LARGEST_POLICY } from '../measure/template';
import { makeStack } from '../support/app';
import { makePipeline } from '../support/pipeline';
import { PipelineTemplate } from '../support/template';

/** The figures of `npm run bench` that do not depend on the machine. */
function figuresOf(shape: AppShape): Figures {
  const stacks = appOf(shape).node.children.filter((child): child is Stack => Stack.isStack(child));
  return measure(stacks.map((stack) => Template.fromStack(stack).toJSON() as Measured));
}

// The warnings of the apps, with every synthesis.
jest.spyOn(console, 'error').mockImplementation(() => {});

const ours = figuresOf({ author: 'ours', pipelines: 1 });

test('the template is not heavier beside one that is written by hand than it was', () => {
  const byHand = figuresOf({ author: 'l2-full', pipelines: 1 });
  expect(ours['template bytes'] / byHand['template bytes']).toBeLessThanOrEqual(BYTES_HELD);
  expect(ours.resources).toBeLessThan(byHand.resources);
  expect(ours['policy statements']).toBeLessThan(byHand['policy statements']);
});

test('what is written by hand is what was given: nothing was added that makes it larger', () => {
  expect(figuresOf({ author: 'l2-full', pipelines: 1 })).toMatchObject({ 'template bytes': 36_899, 'resources': 77, 'roles': 13, 'policy statements': 37 });
  expect(figuresOf({ author: 'l2-five-stage', pipelines: 1 })).toMatchObject({ 'template bytes': 17_602, 'resources': 26, 'roles': 9, 'policy statements': 23 });
});

describe('the largest policy', () => {
  test('is small', () => expect(ours['largest policy, bytes']).toBeLessThanOrEqual(LARGEST_POLICY));

  test.each([5, 10])('is the same with %i suites as with two', (suites) => {
    expect(figuresOf({ author: 'ours', pipelines: 1, addedSuites: suites - 2 })['largest policy, bytes']).toBe(ours['largest policy, bytes']);
  });
});

/** Characters without white space, as IAM counts: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const QUOTA = 10_240;

test('the inline policies of every role fit with as many suites as a stage has room for, and the longest names', () => {
  const stack = makeStack();
  const cicd = makePipeline({ environmentSuffix: 'x'.repeat(10), naming: { application: 'y'.repeat(6) } }, stack);
  for (let n = 3; n <= 50; n++) cicd.addTestSuite(`suite-with-a-name-${n}`);
  const template = PipelineTemplate.of(stack);
  for (const { properties } of template.all('AWS::IAM::Role')) {
    const policies = (properties.Policies ?? []) as Array<{ PolicyDocument: unknown }>;
    const characters = policies.map(({ PolicyDocument: document }) => JSON.stringify(document).length);
    expect(characters.reduce((sum, length) => sum + length, 0)).toBeLessThan(QUOTA);
  }
});

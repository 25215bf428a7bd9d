import * as fs from 'node:fs';
import * as path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { GitHubWorkflow } from '../../src';

const FILE = path.join(__dirname, '..', '..', 'examples', 'orders-infra', '.github', 'workflows', 'ci-cd.yml');

/** The example imports the package by name, as a user does; here the name is the source. */
jest.mock('tap-cicd-pipeline', () => jest.requireActual('../../src'), { virtual: true });
const { OrdersStack } = jest.requireActual<{ OrdersStack: new (scope: App, id: string) => Stack }>('../../examples/orders-infra/orders-stack');

test("the example's committed workflow is what the generator makes: npx cdk synth in examples/orders-infra renews it", () => {
  const cicd = new OrdersStack(new App(), 'Orders').node.findChild('Cicd');
  const workflow = cicd.node.findChild('GitHubWorkflow') as GitHubWorkflow;
  expect(fs.readFileSync(FILE, 'utf8')).toBe(workflow.content);
});

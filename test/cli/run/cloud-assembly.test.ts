import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { App, CfnOutput, Stack, Stage } from 'aws-cdk-lib';
import { assemblyHash, checkEnvironment, choosePipeline, readAssembly } from '../../../src/cli/run/cloud-assembly';
import { Repo, TapCicdPipeline } from '../../../src/index';

let folder: string;
beforeEach(() => { folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cli assembly-')); });
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const PROPS = { tags: { project: 'orders', team: 'payments', author: 'jane', prNumber: '42' } };
const CONNECTION = { connectionArn: 'arn:aws:codeconnections:us-east-1:111122223333:connection/0a1b2c3d-1111-2222-3333-444455556666' };

/** A real app with the pipelines of the suffixes, each in a stack of its own. */
function synthesise(suffixes: string[], change = ''): void {
  const app = new App({ outdir: folder });
  const stage = new Stage(app, 'Prod');
  const plain = new Stack(app, 'Plain');
  new CfnOutput(plain, 'Change', { value: change });
  suffixes.forEach((environmentSuffix, index) => {
    const stack = new Stack(index === 0 ? app : stage, `Orders-${environmentSuffix}`);
    const repo = index === 0 ? Repo.gitHub('acme/orders', CONNECTION) : Repo.gitHub('acme/shop', { branch: 'trunk' });
    new TapCicdPipeline(stack, 'Cicd', { ...PROPS, environmentSuffix, repo });
  });
  app.synth();
}

test('finds the pipelines and where each takes its source from, in nested stages too', () => {
  synthesise(['dev', 'prod']);
  expect(readAssembly(folder).filter(({ pipelines }) => pipelines.length > 0)).toEqual([
    { name: 'Prod/Orders-prod', environment: 'aws://unknown-account/unknown-region', pipelines: [{ name: 'cicd-pipeline-prod', source: { repository: 'acme/shop', branch: 'trunk' } }] },
    { name: 'Orders-dev', environment: 'aws://unknown-account/unknown-region', pipelines: [{ name: 'cicd-pipeline-dev', source: { repository: 'acme/orders', branch: 'main' } }] },
  ]);
});

test('the hash is the same for the same app, and another one when a template changes', () => {
  synthesise([]);
  const before = assemblyHash(folder);
  synthesise([]);
  expect(assemblyHash(folder)).toBe(before);
  synthesise([], 'changed');
  expect(assemblyHash(folder)).not.toBe(before);
});

describe('which pipeline is meant', () => {
  const source = { repository: 'acme/orders', branch: 'main' };
  const stack = (name: string, ...pipelines: string[]) => ({ name, environment: '', pipelines: pipelines.map((pipeline) => ({ name: pipeline, source })) });

  test('the only one', () => {
    expect(choosePipeline([stack('A'), stack('B', 'p')], {}).stack.name).toBe('B');
  });

  test.each([[{ pipeline: 'q' }, 'q'], [{ stack: 'C' }, 'q']])('the one that is named by %j', (choice, expected) => {
    expect(choosePipeline([stack('B', 'p'), stack('C', 'q')], choice).pipeline.name).toBe(expected);
  });

  test.each([
    [[stack('A')], {}, 'no stack of the app has a pipeline'],
    [[stack('B', 'p', 'q')], {}, 'the app has several pipelines'],
    [[stack('B', 'p')], { pipeline: 'x' }, 'no pipeline of the app has that name'],
    [[stack('B', 'p')], { stack: 'x' }, 'the app has no stack "x"'],
  ])('fails when it is not clear: %#', (stacks, choice, message) => {
    expect(() => choosePipeline(stacks, choice)).toThrow(message);
  });

  test('the error lists what there is', () => {
    expect(() => choosePipeline([stack('B', 'p', 'q')], {})).toThrow(expect.objectContaining({ fix: expect.stringContaining('p (stack B), q (stack B)') as string }));
  });
});

test.each(['aws://unknown-account/unknown-region', 'aws://111122223333/us-east-1', 'aws://111122223333/unknown-region', ''])('a stack in %j can be deployed into the sandbox', (environment) => {
  expect(() => checkEnvironment({ name: 'Orders', environment, pipelines: [] }, '111122223333', 'us-east-1')).not.toThrow();
});

test.each(['aws://999999999999/us-east-1', 'aws://111122223333/eu-west-1'])('fails when the stack is bound to %s', (environment) => {
  expect(() => checkEnvironment({ name: 'Orders', environment, pipelines: [] }, '111122223333', 'us-east-1')).toThrow('is bound to');
});

import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { GIVEN, runInit } from './support';
import { GitHubWorkflow } from '../../../src';
import { InitOptions } from '../../../src/cli/program';

/** Below the repository, so that what is generated finds aws-cdk-lib. */
const PLACE = path.join(__dirname, '..', '..', '..', 'test-reports');
/** What is generated imports the package by its name, as a user does; here the name is the source. */
jest.mock('tap-cicd-pipeline', () => jest.requireActual('../../../src'), { virtual: true });

let folder: string;
beforeEach(() => {
  fs.mkdirSync(PLACE, { recursive: true });
  folder = fs.mkdtempSync(path.join(PLACE, 'init-'));
  // The root of a repository.
  fs.mkdirSync(path.join(folder, '.github'));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const QUOTES = { connectionName: 'it\'s "ours" \\ {{name}}', tag: ['team=O\'Brien "& sons"', 'cost centre=4711'] };
const VARIANTS: Array<[name: string, options: Partial<InitOptions>]> = [
  ['a connection that is made', {}],
  ['a connection that is there', { connectionName: undefined, connectionArn: 'arn:aws:codeconnections:us-east-1:111111111111:connection/0a1b2c3d' }],
  ['a token', { connectionName: undefined, tokenSecret: 'github/token' }],
  ['another branch, environments, numbers', { branch: 'trunk', environment: ['trunk=live', 'release/*=staging'], ownerId: '1', repositoryId: '2' }],
  ['a folder of the repository, an address', { appFolder: 'ops/infra', email: 'team@acme.example' }],
  ['texts with quotes', QUOTES],
];

async function make(language: InitOptions['language'], options: Partial<InitOptions>): Promise<string> {
  const { error } = await runInit({ ...GIVEN, folder, language, ...options });
  if (error) throw error;
  return path.join(folder, options.appFolder ?? '.');
}

function stackIn(app: string, file: string): Stack {
  const { OrdersStack } = jest.requireActual<{ OrdersStack: new (scope: App, id: string) => Stack }>(path.join(app, file));
  return new OrdersStack(new App(), 'Orders');
}

describe.each([['typescript', 'orders-stack.ts'], ['javascript', 'orders-stack.js']] as const)('%s', (language, file) => {
  test.each(VARIANTS)('%s: the app makes the workflow that init wrote', async (_, options) => {
    const stack = stackIn(await make(language, options), file);
    const workflow = stack.node.findChild('Cicd').node.findChild('GitHubWorkflow') as GitHubWorkflow;
    expect(fs.readFileSync(path.join(folder, '.github/workflows/ci-cd.yml'), 'utf8')).toBe(workflow.content);
  });

  test('texts with quotes arrive as they are', async () => {
    const template = Template.fromStack(stackIn(await make(language, QUOTES), file));
    template.hasResourceProperties('AWS::CodeConnections::Connection', { ConnectionName: QUOTES.connectionName });
    const [pipeline] = Object.values(template.findResources('AWS::CodePipeline::Pipeline')) as Array<{ Properties: { Tags: Array<{ Key: string; Value: string }> } }>;
    expect(pipeline.Properties.Tags).toEqual(expect.arrayContaining([{ Key: 'cost centre', Value: '4711' }, { Key: 'Team', Value: 'O_Brien __ sons_' }]));
  });
});

test.each(VARIANTS)('%s: both languages make one template', async (_, options) => {
  const templates = [];
  for (const [language, file] of [['typescript', 'orders-stack.ts'], ['javascript', 'orders-stack.js']] as const) {
    templates.push(Template.fromStack(stackIn(await make(language, { ...options, force: true }), file)).toJSON());
  }
  expect(templates[1]).toEqual(templates[0]);
});

/** In these two languages nothing is synthesised here: what was answered must at least stand in the stack, as a text. */
test.each([['python', 'orders_infra/orders_stack.py'], ['java', 'src/main/java/com/example/orders/OrdersStack.java']] as const)('%s: every answer is in the stack', async (language, file) => {
  for (const [, options] of VARIANTS) {
    const text = fs.readFileSync(path.join(await make(language, { ...options, force: true }), file), 'utf8');
    const { branch, ...others } = { ...GIVEN, ...options } as Partial<InitOptions>;
    const asText = ['connectionName', 'connectionArn', 'tokenSecret', 'email', 'ownerId', 'repositoryId', 'appFolder'] as const;
    const answers = asText.map((name) => others[name]).filter((answer) => answer !== undefined);
    expect(answers.filter((answer) => !text.includes(JSON.stringify(answer)))).toEqual([]);
    // The name is among the workflow's branches too.
    expect(/\bbranch[=(]"trunk"/.test(text)).toBe(branch === 'trunk');
  }
});

const PARSE = 'import ast, pathlib, sys; [ast.parse(file.read_text(), str(file)) for file in pathlib.Path(sys.argv[1]).rglob("*.py")]';
const hasPython = spawnSync('python3', ['--version']).status === 0;
if (!hasPython) console.warn('SKIPPED: python3 is missing, so what init writes in Python is not parsed');

(hasPython ? describe : describe.skip)('python', () => {
  test.each(VARIANTS)('%s: every file parses', async (_, options) => {
    const { status, stderr } = spawnSync('python3', ['-c', PARSE, await make('python', options)], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

describe('java', () => {
  test.each(VARIANTS)('%s: imports what it uses, and no more', async (_, options) => {
    const app = await make('java', options);
    const text = fs.readFileSync(path.join(app, 'src/main/java/com/example/orders/OrdersStack.java'), 'utf8');
    const [imports, code] = text.split('/** The delivery');
    for (const name of ['List', 'Map', 'CfnTag', 'CfnConnection', 'ISecret', 'Secret']) {
      expect([name, new RegExp(`\\.${name};`).test(imports)]).toEqual([name, new RegExp(`\\b${name}\\b[. ]`).test(code)]);
    }
  });
});

import * as fs from 'fs';
import * as path from 'path';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import * as ts from 'typescript';
import * as library from '../../src';
import { makeStack } from '../support/app';
import { typeErrors } from '../support/compile';

const ROOT = path.join(__dirname, '..', '..');
const README = fs.readFileSync(path.join(ROOT, 'README.md'), 'utf8');

/** As DESIGN promises it: changed here, it is another promise. */
const PROMISED = `const cicd = new TapCicdPipeline(this, 'Cicd', {
  environmentSuffix: 'prod',
  repo: Repo.gitHub('acme/orders', { connectionArn }),
  tags: { project: 'orders', team: 'payments', author: 'jane', prNumber: '42' },
});
cicd.notifications.addEmail('payments@acme.example');
`;

const FIRST_COMMANDS = ['npm ci && npm run demo', 'npm ci && npm test'];

describe('the README', () => {
  test('has the two commands before every other one', () => {
    expect(codeBlocks('sh')[0].split('\n').filter(Boolean).map((line) => line.replace(/\s*#.*/, ''))).toEqual(FIRST_COMMANDS);
    expect(README.indexOf('```sh')).toBe(README.indexOf('```'));
  });

  test('opens its code with the promised example, word for word', () => {
    expect(codeBlocks('ts')[0]).toBe(PROMISED);
  });

  test('names only files that exist', () => {
    const linked = [...README.matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)].map(([, file]) => file);
    expect(linked.filter((file) => !fs.existsSync(path.join(ROOT, file)))).toEqual([]);
    expect(linked.length).toBeGreaterThan(5);
  });

  test('links only to headings that exist', () => {
    const headings = [...README.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading.toLowerCase().replace(/[^\w -]/g, '').replace(/ /g, '-'));
    const linked = [...README.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor);
    expect(linked.filter((anchor) => !headings.includes(anchor))).toEqual([]);
  });
});

describe("the README's example", () => {
  const example = codeBlocks('ts')[0];
  const errors = typeErrors({ verbatim: inStack(example), misspelt: inStack(example.replace('environmentSuffix', 'environmentSufix')) }, __dirname);

  test('compiles inside a stack', () => expect(errors.verbatim).toEqual([]));

  test('fails to compile when a prop is misspelt', () => expect(errors.misspelt).toEqual([expect.stringContaining('environmentSufix')]));

  test('synthesises the five stages and the subscription', () => {
    const template = Template.fromStack(run(example));
    const [pipeline] = Object.values(template.findResources('AWS::CodePipeline::Pipeline'));
    expect(pipeline.Properties.Stages.map(({ Name }: { Name: string }) => Name)).toEqual(['Source', 'Build', 'Test', 'SecurityScan', 'Deploy']);
    template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'payments@acme.example' });
    template.hasResourceProperties('AWS::CodePipeline::Pipeline', { Name: 'cicd-pipeline-prod' });
  });
});

function codeBlocks(language: string): string[] {
  return [...README.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map(([, code]) => code);
}

/** The example where a user would write it. */
function inStack(code: string): string {
  return `import { Stack } from 'aws-cdk-lib';
import { Repo, TapCicdPipeline } from '../../src';
declare const connectionArn: string;
export class Delivery extends Stack {
  define() {
    ${code}
  }
}`;
}

/** Runs the example as the body of a method of a stack. */
function run(code: string): Stack {
  const stack = makeStack();
  const body = ts.transpileModule(code, { compilerOptions: { target: ts.ScriptTarget.ES2022 } }).outputText;
  const example = new Function('TapCicdPipeline', 'Repo', 'connectionArn', body) as (this: Construct, ...args: unknown[]) => void;
  example.call(stack, library.TapCicdPipeline, library.Repo, 'arn:aws:codeconnections:us-east-1:111111111111:connection/0a1b2c3d');
  return stack;
}

import * as fs from 'node:fs';
import * as path from 'node:path';
import * as ts from 'typescript';
import { attempt, run, withNpmSettings } from './shell';
import { examplesIn } from '../support/examples';

const NAME = 'tap-cicd-pipeline';
const STAGES = ['Source', 'Build', 'Test', 'SecurityScan', 'Deploy'];

/** Where Node says that something is old, with the lines that led to it. @see https://nodejs.org/api/cli.html#--trace-warnings */
const ALL_WARNINGS = '--trace-warnings';

/** An empty folder of somebody who has read no more than the README, with one release of Node. */
export class UserFolder {
  private readonly env: NodeJS.ProcessEnv;

  /** @param nodeBin the folder with the program `node`; that of this process by default */
  constructor(private readonly folder: string, registry: string, nodeBin: string = path.dirname(process.execPath)) {
    fs.mkdirSync(folder, { recursive: true });
    // npm itself is a script that takes the first Node of the PATH.
    const variables = { PATH: `${nodeBin}${path.delimiter}${process.env.PATH}`, NODE_OPTIONS: ALL_WARNINGS, CDK_OUTDIR: 'cdk.out', CDK_CONTEXT_JSON: undefined };
    this.env = withNpmSettings({ ...process.env, ...variables }, { registry });
  }

  /**
   * What the README says.
   *
   * @param cdkVersion the newest by default
   * @returns the versions that came
   */
  install(cdkVersion?: string): string {
    const said = this.run('npm', ['install', '--no-audit', '--no-fund', NAME, cdkVersion ? `aws-cdk-lib@${cdkVersion}` : 'aws-cdk-lib', 'constructs']);
    refuseWarnings(said.split('\n').filter((line) => /^npm warn/i.test(line) && line.includes(NAME)));
    return this.run('npm', ['ls']).split('\n').filter((line) => /^\W+ \S+@/.test(line)).map((line) => line.replace(/^\W+/, '')).join(', ');
  }

  /** Synthesises the first example of a README as the only content of a stack. */
  synthesises(readme: string): string {
    const [example] = examplesIn('README.md', readme);
    fs.writeFileSync(path.join(this.folder, 'app.js'), ts.transpileModule(appOf(example.code), { compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS } }).outputText);
    const said = this.run('node', ['app.js']);
    refuseWarnings(warningsOf(said));
    const template = JSON.parse(fs.readFileSync(path.join(this.folder, 'cdk.out', 'Delivery.template.json'), 'utf8'));
    const stages = stagesOf(template);
    if (stages.join() !== STAGES.join()) throw new Error(`the pipeline's stages are ${stages.join(', ')}`);
    return `${Object.keys(template.Resources).length} resources`;
  }

  /** As an ECMAScript module; names that Node does not find in the bundled file are an error there. */
  isImported(): void {
    fs.writeFileSync(path.join(this.folder, 'import.mjs'), `import { Repo, TapCicdPipeline } from '${NAME}';\nif (!Repo || !TapCicdPipeline) process.exit(1);\n`);
    refuseWarnings(warningsOf(this.run('node', ['import.mjs'])));
  }

  helps(): void {
    const said = this.run('npx', [NAME, '--help']);
    refuseWarnings(warningsOf(said));
    if (!said.startsWith(`Usage: ${NAME} `)) throw new Error(`it begins with ${said.split('\n')[0]}`);
    const wrong = attempt('npx', [NAME, 'no-such-command'], { cwd: this.folder, env: this.env });
    if (wrong.passed || /\n {4}at /.test(wrong.output)) throw new Error(`a command that does not exist ends with:\n${wrong.output}`);
  }

  nodeVersion(): string {
    return this.run('node', ['--version']).trim();
  }

  private run(program: string, args: string[]): string {
    return run(program, args, { cwd: this.folder, env: this.env });
  }
}

/** Lines in which Node or the CDK calls something old or doubtful. */
export function warningsOf(output: string): string[] {
  return output.split('\n').filter((line) => /^\(node:\d+\)|^\[WARNING\]|is deprecated/.test(line));
}

function refuseWarnings(warnings: string[]): void {
  if (warnings.length > 0) throw new Error(`it warns:\n${warnings.join('\n')}`);
}

/** The README's example is the body of a stack. */
function appOf(example: string): string {
  return `import { App, Stack } from 'aws-cdk-lib';
import { Repo, TapCicdPipeline } from '${NAME}';
const connectionArn = 'arn:aws:codeconnections:us-east-1:111111111111:connection/0a1b2c3d';
class Delivery extends Stack {
  constructor(scope, id, props) {
    super(scope, id, props);
    ${example}
  }
}
const app = new App();
new Delivery(app, 'Delivery', { env: { account: '111111111111', region: 'us-east-1' } });
app.synth();
`;
}

function stagesOf({ Resources }: { Resources: { [id: string]: { Type: string; Properties?: { Stages?: Array<{ Name: string }> } } } }): string[] {
  const pipeline = Object.values(Resources).find(({ Type }) => Type === 'AWS::CodePipeline::Pipeline');
  return (pipeline?.Properties?.Stages ?? []).map(({ Name }) => Name);
}

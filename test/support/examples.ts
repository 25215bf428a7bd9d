import * as fs from 'fs';
import * as path from 'path';
import * as cdk from 'aws-cdk-lib';
import * as constructs from 'constructs';
import * as ts from 'typescript';
import { ACCOUNT, makeApp, REGION } from './app';
import { CONNECTION } from './pipeline';
import * as library from '../../src';

/** One block of TypeScript in a Markdown file. */
export interface Example {
  /** `README.md:42` */
  readonly place: string;
  readonly code: string;
}

const ROOT = path.join(__dirname, '..', '..');

/** The same as jsii-rosetta puts around the examples of README and docstrings. */
const FIXTURE = fs.readFileSync(path.join(ROOT, 'rosetta', 'default.ts-fixture'), 'utf8');

/** Every example of these files, in order. */
export function examplesOf(files: string[]): Example[] {
  return files.flatMap((file) => examplesIn(file, fs.readFileSync(path.join(ROOT, file), 'utf8')));
}

export function examplesIn(file: string, text: string): Example[] {
  return [...text.matchAll(/^```ts\n([^]*?)^```$/gm)].map((match) => ({ place: `${file}:${text.slice(0, match.index).split('\n').length}`, code: match[1] }));
}

/** The README and all guides. */
export function documents(): string[] {
  const guides = fs.readdirSync(path.join(ROOT, 'docs')).filter((file) => file.endsWith('.md'));
  return ['README.md', ...guides.sort().map((file) => `docs/${file}`)];
}

/** A whole module. */
export function inFixture(code: string): string {
  return FIXTURE.replace('/// here', () => code).replace(/^class Example/m, 'export class Example');
}

/**
 * Runs an example and synthesises its app; what the fixture only declares is made, in the stack of the example.
 *
 * @returns the errors with which the assembly is annotated
 */
export function synthesiseExample({ code }: Example): string[] {
  const usesPipeline = /\bcicd\b/.test(code) && !/\bconst cicd\b/.test(code);
  return errorsOf(synthesiseModule(inFixture(usesPipeline ? `const cicd = makePipeline(this);\n${code}` : code)));
}

type StackClass = new (scope: constructs.Construct, id: string, props: cdk.StackProps) => cdk.Stack;

/** Synthesises the one stack that a module exports, with this package's sources in place of its release. */
export function synthesiseModule(source: string): cdk.cx_api.CloudAssembly {
  const { outputText } = ts.transpileModule(source, { compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS } });
  const exported: { [name: string]: StackClass } = {};
  new Function('require', 'exports', 'connectionArn', 'repo', 'makePipeline', outputText)(requireFor, exported, CONNECTION, REPO, makePipeline);
  const [Exported, ...others] = Object.values(exported);
  if (!Exported || others.length > 0) throw new Error(`one class must be exported, not ${Object.keys(exported).join(', ')}`);
  const app = makeApp();
  new Exported(app, 'Example', { env: { account: ACCOUNT, region: REGION } });
  return app.synth();
}

export function errorsOf(assembly: cdk.cx_api.CloudAssembly): string[] {
  const messages = assembly.stacks.flatMap((stack) => stack.messages);
  return messages.filter(({ level }) => level === cdk.cx_api.SynthesisMessageLevel.ERROR).map(({ entry }) => String(entry.data));
}

const MODULES = new Map<string, unknown>([['aws-cdk-lib', cdk], ['constructs', constructs], ['tap-cicd-pipeline', library]]);
const REPO = library.Repo.gitHub('acme/orders', { connectionArn: CONNECTION });

function makePipeline(scope: constructs.Construct): library.TapCicdPipeline {
  return new library.TapCicdPipeline(scope, 'Cicd', { environmentSuffix: 'example', repo: REPO });
}

function requireFor(name: string): unknown {
  const found = MODULES.get(name);
  if (!found) throw new Error(`an example imports ${name}, which is not in the fixture`);
  return found;
}

import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { CliError } from '../errors';

/** A stack of a cloud assembly. */
export interface AssemblyStack {
  /** As the CDK CLI names it: `Prod/Orders` in a stage. */
  readonly name: string;
  /** `aws://ACCOUNT/REGION`, where not known `aws://unknown-account/unknown-region`. */
  readonly environment: string;
  readonly pipelines: AssemblyPipeline[];
}

/** A pipeline of a template, as far as it can be known before it is deployed. */
export interface AssemblyPipeline {
  readonly name: string;
  readonly source: SourcePlace;
}

/** Where a pipeline takes its source from. */
export interface SourcePlace {
  /** OWNER/NAME */
  readonly repository: string;
  readonly branch: string;
}

interface Artifact {
  readonly type: string;
  readonly environment?: string;
  readonly displayName?: string;
  readonly properties?: { readonly templateFile?: string; readonly directoryName?: string };
}

type Properties = Readonly<Record<string, unknown>>;
interface Resource { readonly Type: string; readonly Properties?: Properties }
interface Action { readonly ActionTypeId?: { readonly Category?: string }; readonly Configuration?: Properties }

/**
 * The stacks of an assembly, those of nested stages too.
 *
 * @see https://github.com/aws/aws-cdk-cli/tree/main/packages/%40aws-cdk/cloud-assembly-schema
 */
export function readAssembly(folder: string): AssemblyStack[] {
  const { artifacts = {} } = JSON.parse(fs.readFileSync(path.join(folder, 'manifest.json'), 'utf8')) as { artifacts?: Record<string, Artifact> };
  return Object.entries(artifacts).flatMap(([id, artifact]) => {
    const { templateFile, directoryName } = artifact.properties ?? {};
    if (artifact.type === 'cdk:cloud-assembly' && directoryName) return readAssembly(path.join(folder, directoryName));
    return artifact.type === 'aws:cloudformation:stack' && templateFile ? [readStack(id, artifact, path.join(folder, templateFile))] : [];
  });
}

function readStack(id: string, { displayName, environment }: Artifact, file: string): AssemblyStack {
  const { Resources = {} } = JSON.parse(fs.readFileSync(file, 'utf8')) as { Resources?: Record<string, Resource> };
  return { name: displayName ?? id, environment: environment ?? '', pipelines: pipelinesOf(Resources) };
}

/** A number of all that decides what is deployed: templates and the assets' content. */
export function assemblyHash(folder: string): string {
  const hash = createHash('sha256');
  const files = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(template|assets)\.json$/.test(file)).sort();
  files.forEach((file) => hash.update(file).update('\0').update(fs.readFileSync(path.join(folder, file))).update('\0'));
  return hash.digest('hex');
}

/** What the user may name: a stack, a pipeline. */
export interface Choice {
  readonly stack?: string;
  readonly pipeline?: string;
}

/** The one pipeline that is meant; none or several is an error that lists them. */
export function choosePipeline(stacks: AssemblyStack[], { stack, pipeline }: Choice): { stack: AssemblyStack; pipeline: AssemblyPipeline } {
  if (stack !== undefined && !stacks.some(({ name }) => name === stack)) {
    throw new CliError(`the app has no stack ${JSON.stringify(stack)}`, `it has ${stacks.map(({ name }) => name).join(', ') || 'none at all'}`);
  }
  const all = stacks.flatMap((owner) => owner.pipelines.map((candidate) => ({ stack: owner, pipeline: candidate })));
  if (all.length === 0) throw new CliError('no stack of the app has a pipeline with a GitHub source', 'add a TapCicdPipeline: the first lines of the README');
  const found = all.filter((one) => (stack === undefined || one.stack.name === stack) && (pipeline === undefined || one.pipeline.name === pipeline));
  if (found.length === 1) return found[0];
  throw found.length > 1 ? new CliError('the app has several pipelines', chooseOf(found)) : new CliError('no pipeline of the app has that name', chooseOf(all));
}

function chooseOf(candidates: Array<{ stack: AssemblyStack; pipeline: AssemblyPipeline }>): string {
  return `choose with --pipeline or --stack: ${candidates.map(({ stack, pipeline }) => `${pipeline.name} (stack ${stack.name})`).join(', ')}`;
}

/** A stack that is bound to another account or region cannot be deployed here. */
export function checkEnvironment({ name, environment }: AssemblyStack, account: string, region: string): void {
  const [givenAccount, givenRegion] = environment.replace('aws://', '').split('/');
  const isOther = (given: string, own: string) => given !== '' && !given.startsWith('unknown-') && given !== own;
  if (!isOther(givenAccount, account) && !isOther(givenRegion ?? '', region)) return;
  throw new CliError(
    `stack ${name} is bound to ${environment}, the sandbox is aws://${account}/${region}`,
    'take both from the CDK CLI: env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION }, or let a --context value decide',
  );
}

function pipelinesOf(resources: Readonly<Record<string, Resource>>): AssemblyPipeline[] {
  return Object.values(resources).filter(({ Type }) => Type === 'AWS::CodePipeline::Pipeline').flatMap(({ Properties: properties = {} }) => {
    const stages = (properties.Stages ?? []) as Array<{ Actions?: Action[] }>;
    const source = stages.flatMap(({ Actions = [] }) => Actions).filter(({ ActionTypeId }) => ActionTypeId?.Category === 'Source').map(sourceOf).find(Boolean);
    return typeof properties.Name === 'string' && source ? [{ name: properties.Name, source }] : [];
  });
}

/** Both kinds of GitHub source; a value that is known at deployment only is none. */
function sourceOf({ Configuration = {} }: Action): SourcePlace | undefined {
  const { FullRepositoryId, BranchName, Owner, Repo, Branch } = Configuration;
  const repository = FullRepositoryId ?? (typeof Owner === 'string' && typeof Repo === 'string' ? `${Owner}/${Repo}` : undefined);
  const branch = BranchName ?? Branch;
  return typeof repository === 'string' && typeof branch === 'string' ? { repository, branch } : undefined;
}

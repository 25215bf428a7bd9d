import { at, Json, JsonObject, listOf, objectOf, Template, tryParse } from './template';
import { UnreadableAssembly } from './unreadable-assembly';

/**
 * The newest schema that was looked at. Additions count as a new version there, so a newer one is likely, not certain, to be read in full.
 *
 * @see https://github.com/aws/aws-cdk-cli/tree/main/packages/%40aws-cdk/cloud-assembly-schema
 */
export const NEWEST_SCHEMA = 55;

/** The text of a file below the assembly's folder, undefined where there is none. */
export type ReadFile = (path: string) => string | undefined;

/** An assembly, as far as a report needs it. */
export interface CloudAssembly {
  readonly schema: string;
  readonly isNewer: boolean;
  readonly stacks: AssemblyStack[];
}

export interface AssemblyStack {
  /** As the CDK CLI names it. */
  readonly name: string;
  /** Left out where the stack is not bound to one. */
  readonly account?: string;
  readonly region?: string;
  readonly template: Template;
  readonly metadata: MetadataEntry[];
}

/** What a construct had to say at synthesis. */
export interface MetadataEntry {
  /** From the root of the app: `/Orders/Cicd/Key/Resource`. */
  readonly path: string;
  readonly type: string;
  readonly data: Json | undefined;
}

/** The stacks of an assembly, those of nested stages too. */
export function readCloudAssembly(read: ReadFile, { anySchema = false }: { readonly anySchema?: boolean } = {}): CloudAssembly {
  const manifest = readManifest(read, '');
  const schema = String(manifest.version);
  const isNewer = Number.parseInt(schema, 10) > NEWEST_SCHEMA;
  if (isNewer && !anySchema) {
    throw new UnreadableAssembly(
      `the assembly has schema ${schema}, this program knows those up to ${NEWEST_SCHEMA}`,
      'update tap-cicd-pipeline, or pass --any-schema: the report then says that something may be missing',
    );
  }
  return { schema, isNewer, stacks: stacksOf(read, '', manifest) };
}

function readManifest(read: ReadFile, folder: string): JsonObject {
  const file = `${folder}manifest.json`;
  const text = read(file);
  if (text === undefined) throw new UnreadableAssembly(`there is no ${file}`, 'run "npx cdk synth" and name the folder that it writes, cdk.out');
  const manifest = tryParse(text);
  if (typeof at(manifest, 'version') !== 'string') {
    throw new UnreadableAssembly(`${file} is not the manifest of a cloud assembly`, 'remove the folder and run "npx cdk synth" again');
  }
  return objectOf(manifest);
}

function stacksOf(read: ReadFile, folder: string, manifest: JsonObject): AssemblyStack[] {
  return Object.entries(objectOf(manifest.artifacts)).flatMap(([id, artifact]) => {
    const type = at(artifact, 'type');
    const nested = at(artifact, 'properties', 'directoryName');
    if (type === 'cdk:cloud-assembly' && typeof nested === 'string') {
      return stacksOf(read, `${folder}${nested}/`, readManifest(read, `${folder}${nested}/`));
    }
    return type === 'aws:cloudformation:stack' ? [stackOf(read, folder, id, objectOf(artifact))] : [];
  });
}

function stackOf(read: ReadFile, folder: string, id: string, artifact: JsonObject): AssemblyStack {
  const file = `${folder}${String(at(artifact, 'properties', 'templateFile'))}`;
  const template = tryParse(read(file) ?? '');
  if (template === undefined) {
    throw new UnreadableAssembly(`${file} of stack ${id} is missing, or is no JSON`, 'remove the folder and run "npx cdk synth" again');
  }
  const metadata = metadataOf(read, folder, artifact);
  return { name: String(artifact.displayName ?? id), ...placeOf(artifact.environment), template: template as Template, metadata };
}

/** `aws://ACCOUNT/REGION`; what is not known is `unknown-account`. */
function placeOf(environment: Json | undefined): { readonly account?: string; readonly region?: string } {
  const [account, region] = String(environment ?? '').replace('aws://', '').split('/');
  const known = (part: string | undefined) => (part && !part.startsWith('unknown-') ? part : undefined);
  return { account: known(account), region: known(region) };
}

/** In the manifest, or in a file beside it. */
function metadataOf(read: ReadFile, folder: string, artifact: JsonObject): MetadataEntry[] {
  const { additionalMetadataFile: file } = artifact;
  const beside = typeof file === 'string' ? tryParse(read(`${folder}${file}`) ?? '') : undefined;
  return [artifact.metadata, beside].flatMap((metadata) => Object.entries(objectOf(metadata)).flatMap(([path, entries]) =>
    listOf(entries).map((entry) => ({ path, type: String(at(entry, 'type')), data: at(entry, 'data') }))));
}

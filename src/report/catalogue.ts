import { AssemblyStack } from './cloud-assembly';
import { referencesIn, render } from './expression';
import { at, JsonObject, listOf, objectOf, TemplateResource } from './template';

/** A resource of a template with what its construct is called. */
export interface Resource {
  readonly id: string;
  readonly type: string;
  /** The construct, below the stack; the id where the assembly does not say. */
  readonly path: string;
  readonly name?: string;
  readonly properties: JsonObject;
  readonly deletionPolicy?: string;
  /** In the template's own `Metadata`. */
  readonly metadata: JsonObject;
}

/** Where types keep the physical name; the first that is there. */
const NAME_PROPERTIES = [
  'Name', 'BucketName', 'RepositoryName', 'LogGroupName', 'RoleName', 'TopicName', 'ClusterName', 'ServiceName', 'FunctionName', 'Family', 'AliasName', 'AlarmName',
  'ConnectionName', 'ManagedPolicyName', 'PolicyName', 'GroupName', 'QueueName', 'Endpoint', 'Url',
];

/** The resources of a stack, to look up. */
export class Catalogue {
  readonly all: Resource[];
  private readonly byId: Map<string, Resource>;

  constructor(stack: AssemblyStack) {
    const paths = pathsOf(stack);
    const raw = Object.entries(stack.template.Resources ?? {});
    const aliases = aliasesOf(raw);
    this.all = raw.map(([id, resource]) => ({
      id,
      type: resource.Type,
      path: paths.get(id) ?? id,
      name: aliases.get(id) ?? nameOf(objectOf(resource.Properties)),
      properties: objectOf(resource.Properties),
      deletionPolicy: resource.DeletionPolicy,
      metadata: objectOf(resource.Metadata),
    }));
    this.byId = new Map(this.all.map((resource) => [resource.id, resource]));
  }

  find(id: string | undefined): Resource | undefined {
    return id === undefined ? undefined : this.byId.get(id);
  }

  ofType(type: string): Resource[] {
    return this.all.filter((resource) => resource.type === type);
  }

  /** The resource that a value refers to first. */
  referredBy(value: Parameters<typeof render>[0]): Resource | undefined {
    return this.find(referencesIn(render(value))[0]);
  }
}

/** What a person calls the resource. */
export function labelOf({ name, path }: { readonly name?: string; readonly path: string }): string {
  return name ?? path;
}

/** A path of the app as one below the stack: `/Prod/Orders/Cicd/Key/Resource` is `Cicd/Key`. */
export function belowStack(path: string, stackName: string): string {
  const inside = path.replace(/^\//, '').replace(/\/(Resource|Default)$/, '');
  return inside.startsWith(`${stackName}/`) ? inside.slice(stackName.length + 1) : inside;
}

/** Logical id to path: from the assembly, or where that says nothing from the template. */
function pathsOf({ name, metadata, template }: AssemblyStack): Map<string, string> {
  const inTemplate = Object.entries(template.Resources ?? {}).map(([id, resource]) => [id, at(resource.Metadata, 'aws:cdk:path')] as const);
  const inAssembly = metadata.filter(({ type }) => type === 'aws:cdk:logicalId').map(({ data, path }) => [render(data), path] as const);
  return new Map([...inTemplate, ...inAssembly].flatMap(([id, path]) => (typeof path === 'string' ? [[id, belowStack(path, name)]] : [])));
}

/** A key has no name but its alias. */
function aliasesOf(resources: Array<[string, TemplateResource]>): Map<string, string> {
  const aliases = resources.filter(([, { Type }]) => Type === 'AWS::KMS::Alias').map(([, { Properties }]) => objectOf(Properties));
  return new Map(aliases.flatMap(({ TargetKeyId: target, AliasName: alias }) => {
    const [key] = referencesIn(render(target));
    return key === undefined ? [] : [[key, render(alias)]];
  }));
}

function nameOf(properties: JsonObject): string | undefined {
  const given = NAME_PROPERTIES.map((property) => properties[property]).find((value) => value !== undefined);
  const tag = listOf(properties.Tags).find((entry) => at(entry, 'Key') === 'Name');
  return given === undefined ? (tag === undefined ? undefined : render(at(tag, 'Value'))) : render(given);
}

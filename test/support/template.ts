import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ACCOUNT, REGION } from './app';

export type Json = { readonly [name: string]: unknown };

export interface Resource {
  readonly id: string;
  readonly type: string;
  readonly properties: Json;
  readonly dependsOn: string[];
  readonly deletionPolicy?: string;
  readonly updateReplacePolicy?: string;
}

export interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action?: string | string[];
  readonly NotAction?: unknown;
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly Principal?: unknown;
  readonly Condition?: { readonly [operator: string]: { readonly [key: string]: unknown } };
}

interface RawResource {
  readonly Type: string;
  readonly Properties?: Json;
  readonly DependsOn?: string | string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** A synthesised template, read in the words of this domain. */
export class PipelineTemplate {
  static of(stack: Stack): PipelineTemplate {
    return new PipelineTemplate(Template.fromStack(stack).toJSON());
  }

  readonly resources: Resource[];

  constructor(readonly json: Json) {
    this.resources = Object.entries((json.Resources ?? {}) as { [id: string]: RawResource }).map(([id, raw]) => ({
      id,
      type: raw.Type,
      properties: raw.Properties ?? {},
      dependsOn: [raw.DependsOn ?? []].flat(),
      deletionPolicy: raw.DeletionPolicy,
      updateReplacePolicy: raw.UpdateReplacePolicy,
    }));
  }

  all(type: string): Resource[] {
    return this.resources.filter((resource) => resource.type === type);
  }

  /** The one resource of the type whose properties include these; anything but one is an error. */
  one(type: string, properties: Json = {}): Resource {
    const asked = Object.entries(properties);
    const fits = (resource: Resource) => asked.every(([name, value]) => this.render(resource.properties[name]) === this.render(value));
    const found = this.all(type).filter(fits);
    if (found.length !== 1) throw new Error(`asked for one ${type} with ${JSON.stringify(properties)}, found ${found.length} of ${this.all(type).length}`);
    return found[0];
  }

  byId(id: string): Resource {
    const resource = this.resources.find((candidate) => candidate.id === id);
    if (!resource) throw new Error(`the template has no resource ${id}`);
    return resource;
  }

  /** The statements of a role's own policies, by the part of the role's name before the suffix: `cicd-build-role`. */
  statementsOf(roleNameStart: string): Statement[] {
    const role = this.all('AWS::IAM::Role').find((resource) => physicalName(resource)?.startsWith(`${roleNameStart}-`));
    if (!role) throw new Error(`the template has no role ${roleNameStart}-*`);
    const policies = (role.properties.Policies ?? []) as Array<{ PolicyDocument: { Statement: Statement[] } }>;
    return policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
  }

  /** Action to rendered resources, for all statements of a role; of a statement for several services, those of the action's own. */
  permissionsOf(roleNameStart: string): { [action: string]: string[] } {
    const permissions: { [action: string]: string[] } = {};
    for (const { Action = [], Resource = [] } of this.statementsOf(roleNameStart)) {
      const arns = [Resource].flat().map((resource) => this.render(resource));
      for (const action of [Action].flat()) permissions[action] = [...(permissions[action] ?? []), ...arns.filter((arn) => mayBeOf(action, arn))];
    }
    return permissions;
  }

  /** What is made before the resource: all that it refers to or names in DependsOn, and what those wait for. */
  waitsFor(id: string, found = new Set<string>()): Set<string> {
    const { properties, dependsOn } = this.byId(id);
    const ids = new Set(this.resources.map((resource) => resource.id));
    for (const before of [...dependsOn, ...namesIn(properties)].filter((name) => ids.has(name) && !found.has(name))) {
      found.add(before);
      this.waitsFor(before, found);
    }
    return found;
  }

  /** The buildspec of a project. */
  buildSpecOf(projectName: string): BuildSpec {
    const { Source } = this.one('AWS::CodeBuild::Project', { Name: projectName }).properties as { Source: { BuildSpec: unknown } };
    return JSON.parse(this.render(Source.BuildSpec));
  }

  /** The variables of a project, rendered. */
  variablesOf(projectName: string): { [name: string]: string } {
    const { Environment } = this.one('AWS::CodeBuild::Project', { Name: projectName }).properties as { Environment: Json };
    const variables = (Environment.EnvironmentVariables ?? []) as Array<{ Name: string; Value: unknown }>;
    return Object.fromEntries(variables.map(({ Name, Value }) => [Name, this.render(Value)]));
  }

  /** The stages of the pipeline with their actions. */
  get stages(): Array<{ Name: string; Actions: Action[]; RetryConfiguration?: Json; OnFailure?: Json }> {
    return this.one('AWS::CodePipeline::Pipeline').properties.Stages as Array<{ Name: string; Actions: Action[] }>;
  }

  action(name: string): Action {
    const found = this.stages.flatMap(({ Actions }) => Actions).find((action) => action.Name === name);
    if (!found) throw new Error(`the pipeline has no action ${name}`);
    return found;
  }

  /** Intrinsic functions as text: physical names and ARNs where the template says them, `${Id.Attribute}` where it does not. */
  render(value: unknown): string {
    if (typeof value !== 'object' || value === null) return String(value);
    const [[name, argument]] = Object.entries(value);
    if (name === 'Ref') return this.reference(argument as string);
    if (name === 'Fn::GetAtt') return this.attribute(argument as [string, string]);
    if (name === 'Fn::Join') return (argument as [string, unknown[]])[1].map((part) => this.render(part)).join((argument as [string, unknown[]])[0]);
    if (name === 'Fn::Sub') return String(argument).replace(/\$\{([^}]+)\}/g, (_match, id: string) => this.reference(id));
    return JSON.stringify(value);
  }

  private reference(id: string): string {
    const pseudo: { [name: string]: string } = { 'AWS::Partition': 'aws', 'AWS::Region': REGION, 'AWS::AccountId': ACCOUNT, 'AWS::URLSuffix': 'amazonaws.com' };
    const resource = this.resources.find((candidate) => candidate.id === id);
    if (!resource) return pseudo[id] ?? `\${${id}}`;
    const name = physicalName(resource);
    return REFERENCE_IS_ARN.has(resource.type) ? this.attribute([id, 'Arn']) : name ?? `\${${id}}`;
  }

  private attribute([id, attribute]: [string, string]): string {
    const resource = this.byId(id);
    const makeArn = ARNS[resource.type];
    const name = physicalName(resource);
    if (attribute === 'RepositoryUri') return `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/${name}`;
    return makeArn && /^(Arn|.*Arn)$/.test(attribute) ? makeArn(name ?? `\${${id}}`) : `\${${id}.${attribute}}`;
  }
}

/** `arn:aws:s3:::...` is none of `kms:Decrypt`; what is no ARN may be any. */
function mayBeOf(action: string, resource: string): boolean {
  const [service] = action.split(':');
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html: its resources are IAM's.
  return !resource.startsWith('arn:') || resource.split(':')[2] === (service === 'sts' ? 'iam' : service);
}

/** The logical ids in `Ref`, `Fn::GetAtt` and `Fn::Sub`. */
function namesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, argument]) => {
    if (name === 'Ref') return [argument as string];
    if (name === 'Fn::GetAtt') return [(argument as string[])[0]];
    return name === 'Fn::Sub' ? [...String(argument).matchAll(/\$\{([\w:]+)/g)].map(([, id]) => id) : namesIn(argument);
  });
}

export interface BuildSpec {
  readonly phases: { readonly [phase: string]: { readonly commands: string[] } };
  readonly reports?: Json;
  readonly artifacts?: Json;
}

export interface Action {
  readonly Name: string;
  readonly ActionTypeId: { readonly Category: string; readonly Owner: string; readonly Provider: string; readonly Version: string };
  readonly Configuration: Json;
  readonly InputArtifacts?: Array<{ Name: string }>;
  readonly OutputArtifacts?: Array<{ Name: string }>;
  readonly Namespace?: string;
  readonly RunOrder?: number;
  readonly RoleArn?: unknown;
}

const regional = (service: string, resource: string) => (name: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}${name}`;

/** What `Fn::GetAtt Arn` gives; a log group's ends in `:*`. */
const ARNS: { readonly [type: string]: ((name: string) => string) | undefined } = {
  'AWS::S3::Bucket': (name) => `arn:aws:s3:::${name}`,
  'AWS::ECR::Repository': regional('ecr', 'repository/'),
  'AWS::KMS::Key': regional('kms', 'key/'),
  'AWS::Logs::LogGroup': (name) => `${regional('logs', 'log-group:')(name)}:*`,
  'AWS::IAM::Role': (name) => `arn:aws:iam::${ACCOUNT}:role/${name}`,
  'AWS::SNS::Topic': regional('sns', ''),
  'AWS::CodeBuild::Project': regional('codebuild', 'project/'),
  'AWS::CodeBuild::ReportGroup': regional('codebuild', 'report-group/'),
  'AWS::SecretsManager::Secret': regional('secretsmanager', 'secret:'),
  'AWS::Lambda::Function': regional('lambda', 'function:'),
  'AWS::ECS::Cluster': regional('ecs', 'cluster/'),
};

const REFERENCE_IS_ARN = new Set(['AWS::SNS::Topic', 'AWS::SecretsManager::Secret']);

const NAME_PROPERTIES = [
  'BucketName', 'RepositoryName', 'LogGroupName', 'RoleName', 'TopicName', 'ClusterName', 'ServiceName', 'FunctionName', 'Family', 'AliasName', 'AlarmName',
  'LoadBalancerName', 'Name',
];

/** The name that the template gives a resource, where it gives one. */
export function physicalName({ properties }: Resource): string | undefined {
  const given = NAME_PROPERTIES.map((property) => properties[property]).find((value) => typeof value === 'string');
  return given as string | undefined;
}

/** What a CloudFormation template weighs and grants. */
export interface Figures {
  readonly 'template bytes': number;
  readonly 'resources': number;
  readonly 'roles': number;
  readonly 'policy statements': number;
  readonly 'largest policy, bytes': number;
  readonly 'wildcard actions': number;
  readonly 'resource stars': number;
  readonly 'log groups without key or retention': number;
  readonly 'projects without timeout': number;
}

export interface Template {
  readonly Resources: { readonly [logicalId: string]: Resource };
}

interface Resource {
  readonly Type: string;
  readonly Properties?: { readonly [name: string]: unknown };
}

interface Statement {
  readonly Effect: string;
  readonly Action?: string | string[];
  readonly Resource?: unknown;
}

interface PolicyDocument {
  readonly Statement: Statement | Statement[];
}

/** Sums over the templates of an app; the largest policy is the largest of all. */
export function measure(templates: Template[]): Figures {
  const resources = templates.flatMap(({ Resources }) => Object.values(Resources));
  const documents = resources.flatMap(identityPolicies);
  const statements = documents.flatMap(({ Statement }) => list(Statement)).filter(({ Effect }) => Effect === 'Allow');
  const lacking = (type: string, ...properties: string[]) =>
    resources.filter((resource) => resource.Type === type && properties.some((property) => resource.Properties?.[property] === undefined)).length;
  return {
    'template bytes': bytes(templates.map((template) => JSON.stringify(template)).join('')),
    'resources': resources.length,
    'roles': resources.filter(({ Type }) => Type === 'AWS::IAM::Role').length,
    'policy statements': statements.length,
    'largest policy, bytes': Math.max(0, ...documents.map((document) => bytes(JSON.stringify(document)))),
    'wildcard actions': statements.flatMap(({ Action }) => list(Action)).filter((action) => action.includes('*')).length,
    'resource stars': statements.filter((statement) => list(statement.Resource).includes('*')).length,
    'log groups without key or retention': lacking('AWS::Logs::LogGroup', 'KmsKeyId', 'RetentionInDays'),
    'projects without timeout': lacking('AWS::CodeBuild::Project', 'TimeoutInMinutes'),
  };
}

function identityPolicies({ Type, Properties = {} }: Resource): PolicyDocument[] {
  if (Type === 'AWS::IAM::Policy' || Type === 'AWS::IAM::ManagedPolicy') return [Properties.PolicyDocument as PolicyDocument];
  if (Type !== 'AWS::IAM::Role') return [];
  return list(Properties.Policies as Array<{ PolicyDocument: PolicyDocument }> | undefined).map(({ PolicyDocument: document }) => document);
}

function list<T>(value: T | T[] | undefined): T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function bytes(text: string): number {
  return Buffer.byteLength(text);
}

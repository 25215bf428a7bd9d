import { AwsError, JsonObject } from './aws-json';

/**
 * The members that a request must have, by service and operation: `result.status` is required where there is a `result`, `tags[].key` in
 * each of the `tags`. A test holds the table against AWS's own models of the services.
 */
const REQUIRED: Record<string, Record<string, string>> = {
  'codepipeline': {
    GetPipeline: 'name',
    GetPipelineState: 'name',
    GetPipelineExecution: 'pipelineName pipelineExecutionId',
    ListPipelineExecutions: 'pipelineName',
    ListActionExecutions: 'pipelineName filter.latestInPipelineExecution.pipelineExecutionId filter.latestInPipelineExecution.startTimeRange',
    ListTagsForResource: 'resourceArn',
    StartPipelineExecution: [
      'name variables[].name variables[].value sourceRevisions[].actionName sourceRevisions[].revisionType',
      'sourceRevisions[].revisionValue',
    ].join(' '),
    StopPipelineExecution: 'pipelineName pipelineExecutionId',
    RetryStageExecution: 'pipelineName stageName pipelineExecutionId retryMode',
    PutApprovalResult: 'pipelineName stageName actionName result token result.summary result.status',
  },
  'codebuild': {
    BatchGetBuilds: 'ids',
    BatchGetProjects: 'names',
    BatchGetReportGroups: 'reportGroupArns',
    BatchGetReports: 'reportArns',
    DeleteReportGroup: 'arn',
    DescribeTestCases: 'reportArn',
    ListBuildsForProject: 'projectName',
    ListReportsForReportGroup: 'reportGroupArn',
    StartBuild: [
      'projectName secondarySourcesOverride[].type secondarySourcesOverride[].gitSubmodulesConfig.fetchSubmodules',
      'secondarySourcesOverride[].auth.type secondarySourcesVersionOverride[].sourceIdentifier',
      'secondarySourcesVersionOverride[].sourceVersion artifactsOverride.type secondaryArtifactsOverride[].type',
      'environmentVariablesOverride[].name environmentVariablesOverride[].value sourceAuthOverride.type',
      'gitSubmodulesConfigOverride.fetchSubmodules cacheOverride.type logsConfigOverride.cloudWatchLogs.status',
      'logsConfigOverride.s3Logs.status registryCredentialOverride.credential registryCredentialOverride.credentialProvider',
    ].join(' '),
    StopBuild: 'id',
  },
  'ecs': {
    CreateCluster: 'defaultCapacityProviderStrategy[].capacityProvider serviceConnectDefaults.namespace',
    RegisterTaskDefinition: [
      'family containerDefinitions containerDefinitions[].repositoryCredentials.credentialsParameter',
      'containerDefinitions[].restartPolicy.enabled containerDefinitions[].environmentFiles[].value',
      'containerDefinitions[].environmentFiles[].type containerDefinitions[].linuxParameters.devices[].hostPath',
      'containerDefinitions[].linuxParameters.tmpfs[].containerPath containerDefinitions[].linuxParameters.tmpfs[].size',
      'containerDefinitions[].secrets[].name containerDefinitions[].secrets[].valueFrom',
      'containerDefinitions[].dependsOn[].containerName containerDefinitions[].dependsOn[].condition',
      'containerDefinitions[].extraHosts[].hostname containerDefinitions[].extraHosts[].ipAddress containerDefinitions[].ulimits[].name',
      'containerDefinitions[].ulimits[].softLimit containerDefinitions[].ulimits[].hardLimit',
      'containerDefinitions[].logConfiguration.logDriver containerDefinitions[].logConfiguration.secretOptions[].name',
      'containerDefinitions[].logConfiguration.secretOptions[].valueFrom containerDefinitions[].healthCheck.command',
      'containerDefinitions[].resourceRequirements[].value containerDefinitions[].resourceRequirements[].type',
      'containerDefinitions[].firelensConfiguration.type volumes[].efsVolumeConfiguration.fileSystemId',
      'volumes[].s3filesVolumeConfiguration.fileSystemArn volumes[].fsxWindowsFileServerVolumeConfiguration.fileSystemId',
      'volumes[].fsxWindowsFileServerVolumeConfiguration.rootDirectory',
      'volumes[].fsxWindowsFileServerVolumeConfiguration.authorizationConfig',
      'volumes[].fsxWindowsFileServerVolumeConfiguration.authorizationConfig.credentialsParameter',
      'volumes[].fsxWindowsFileServerVolumeConfiguration.authorizationConfig.domain proxyConfiguration.containerName',
      'inferenceAccelerators[].deviceName inferenceAccelerators[].deviceType ephemeralStorage.sizeInGiB',
    ].join(' '),
    DescribeTaskDefinition: 'taskDefinition',
    DeregisterTaskDefinition: 'taskDefinition',
    CreateService: [
      'serviceName capacityProviderStrategy[].capacityProvider deploymentConfiguration.deploymentCircuitBreaker.enable',
      'deploymentConfiguration.deploymentCircuitBreaker.rollback',
      'deploymentConfiguration.deploymentCircuitBreaker.thresholdConfiguration.type',
      'deploymentConfiguration.deploymentCircuitBreaker.thresholdConfiguration.value deploymentConfiguration.alarms.alarmNames',
      'deploymentConfiguration.alarms.rollback deploymentConfiguration.alarms.enable',
      'deploymentConfiguration.earlySuccessCriteria.enable networkConfiguration.awsvpcConfiguration.subnets deploymentController.type',
      'serviceConnectConfiguration.enabled serviceConnectConfiguration.services[].portName',
      'serviceConnectConfiguration.services[].clientAliases[].port',
      'serviceConnectConfiguration.services[].clientAliases[].testTrafficRules.header',
      'serviceConnectConfiguration.services[].clientAliases[].testTrafficRules.header.name',
      'serviceConnectConfiguration.services[].clientAliases[].testTrafficRules.header.value.exact',
      'serviceConnectConfiguration.services[].tls.issuerCertificateAuthority serviceConnectConfiguration.logConfiguration.logDriver',
      'serviceConnectConfiguration.logConfiguration.secretOptions[].name',
      'serviceConnectConfiguration.logConfiguration.secretOptions[].valueFrom serviceConnectConfiguration.accessLogConfiguration.format',
      'volumeConfigurations[].name volumeConfigurations[].managedEBSVolume.roleArn',
      'volumeConfigurations[].managedEBSVolume.tagSpecifications[].resourceType vpcLatticeConfigurations[].roleArn',
      'vpcLatticeConfigurations[].targetGroupArn vpcLatticeConfigurations[].portName monitoring.metricConfigurations[].metricNames',
      'monitoring.metricConfigurations[].resolutionSeconds',
    ].join(' '),
    UpdateService: [
      'service capacityProviderStrategy[].capacityProvider deploymentConfiguration.deploymentCircuitBreaker.enable',
      'deploymentConfiguration.deploymentCircuitBreaker.rollback',
      'deploymentConfiguration.deploymentCircuitBreaker.thresholdConfiguration.type',
      'deploymentConfiguration.deploymentCircuitBreaker.thresholdConfiguration.value deploymentConfiguration.alarms.alarmNames',
      'deploymentConfiguration.alarms.rollback deploymentConfiguration.alarms.enable',
      'deploymentConfiguration.earlySuccessCriteria.enable networkConfiguration.awsvpcConfiguration.subnets deploymentController.type',
      'serviceConnectConfiguration.enabled serviceConnectConfiguration.services[].portName',
      'serviceConnectConfiguration.services[].clientAliases[].port',
      'serviceConnectConfiguration.services[].clientAliases[].testTrafficRules.header',
      'serviceConnectConfiguration.services[].clientAliases[].testTrafficRules.header.name',
      'serviceConnectConfiguration.services[].clientAliases[].testTrafficRules.header.value.exact',
      'serviceConnectConfiguration.services[].tls.issuerCertificateAuthority serviceConnectConfiguration.logConfiguration.logDriver',
      'serviceConnectConfiguration.logConfiguration.secretOptions[].name',
      'serviceConnectConfiguration.logConfiguration.secretOptions[].valueFrom serviceConnectConfiguration.accessLogConfiguration.format',
      'volumeConfigurations[].name volumeConfigurations[].managedEBSVolume.roleArn',
      'volumeConfigurations[].managedEBSVolume.tagSpecifications[].resourceType vpcLatticeConfigurations[].roleArn',
      'vpcLatticeConfigurations[].targetGroupArn vpcLatticeConfigurations[].portName monitoring.metricConfigurations[].metricNames',
      'monitoring.metricConfigurations[].resolutionSeconds',
    ].join(' '),
    DeleteService: 'service',
    DescribeServices: 'services',
    DescribeTasks: 'tasks',
    TagResource: 'resourceArn tags',
    ListTagsForResource: 'resourceArn',
    ListServiceDeployments: 'service',
    DescribeServiceDeployments: 'serviceDeploymentArns',
    DescribeServiceRevisions: 'serviceRevisionArns',
    StopServiceDeployment: 'serviceDeploymentArn',
  },
  'elasticloadbalancing': {
    DescribeTargetHealth: 'TargetGroupArn Targets[].Id',
    DescribeLoadBalancerAttributes: 'LoadBalancerArn',
    DescribeTargetGroupAttributes: 'TargetGroupArn',
    DescribeTags: 'ResourceArns',
  },
  'codestar-connections': {
    GetConnection: 'ConnectionArn',
    ListTagsForResource: 'ResourceArn',
  },
  'codestar-notifications': {
    ListNotificationRules: 'Filters[].Name Filters[].Value',
    DescribeNotificationRule: 'Arn',
  },
  'ecr': {
    DescribeImageScanFindings: 'repositoryName imageId',
    StartImageScan: 'repositoryName imageId',
  },
  'sts': {
    AssumeRoleWithWebIdentity: 'RoleArn RoleSessionName WebIdentityToken',
  },
};

/**
 * AWS's name for a request that lacks a member: what the service's operations declare for it, or else the common error.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/CommonErrors.html
 */
const CODES: Record<string, string> = {
  codebuild: 'InvalidInputException',
  ecs: 'InvalidParameterException',
  ecr: 'InvalidParameterException',
  elasticloadbalancing: 'ValidationError',
  sts: 'ValidationError',
};

/** Operations of services that go by two names. */
const SAME_AS: Record<string, string> = { codeconnections: 'codestar-connections' };

/** The paths that an operation requires; none for an operation that requires nothing or is not the sandbox's own. */
export function requiredMembers(service: string, operation: string): string[] {
  return (REQUIRED[SAME_AS[service] ?? service]?.[operation] ?? '').split(' ').filter(Boolean);
}

/** Refuses a request without a member that AWS requires. */
export function requireMembers(service: string, operation: string, input: JsonObject): void {
  const missing = requiredMembers(service, operation).flatMap((path) => missingAt(input, path.split('.'), ''));
  if (missing.length > 0) {
    const detail = missing.map((place) => `Value null at '${place}' failed to satisfy constraint: Member must not be null`).join('; ');
    const count = `${missing.length} validation error${missing.length > 1 ? 's' : ''} detected`;
    throw new AwsError(CODES[service] ?? 'ValidationException', `${count}: ${detail}`);
  }
}

/** The form of a query request as an object: `Targets.member.1.Id` is the `Id` of the first of the `Targets`. */
export function fromForm(parameters: URLSearchParams): JsonObject {
  const input: JsonObject = {};
  for (const [name, value] of parameters) {
    const steps = name.split('.').filter((step) => step !== 'member');
    const last = steps.pop() ?? '';
    const holder = steps.reduce<JsonObject>((object, step) => (object[step] ??= {}) as JsonObject, input);
    holder[last] = value;
  }
  return input;
}

/** Where below a value the path leads nowhere; an absent parent requires nothing. */
function missingAt(value: unknown, [step, ...rest]: string[], place: string): string[] {
  if (!isObject(value)) {
    return [];
  }
  const name = step.replace('[]', '');
  const content = value[name];
  const here = [place, name].filter(Boolean).join('.');
  if (rest.length === 0) {
    return content === undefined || content === null ? [here] : [];
  }
  return step === name ? missingAt(content, rest, here) : itemsOf(content).flatMap((item, index) => missingAt(item, rest, `${here}.${index + 1}.member`));
}

function itemsOf(value: unknown): unknown[] {
  return isObject(value) ? Object.values(value) : [];
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null;
}

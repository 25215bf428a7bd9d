import {
  aws_codebuild as codebuild, aws_codepipeline as codepipeline, aws_codepipeline_actions as actions, aws_ec2 as ec2, aws_ecr as ecr, aws_ecs as ecs,
  aws_ecs_patterns as patterns, aws_kms as kms, aws_logs as logs, aws_s3 as s3, aws_sns as sns, Duration, SecretValue, Stack,
} from 'aws-cdk-lib';

/** What someone writes by hand: five stages for a service that exists, or with everything new. */
export type Shape = 'l2-five-stage' | 'l2-full';

/**
 * What someone writes who knows the L2 constructs and sets nothing that they do not ask for.
 *
 * It has no scan gate, no deployer, no placeholder, no alarm, no flow logs, no tags, no names and no report groups; what is compared with it is
 * to be smaller with all of these. Nothing may be added here that makes it larger.
 */
export function pipelineByHand(stack: Stack, shape: Shape): void {
  if (shape === 'l2-five-stage') fiveStages(stack);
  else everythingNew(stack);
}

/** GitHub, a Docker build, two suites, an Inspector scan, an ECS service that is there already. */
function fiveStages(stack: Stack): void {
  const repository = new ecr.Repository(stack, 'Repository');
  const build = new codebuild.PipelineProject(stack, 'Build', {
    environment: { privileged: true, buildImage: codebuild.LinuxBuildImage.STANDARD_7_0 },
    environmentVariables: { REPO: { value: repository.repositoryUri } },
    buildSpec: codebuild.BuildSpec.fromObject(dockerBuild()),
  });
  repository.grantPullPush(build);
  const suite = (name: string, command: string) => new codebuild.PipelineProject(stack, name, {
    buildSpec: codebuild.BuildSpec.fromObject({ version: '0.2', phases: { build: { commands: [command] } } }),
  });
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['us-east-1a'], privateSubnetIds: ['subnet-1'] });
  const cluster = ecs.Cluster.fromClusterAttributes(stack, 'Cluster', { clusterName: 'cluster', vpc, securityGroups: [] });
  addPipeline(stack, {
    build,
    unit: suite('Unit', 'npm test'),
    integration: suite('Integration', 'npm run integ'),
    scan: () => new actions.InspectorEcrImageScanAction({
      actionName: 'Scan', repository, imageTag: 'latest', output: new codepipeline.Artifact(), criticalThreshold: 0,
    }),
    service: ecs.FargateService.fromFargateServiceAttributes(stack, 'Service', { cluster, serviceName: 'service' }),
  });
}

function dockerBuild(): { [section: string]: unknown } {
  const image = '$REPO:$CODEBUILD_RESOLVED_SOURCE_VERSION';
  return {
    version: '0.2',
    phases: {
      pre_build: { commands: ['aws ecr get-login-password | docker login --username AWS --password-stdin ${REPO%%/*}'] },
      build: { commands: [`docker build -t ${image} .`, `docker push ${image}`] },
      post_build: { commands: [`printf '[{"name":"app","imageUri":"%s"}]' ${image} > imagedefinitions.json`] },
    },
    artifacts: { files: ['imagedefinitions.json'] },
  };
}

/** The same with network, load balancer, Fargate service and topic, and a key everywhere L2 takes one. The projects have no buildspec of their own. */
function everythingNew(stack: Stack): void {
  const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
  const artifactBucket = new s3.Bucket(stack, 'Artifacts', {
    encryption: s3.BucketEncryption.KMS,
    encryptionKey: key,
    enforceSSL: true,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    lifecycleRules: [{ expiration: Duration.days(30) }],
  });
  const repository = new ecr.Repository(stack, 'Repository', { imageScanOnPush: true, lifecycleRules: [{ maxImageCount: 10 }] });
  const topic = new sns.Topic(stack, 'Topic', { masterKey: key });
  const service = new patterns.ApplicationLoadBalancedFargateService(stack, 'Service', {
    taskImageOptions: { image: ecs.ContainerImage.fromEcrRepository(repository) },
  });
  const project = (name: string) => new codebuild.PipelineProject(stack, name, {
    encryptionKey: key,
    environment: { computeType: codebuild.ComputeType.SMALL, buildImage: codebuild.LinuxBuildImage.STANDARD_7_0, privileged: name === 'Build' },
    logging: { cloudWatch: { logGroup: new logs.LogGroup(stack, `${name}Logs`, { encryptionKey: key, retention: logs.RetentionDays.ONE_WEEK }) } },
  });
  const build = project('Build');
  repository.grantPullPush(build);
  const [unit, integration, scan] = ['Unit', 'Integration', 'Scan'].map(project);
  const pipeline = addPipeline(stack, {
    artifactBucket, build, unit, integration, service: service.service, scan: (input) => new actions.CodeBuildAction({ actionName: 'Scan', input, project: scan }),
  });
  pipeline.notifyOnAnyStageStateChange('Notify', topic);
}

interface Parts {
  readonly artifactBucket?: s3.IBucket;
  readonly build: codebuild.IProject;
  readonly unit: codebuild.IProject;
  readonly integration: codebuild.IProject;
  readonly scan: (source: codepipeline.Artifact) => codepipeline.IAction;
  readonly service: ecs.IBaseService;
}

function addPipeline(stack: Stack, { artifactBucket, build, unit, integration, scan, service }: Parts): codepipeline.Pipeline {
  const source = new codepipeline.Artifact();
  const image = new codepipeline.Artifact();
  const oauthToken = SecretValue.secretsManager('github-token');
  const run = (actionName: string, project: codebuild.IProject, outputs?: codepipeline.Artifact[]) =>
    new actions.CodeBuildAction({ actionName, project, input: source, outputs });
  return new codepipeline.Pipeline(stack, 'Pipeline', {
    artifactBucket,
    pipelineType: codepipeline.PipelineType.V2,
    stages: [
      { stageName: 'Source', actions: [new actions.GitHubSourceAction({ actionName: 'GitHub', owner: 'owner', repo: 'repo', oauthToken, output: source })] },
      { stageName: 'Build', actions: [run('Docker', build, [image])] },
      { stageName: 'Test', actions: [run('Unit', unit), run('Integration', integration)] },
      { stageName: 'SecurityScan', actions: [scan(source)] },
      { stageName: 'Deploy', actions: [new actions.EcsDeployAction({ actionName: 'Ecs', service, input: image })] },
    ],
  });
}

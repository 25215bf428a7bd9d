import { aws_ec2 as ec2, aws_ecs as ecs, aws_iam as iam, aws_kms as kms, aws_logs as logs, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { DeployTarget, Repo, TapCicdPipeline } from '../src';
import { connectionArn, integApp, PipelineTest } from './support/pipeline-test';
import { REPOSITORY } from './support/prerequisites';

/** A service that was there before, standing at 0, without a load balancer; and a key of one's own. */
const suffix = 'integ-existing';
const keyAlias = 'alias/tap-cicd-pipeline-integ-own';
const taskFamily = 'tap-cicd-pipeline-integ-orders';
const app = integApp();
const stack = new Stack(app, 'TapCicdPipelineExisting');

const vpc = new ec2.Vpc(stack, 'Network', { natGateways: 0, maxAzs: 2, restrictDefaultSecurityGroup: false, subnetConfiguration: [{ name: 'public', subnetType: ec2.SubnetType.PUBLIC }] });
const logGroup = new logs.LogGroup(stack, 'Logs', { logGroupName: '/tap-cicd-pipeline/integ-orders', retention: logs.RetentionDays.ONE_DAY, removalPolicy: RemovalPolicy.DESTROY });
const tasks = () => new iam.ServicePrincipal('ecs-tasks.amazonaws.com');
const taskRole = new iam.Role(stack, 'TaskRole', { assumedBy: tasks() });
const executionRole = new iam.Role(stack, 'ExecutionRole', { assumedBy: tasks() });
const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Orders', { family: taskFamily, taskRole, executionRole });
// Never started: the first delivery brings the image.
taskDefinition.addContainer('app', { image: ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/busybox:stable'), logging: ecs.LogDriver.awsLogs({ logGroup, streamPrefix: 'app' }) });
const service = new ecs.FargateService(stack, 'Service', {
  cluster: new ecs.Cluster(stack, 'Cluster', { vpc }), taskDefinition, desiredCount: 0, assignPublicIp: true, minHealthyPercent: 100,
});

const cicd = new TapCicdPipeline(stack, 'Cicd', {
  environmentSuffix: suffix,
  repo: Repo.gitHub(REPOSITORY, { connectionArn: connectionArn(stack) }),
  key: new kms.Key(stack, 'Key', { alias: keyAlias, enableKeyRotation: true, pendingWindow: Duration.days(7), removalPolicy: RemovalPolicy.DESTROY }),
  target: DeployTarget.existingService(service, { taskFamily, passedRoles: [taskRole, executionRole], logGroup }),
});
cicd.repository.grantPull(executionRole);

new PipelineTest(app, 'Existing', [{ cicd, suffix, keyAlias, tags: { Environment: suffix, Repository: REPOSITORY } }]);

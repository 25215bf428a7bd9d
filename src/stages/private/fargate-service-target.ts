import { aws_cloudwatch as cloudwatch, aws_ec2 as ec2, aws_ecs as ecs, aws_elasticloadbalancingv2 as elbv2, aws_iam as iam, aws_logs as logs, Duration, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { DefaultNetwork } from './default-network';
import { addListener, makeLoadBalancer } from './load-balancer';
import { requireWholeNumber } from './whole-number';
import type { Foundation } from '../../foundation/foundation';
import { MOVING_TAGS } from '../../foundation/image-repository';
import { acknowledgeRole, starredStatement } from '../../private/acknowledge';
import { policiesAddedTo } from '../../private/added-policies';
import { requireThat } from '../../private/errors';
import type { DeployTargetConfig, FargateServiceOptions } from '../deploy-target';

const CONTAINER = 'app';
const CONTAINER_PORT = 8080;

/**
 * A Fargate service behind a load balancer.
 *
 * An update of the infrastructure never brings an old image back: the task definition names the tag `live`, which ECS resolves when a
 * task starts, and which moves only when a deployment has succeeded. The service comes up before the first image exists: `live` is a
 * placeholder image until then. The count of tasks is left out, which CloudFormation reads as "1 at first, then as it is" (docs/adr/0003).
 */
export class FargateServiceTarget extends Construct {
  readonly config: DeployTargetConfig;
  private readonly logGroup: logs.LogGroup;
  private readonly taskRole: iam.Role;
  private readonly executionRole: iam.Role;
  private network?: DefaultNetwork;

  constructor(scope: Construct, id: string, private readonly foundation: Foundation, private readonly options: FargateServiceOptions) {
    super(scope, id);
    const { names } = foundation;
    checkOptions(this, options);
    const vpc = options.cluster?.vpc ?? options.vpc ?? this.makeNetwork();
    const cluster = options.cluster ?? this.makeCluster(vpc);
    this.logGroup = foundation.logGroup(this, 'Logs', names.logGroup('service'));
    this.taskRole = this.makeTaskRole('TaskRole', 'task', []);
    this.executionRole = this.makeTaskRole('ExecutionRole', 'execution', this.executionPermissions());
    const loadBalancer = this.placeLoadBalancer(vpc);
    const service = this.makeService(cluster, vpc);
    const targetGroup = this.listen(loadBalancer, service);
    const rollbackAlarm = this.rollBackOnAlarms(service, loadBalancer, targetGroup);
    this.config = {
      // Literal where it is ours: a reference in each ARN would be longer, and the Deploy project need not wait for the cluster.
      clusterName: options.cluster ? cluster.clusterName : names.of('cluster'),
      serviceName: names.of('service'),
      service,
      taskFamily: names.of('task'),
      containerName: CONTAINER,
      passedRoleArns: [this.taskRole.roleArn, this.executionRole.roleArn],
      desiredCount: options.desiredCount ?? 1,
      logGroupArn: this.logGroup.logGroupArn,
      url: this.urlOf(loadBalancer),
      loadBalancer,
      vpc,
      taskRole: this.taskRole,
      rollbackAlarm,
    };
  }

  /** A certificate is for a name of the user's, and a private load balancer answers nobody outside. */
  private urlOf(loadBalancer: elbv2.ApplicationLoadBalancer): string | undefined {
    const { certificate, publicLoadBalancer = true } = this.options;
    return certificate || !publicLoadBalancer ? undefined : `http://${loadBalancer.loadBalancerDnsName}`;
  }

  private makeNetwork(): ec2.IVpc {
    this.network = new DefaultNetwork(this, this.foundation);
    return this.network.vpc;
  }

  /** Without a way to the internet none is made; the service waits for its listener. */
  private placeLoadBalancer(vpc: ec2.IVpc): elbv2.ApplicationLoadBalancer {
    const loadBalancer = makeLoadBalancer(this, this.foundation.names, vpc, this.options);
    if (this.network) loadBalancer.node.defaultChild?.node.addDependency(this.network.wayOut);
    return loadBalancer;
  }

  private makeCluster(vpc: ec2.IVpc): ecs.Cluster {
    return new ecs.Cluster(this, 'Cluster', { clusterName: this.foundation.names.of('cluster'), vpc, containerInsightsV2: ecs.ContainerInsights.ENABLED });
  }

  private makeTaskRole(id: string, type: string, statements: iam.PolicyStatement[]): iam.Role {
    const role = new iam.Role(this, id, {
      roleName: this.foundation.names.role(type),
      assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com', {
        // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
      inlinePolicies: statements.length > 0 ? { default: new iam.PolicyDocument({ statements }) } : undefined,
    });
    if (statements.length > 0) acknowledgeRole(role, statements);
    return role;
  }

  /** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html */
  private executionPermissions(): iam.PolicyStatement[] {
    const { repository } = this.foundation;
    return [
      starredStatement('the action takes no resource', { actions: ['ecr:GetAuthorizationToken'], resources: ['*'] }),
      new iam.PolicyStatement({ actions: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'], resources: [repository.repositoryArn] }),
      new iam.PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [this.logGroup.logGroupArn] }),
    ];
  }

  private makeService(cluster: ecs.ICluster, vpc: ec2.IVpc): ecs.FargateService {
    const { options, foundation: { names, provisioning, repository } } = this;
    const subnets = options.taskSubnets ?? { subnetType: vpc.privateSubnets.length > 0 ? ec2.SubnetType.PRIVATE_WITH_EGRESS : ec2.SubnetType.PUBLIC };
    const service = new ecs.FargateService(this, 'Service', {
      cluster,
      serviceName: names.of('service'),
      taskDefinition: this.makeTaskDefinition(),
      desiredCount: options.desiredCount,
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      healthCheckGracePeriod: Duration.seconds(60),
      circuitBreaker: { enable: true, rollback: true },
      availabilityZoneRebalancing: ecs.AvailabilityZoneRebalancing.ENABLED,
      vpcSubnets: subnets,
      assignPublicIp: vpc.selectSubnets(subnets).hasPublic,
      propagateTags: ecs.PropagatedTagSource.SERVICE,
    });
    const placeholder = provisioning.placeholderImage(repository, options.containerPort ?? CONTAINER_PORT);
    resourceOf(service).node.addDependency(placeholder, policiesAddedTo(this.executionRole, this.taskRole));
    return service;
  }

  private makeTaskDefinition(): ecs.FargateTaskDefinition {
    const { options, foundation } = this;
    const definition = new ecs.FargateTaskDefinition(this, 'TaskDefinition', {
      family: foundation.names.of('task'),
      cpu: options.cpu ?? 256,
      memoryLimitMiB: options.memoryLimitMiB ?? 512,
      taskRole: this.taskRole.withoutPolicyUpdates(),
      executionRole: options.secrets ? this.executionRole : this.executionRole.withoutPolicyUpdates(),
    });
    definition.addContainer(CONTAINER, {
      image: ecs.ContainerImage.fromRegistry(`${foundation.repositoryUri}:${MOVING_TAGS.live}`),
      portMappings: [{ containerPort: options.containerPort ?? CONTAINER_PORT }],
      readonlyRootFilesystem: true,
      environment: options.environment,
      secrets: options.secrets,
      // The tag is read at each start; the pipeline's own revisions name a digest.
      versionConsistency: ecs.VersionConsistency.DISABLED,
      logging: ecs.LogDriver.awsLogs({ logGroup: this.logGroup, streamPrefix: 'service', mode: ecs.AwsLogDriverMode.NON_BLOCKING }),
    });
    return definition;
  }

  private listen(loadBalancer: elbv2.ApplicationLoadBalancer, service: ecs.FargateService): elbv2.ApplicationTargetGroup {
    const { healthCheckPath = '/health', containerPort = CONTAINER_PORT } = this.options;
    return addListener(loadBalancer, this.options).addTargets('Service', {
      targetGroupName: this.foundation.names.of('tg'),
      protocol: elbv2.ApplicationProtocol.HTTP,
      port: containerPort,
      targets: [service],
      deregistrationDelay: Duration.seconds(30),
      healthCheck: {
        path: healthCheckPath,
        healthyHttpCodes: '200',
        interval: Duration.seconds(10),
        timeout: Duration.seconds(5),
        healthyThresholdCount: 2,
        unhealthyThresholdCount: 3,
      },
    });
  }

  /** Named, not referenced: ECS looks the alarm up by its name, so it must be there before the service. */
  private rollBackOnAlarms(
    service: ecs.FargateService, { loadBalancerFullName }: elbv2.ApplicationLoadBalancer, { targetGroupFullName }: elbv2.ApplicationTargetGroup,
  ): cloudwatch.Alarm {
    const alarmName = this.foundation.names.of('server-errors');
    const alarm = new cloudwatch.Alarm(this, 'ServerErrors', {
      alarmName,
      alarmDescription: 'The service answers with 5xx: a deployment in progress is rolled back',
      // Not the target group's own metric, which cuts the name of the load balancer out of the listener's ARN.
      metric: new cloudwatch.Metric({
        namespace: 'AWS/ApplicationELB',
        metricName: elbv2.HttpCodeTarget.TARGET_5XX_COUNT,
        dimensionsMap: { TargetGroup: targetGroupFullName, LoadBalancer: loadBalancerFullName },
        period: Duration.minutes(1),
        statistic: 'Sum',
      }),
      threshold: 10,
      evaluationPeriods: 2,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    service.enableDeploymentAlarms([alarmName], { behavior: ecs.AlarmBehavior.ROLLBACK_ON_ALARM });
    resourceOf(service).node.addDependency(alarm);
    return alarm;
  }
}

/** The service without its security group, which need not wait. */
function resourceOf(service: ecs.FargateService): ecs.CfnService {
  return service.node.findChild('Service') as ecs.CfnService;
}

function checkOptions(scope: Construct, options: FargateServiceOptions): void {
  const { desiredCount = 1, containerPort = CONTAINER_PORT, healthCheckPath = '/', cluster, vpc } = options;
  requireWholeNumber(scope, desiredCount, { prop: 'desiredCount', from: 1, example: 2 });
  requireWholeNumber(scope, containerPort, { prop: 'containerPort', from: 1, to: 65535, example: CONTAINER_PORT });
  requireThat(scope, healthCheckPath.startsWith('/'), { prop: 'healthCheckPath', rule: 'must begin with /', value: healthCheckPath, fix: 'for example "/health"' });
  requireThat(scope, !(cluster && vpc), { prop: 'vpc', rule: 'must not be given beside a cluster, which has one', value: '<vpc>', fix: 'leave vpc out' });
}

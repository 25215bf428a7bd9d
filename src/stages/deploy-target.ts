import { aws_certificatemanager as acm, aws_cloudwatch as cloudwatch, aws_ec2 as ec2, aws_ecs as ecs, aws_elasticloadbalancingv2 as elbv2, aws_iam as iam, aws_logs as logs, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { FargateServiceTarget } from './private/fargate-service-target';
import { requireWholeNumber } from './private/whole-number';
import type { Foundation } from '../foundation/foundation';

/** The Fargate service that is made. */
export interface FargateServiceOptions {
  /**
   * The network.
   * @default - a VPC with two public subnets and no NAT gateway; the tasks are reachable only from the load balancer
   */
  readonly vpc?: ec2.IVpc;

  /**
   * The subnets of the tasks. In a public subnet a task gets a public address, since it reaches the registry by no other way.
   * @default - private subnets with a NAT gateway where there are any, public ones otherwise
   */
  readonly taskSubnets?: ec2.SubnetSelection;

  /**
   * The cluster.
   * @default - a cluster `cicd-cluster-{suffix}` in the network
   */
  readonly cluster?: ecs.ICluster;

  /**
   * CPU units of a task.
   * @default 256
   */
  readonly cpu?: number;

  /**
   * Memory of a task in MiB.
   * @default 512
   */
  readonly memoryLimitMiB?: number;

  /**
   * The count of tasks, set again by each update of the service. Leave it out when someone, or a scaling policy, changes the count.
   * @default - 1 when the service is made, then as it is
   */
  readonly desiredCount?: number;

  /**
   * The port on which the container listens.
   * @default 8080
   */
  readonly containerPort?: number;

  /**
   * The path that the load balancer asks for; 200 means healthy.
   * @default '/health'
   */
  readonly healthCheckPath?: string;

  /**
   * Plain environment variables of the container.
   * @default - only what ECS sets
   */
  readonly environment?: { readonly [name: string]: string };

  /**
   * Secrets of the container, read by the execution role when a task starts.
   * @default - the container has no secrets
   */
  readonly secrets?: { readonly [name: string]: ecs.Secret };

  /**
   * A certificate: the load balancer then speaks HTTPS and redirects HTTP.
   * @default - HTTP only, with a warning
   */
  readonly certificate?: acm.ICertificate;

  /**
   * Whether the load balancer has a public address.
   * @default true
   */
  readonly publicLoadBalancer?: boolean;
}

/** A service that is there already. */
export interface ExistingServiceOptions {
  /** The family of its task definition. */
  readonly taskFamily: string;

  /** The roles that its task definition names (task role and execution role, none or both): the deployer passes them on. */
  readonly passedRoles: iam.IRole[];

  /**
   * The container whose image is replaced.
   * @default 'app'
   */
  readonly containerName?: string;

  /**
   * The log group of the container, whose last lines explain a failure.
   * @default - a failure is explained without log lines
   */
  readonly logGroup?: logs.ILogGroup;

  /**
   * Tasks to start with when the service stands at 0.
   * @default 1
   */
  readonly desiredCount?: number;
}

/** What the stages need to know of the service. */
export interface DeployTargetConfig {
  /** The cluster's name. */
  readonly clusterName: string;
  /** The service's name. */
  readonly serviceName: string;
  /** The service, for alarms and scaling. */
  readonly service: ecs.IBaseService;
  /** The family whose revisions are registered. */
  readonly taskFamily: string;
  /** The container whose image is replaced. */
  readonly containerName: string;
  /** Task role and execution role. */
  readonly passedRoleArns: string[];
  /** Tasks to start with when the service stands at 0. */
  readonly desiredCount: number;
  /**
   * The container's log group.
   * @default - failures are explained without log lines
   */
  readonly logGroupArn?: string;
  /**
   * Where the service answers.
   * @default - not known
   */
  readonly url?: string;
  /**
   * The load balancer that was made.
   * @default - the service was there already
   */
  readonly loadBalancer?: elbv2.ApplicationLoadBalancer;
  /**
   * The network of the service that was made.
   * @default - the service was there already
   */
  readonly vpc?: ec2.IVpc;
  /**
   * The task role: what you grant here, the application may do.
   * @default - the service was there already
   */
  readonly taskRole?: iam.IRole;
  /**
   * The alarm that rolls a deployment back.
   * @default - the service was there already
   */
  readonly rollbackAlarm?: cloudwatch.Alarm;
}

/** Where the image is deployed. */
export abstract class DeployTarget {
  /**
   * A Fargate service behind a load balancer, made here. A placeholder answers until the first image is deployed.
   */
  static fargateService(options: FargateServiceOptions = {}): DeployTarget {
    return new NewFargateService(options);
  }

  /**
   * A rolling-update ECS service that is there already.
   */
  static existingService(service: ecs.IBaseService, options: ExistingServiceOptions): DeployTarget {
    return new ExistingService(service, options);
  }

  /** @internal */
  abstract _bind(scope: Construct, foundation: Foundation): DeployTargetConfig;
}

class NewFargateService extends DeployTarget {
  constructor(private readonly options: FargateServiceOptions) {
    super();
  }

  _bind(scope: Construct, foundation: Foundation): DeployTargetConfig {
    return new FargateServiceTarget(scope, 'Service', foundation, this.options).config;
  }
}

class ExistingService extends DeployTarget {
  constructor(private readonly service: ecs.IBaseService, private readonly options: ExistingServiceOptions) {
    super();
  }

  _bind(scope: Construct, _foundation: Foundation): DeployTargetConfig {
    const { taskFamily, passedRoles, containerName = 'app', logGroup, desiredCount = 1 } = this.options;
    requireWholeNumber(scope, desiredCount, { prop: 'desiredCount', from: 1, example: 2 });
    return {
      clusterName: this.service.cluster.clusterName,
      serviceName: this.service.serviceName,
      service: this.service,
      taskFamily,
      containerName,
      passedRoleArns: passedRoles.map((role) => role.roleArn),
      desiredCount,
      logGroupArn: logGroup && Stack.of(scope).formatArn({ service: 'logs', resource: `log-group:${logGroup.logGroupName}:*` }),
    };
  }
}

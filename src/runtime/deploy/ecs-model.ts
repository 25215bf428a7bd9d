/** A service, as far as the deployer looks at it. */
export interface Service {
  readonly serviceArn: string;
  readonly status: string;
  readonly taskDefinition: string;
  readonly desiredCount: number;
  readonly deploymentController?: { readonly type?: string };
  readonly events?: ReadonlyArray<{ readonly createdAt?: string | number; readonly message?: string }>;
}

/** One line of the list of service deployments. */
export interface ServiceDeploymentBrief {
  readonly serviceDeploymentArn: string;
  readonly status: string;
  readonly createdAt?: string | number;
}

/**
 * A service deployment.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceDeployment.html
 */
export interface ServiceDeployment extends ServiceDeploymentBrief {
  readonly statusReason?: string;
  readonly lifecycleStage?: string;
  readonly targetServiceRevision?: { readonly requestedTaskCount?: number; readonly runningTaskCount?: number };
  readonly rollback?: { readonly reason?: string };
}

/** A container of a task. */
export interface TaskContainer {
  readonly name: string;
  readonly imageDigest?: string;
  readonly exitCode?: number;
  readonly reason?: string;
  readonly healthStatus?: string;
}

/**
 * A task.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html
 */
export interface Task {
  readonly taskArn: string;
  readonly taskDefinitionArn: string;
  readonly lastStatus?: string;
  readonly stopCode?: string;
  readonly stoppedReason?: string;
  readonly stoppingAt?: string | number;
  readonly stoppedAt?: string | number;
  readonly containers?: readonly TaskContainer[];
}

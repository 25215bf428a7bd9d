/** A target as the load balancing API names it. */
export interface Target {
  /** The task's private address. */
  readonly id: string;
  readonly port: number;
}

/** Where the sandbox itself reaches a target: the engine publishes the port on the loopback address. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** State names of the API. @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html */
export type TargetState = 'initial' | 'healthy' | 'unhealthy' | 'unused' | 'draining';

/** What the service scheduler needs of the load balancers. */
export interface TargetGroups {
  /** Whether the target group exists and a listener or rule sends requests to it. */
  isAttached(targetGroupArn: string): boolean;
  /** Registers the target; one that is registered stays as it is. Answers whether it is new. */
  register(targetGroupArn: string, target: Target, endpoint: Endpoint): boolean;
  /**
   * Takes the target out of rotation at once. Ends when its requests in flight have been answered, or when the group's deregistration
   * delay is over.
   */
  deregister(targetGroupArn: string, target: Target): Promise<void>;
  /** The target's state and why; undefined for one that is not registered. */
  health(targetGroupArn: string, target: Target): { readonly state: TargetState; readonly description?: string } | undefined;
}

import { JsonObject } from '../aws-json';

/** A tag as load balancing spells it. */
export interface LoadBalancingTag {
  readonly Key: string;
  readonly Value?: string;
}

/** A load balancer, spelled as its API spells it. */
export interface LoadBalancerRecord {
  readonly LoadBalancerArn: string;
  readonly LoadBalancerName: string;
  readonly DNSName: string;
  readonly CanonicalHostedZoneId: string;
  readonly CreatedTime: string;
  readonly Scheme: string;
  readonly Type: string;
  readonly VpcId: string;
  readonly IpAddressType: string;
  subnets: string[];
  securityGroups: string[];
  attributes: Record<string, string>;
  tags: LoadBalancingTag[];
  /** The port on the loopback address where a person reaches it. */
  loopbackPort?: number;
}

/** A target group. */
export interface TargetGroupRecord {
  readonly TargetGroupArn: string;
  readonly TargetGroupName: string;
  readonly Protocol: string;
  readonly Port: number;
  readonly VpcId?: string;
  readonly TargetType: string;
  readonly ProtocolVersion: string;
  healthCheck: HealthCheckSettings;
  attributes: Record<string, string>;
  tags: LoadBalancingTag[];
}

/** How a target group looks at its targets. @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html */
export interface HealthCheckSettings {
  readonly enabled: boolean;
  readonly path: string;
  readonly port: string;
  readonly protocol: string;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
  /** For example `200` or `200-299,301`. */
  readonly matcher: string;
}

/** What a listener or a rule does with a request, spelled as the API spells it. */
export interface ActionRecord extends JsonObject {
  readonly Type: string;
  readonly Order?: number;
  readonly TargetGroupArn?: string;
  readonly ForwardConfig?: { readonly TargetGroups?: Array<{ readonly TargetGroupArn: string; readonly Weight?: number }> };
  readonly RedirectConfig?: Record<string, string>;
  readonly FixedResponseConfig?: { readonly StatusCode?: string; readonly ContentType?: string; readonly MessageBody?: string };
}

/** A listener. */
export interface ListenerRecord {
  readonly ListenerArn: string;
  readonly LoadBalancerArn: string;
  Port: number;
  Protocol: string;
  DefaultActions: ActionRecord[];
  Certificates: JsonObject[];
  SslPolicy?: string;
  tags: LoadBalancingTag[];
}

/** When a rule applies. */
export interface ConditionRecord extends JsonObject {
  readonly Field: string;
  readonly Values?: string[];
}

/** A rule of a listener. */
export interface RuleRecord {
  readonly RuleArn: string;
  readonly ListenerArn: string;
  Priority: number;
  Conditions: ConditionRecord[];
  Actions: ActionRecord[];
  tags: LoadBalancingTag[];
}

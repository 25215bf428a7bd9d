import { CommandLine } from './command-line';
import { Json } from './json';

/** Reads through the stock AWS CLI, each call once. */
export class ApiReader {
  private readonly answers = new Map<string, Promise<Json>>();

  constructor(private readonly aws: CommandLine) {}

  /** The answer of a call such as `read('ecs', 'describe-clusters', '--clusters', name)`. */
  read<T = Json>(service: string, operation: string, ...args: string[]): Promise<T> {
    const key = JSON.stringify([service, operation, ...args]);
    const answer = this.answers.get(key) ?? this.aws.call(service, operation, ...args);
    this.answers.set(key, answer);
    return answer as Promise<T>;
  }

  /** The first of a list in an answer. */
  async first(list: string, service: string, operation: string, ...args: string[]): Promise<Json> {
    const answer = await this.read<Record<string, Json[]>>(service, operation, ...args);
    if (!answer[list]?.length) throw new Error(`${service} ${operation} ${args.join(' ')} answers no ${list}`);
    return answer[list][0];
  }

  async defaultSecurityGroup(vpcId: string): Promise<string> {
    return String((await this.first('SecurityGroups', 'ec2', 'describe-security-groups', '--filters', `Name=vpc-id,Values=${vpcId}`, 'Name=group-name,Values=default')).GroupId);
  }

  async loadBalancerName(arn: string): Promise<string> {
    return String((await this.first('LoadBalancers', 'elbv2', 'describe-load-balancers', '--load-balancer-arns', arn)).DNSName);
  }

  async availabilityZones(): Promise<string[]> {
    const { AvailabilityZones } = await this.read<{ AvailabilityZones: Array<{ ZoneName: string }> }>('ec2', 'describe-availability-zones');
    return AvailabilityZones.map(({ ZoneName }) => ZoneName).sort();
  }
}

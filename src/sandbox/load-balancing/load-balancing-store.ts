import { AwsError } from '../aws-json';
import { SandboxState } from '../state';
import { ActionRecord, ListenerRecord, LoadBalancerRecord, RuleRecord, TargetGroupRecord } from './model';

const STATE_NAME = 'load-balancing';

/** Everything that load balancing remembers. */
interface Contents {
  readonly loadBalancers: LoadBalancerRecord[];
  readonly targetGroups: TargetGroupRecord[];
  readonly listeners: ListenerRecord[];
  readonly rules: RuleRecord[];
}

/** The records of load balancers, target groups, listeners and rules, kept in the sandbox's state. */
export class LoadBalancingStore {
  readonly contents: Contents;

  constructor(private readonly state: SandboxState) {
    this.contents = state.read<Contents>(STATE_NAME, { loadBalancers: [], targetGroups: [], listeners: [], rules: [] });
  }

  /** Writes the records. */
  save(): void {
    this.state.write(STATE_NAME, this.contents);
  }

  /** The target group with the ARN. */
  targetGroup(arn: string): TargetGroupRecord {
    return found(this.contents.targetGroups.find((record) => record.TargetGroupArn === arn), 'TargetGroupNotFound', `Target groups '${arn}' not found`);
  }

  /** The load balancer with the ARN. */
  loadBalancer(arn: string): LoadBalancerRecord {
    return found(this.contents.loadBalancers.find((record) => record.LoadBalancerArn === arn), 'LoadBalancerNotFound', `Load balancers '[${arn}]' not found`);
  }

  /** The listener with the ARN. */
  listener(arn: string): ListenerRecord {
    return found(this.contents.listeners.find((record) => record.ListenerArn === arn), 'ListenerNotFound', `One or more listeners not found: ${arn}`);
  }

  /** The rule with the ARN. */
  rule(arn: string): RuleRecord {
    return found(this.contents.rules.find((record) => record.RuleArn === arn), 'RuleNotFound', `One or more rules not found: ${arn}`);
  }

  /** The rules of a listener, the first to be asked first. */
  rulesOf(listenerArn: string): RuleRecord[] {
    return this.contents.rules.filter((rule) => rule.ListenerArn === listenerArn).sort((a, b) => a.Priority - b.Priority);
  }

  /** The load balancers that send requests to the target group. */
  loadBalancersOf(targetGroupArn: string): string[] {
    const arns = this.contents.listeners.filter((listener) => {
      const actions = [...listener.DefaultActions, ...this.rulesOf(listener.ListenerArn).flatMap((rule) => rule.Actions)];
      return actions.some((action) => forwardTargets(action).some((target) => target.arn === targetGroupArn));
    }).map((listener) => listener.LoadBalancerArn);
    return [...new Set(arns)];
  }

  /** Forgets the record with the ARN, and a load balancer's listeners and a listener's rules with it. */
  remove(arn: string): void {
    const { loadBalancers, targetGroups, listeners, rules } = this.contents;
    const owned = listeners.map((listener) => listener.ListenerArn)
      .filter((listenerArn) => listenerArn === arn || this.listener(listenerArn).LoadBalancerArn === arn);
    removeWhere(loadBalancers, (record) => record.LoadBalancerArn === arn);
    removeWhere(targetGroups, (record) => record.TargetGroupArn === arn);
    removeWhere(listeners, (record) => owned.includes(record.ListenerArn));
    removeWhere(rules, (record) => record.RuleArn === arn || owned.includes(record.ListenerArn));
    this.save();
  }
}

/** The target groups of a forward action with their weights; none for another action. */
export function forwardTargets(action: ActionRecord): Array<{ readonly arn: string; readonly weight: number }> {
  if (action.Type !== 'forward') {
    return [];
  }
  const listed = action.ForwardConfig?.TargetGroups ?? [];
  return listed.length > 0
    ? listed.map((entry) => ({ arn: entry.TargetGroupArn, weight: Number(entry.Weight ?? 1) }))
    : [{ arn: String(action.TargetGroupArn), weight: 1 }];
}

function found<T>(record: T | undefined, code: string, message: string): T {
  if (record === undefined) {
    throw new AwsError(code, message);
  }
  return record;
}

function removeWhere<T>(list: T[], matches: (item: T) => boolean): void {
  for (let index = list.length - 1; index >= 0; index -= 1) {
    if (matches(list[index])) {
      list.splice(index, 1);
    }
  }
}

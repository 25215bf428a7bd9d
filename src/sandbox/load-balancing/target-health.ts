import { request } from 'node:http';
import { LoadBalancingStore } from './load-balancing-store';
import { HealthCheckSettings } from './model';
import { Endpoint, Target, TargetGroups, TargetState } from './target-groups';
import { HealthState, observe, UNCHECKED } from '../ecs/health-state';

/** One look at a target: undefined when it is well, otherwise what is wrong. */
export type Probe = (endpoint: Endpoint, settings: HealthCheckSettings) => Promise<string | undefined>;

/** A target that is registered. */
interface Registration {
  readonly target: Target;
  readonly endpoint: Endpoint;
  health: HealthState;
  description?: string;
  nextAt: number;
  busy: boolean;
  /** Requests that were sent to the target and are not answered yet. */
  inFlight: number;
  draining?: Draining;
}

/** A target on its way out. */
interface Draining {
  readonly until: number;
  readonly ended: Promise<void>;
  readonly end: () => void;
}

/** A request's place at a target. */
export interface Lease {
  readonly endpoint: Endpoint;
  /** To be called once, when the request has been answered or its client is gone. */
  end(): void;
}

/** The targets of all target groups and what the health checks say about them. */
export class TargetHealth implements TargetGroups {
  private readonly registrations = new Map<string, Map<string, Registration>>();
  private readonly turns = new Map<string, number>();
  private stopped = false;

  constructor(private readonly store: LoadBalancingStore, private readonly now: () => number, private readonly probe: Probe = httpProbe) {}

  isAttached(targetGroupArn: string): boolean {
    return this.store.loadBalancersOf(targetGroupArn).length > 0;
  }

  register(targetGroupArn: string, target: Target, endpoint: Endpoint): boolean {
    const group = this.group(targetGroupArn);
    const known = group.get(key(target));
    if (known && !known.draining) {
      return false;
    }
    known?.draining?.end();
    group.set(key(target), { target, endpoint, health: UNCHECKED, nextAt: this.now(), busy: false, inFlight: 0 });
    return true;
  }

  /** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html#deregistration-delay */
  async deregister(targetGroupArn: string, target: Target): Promise<void> {
    const registration = this.group(targetGroupArn).get(key(target));
    if (!registration || this.stopped) {
      return;
    }
    const group = this.store.contents.targetGroups.find((record) => record.TargetGroupArn === targetGroupArn);
    const delayMs = Number(group?.attributes['deregistration_delay.timeout_seconds'] ?? 300) * 1000;
    registration.draining ??= newDraining(this.now() + delayMs);
    this.endDraining(registration);
    await registration.draining.ended;
  }

  /** Nobody waits for a target any more. */
  stop(): void {
    this.stopped = true;
    for (const group of this.registrations.values()) {
      group.forEach(({ draining }) => draining?.end());
    }
  }

  health(targetGroupArn: string, target: Target): { readonly state: TargetState; readonly description?: string } | undefined {
    const registration = this.group(targetGroupArn).get(key(target));
    return registration && { state: this.stateOf(targetGroupArn, registration), description: registration.description };
  }

  /** All targets of a group with their states. */
  describe(targetGroupArn: string): Array<{ readonly target: Target; readonly state: TargetState; readonly description?: string }> {
    return [...this.group(targetGroupArn).values()].map((registration) => ({
      target: registration.target, state: this.stateOf(targetGroupArn, registration), description: registration.description,
    }));
  }

  /** Where requests may go: the healthy targets. */
  endpoints(targetGroupArn: string): Endpoint[] {
    return this.routable(targetGroupArn).map(({ endpoint }) => endpoint);
  }

  /** A place at the target whose turn it is; undefined where there is none. */
  lease(targetGroupArn: string): Lease | undefined {
    const routable = this.routable(targetGroupArn);
    const turn = this.turns.get(targetGroupArn) ?? 0;
    this.turns.set(targetGroupArn, turn + 1);
    const registration = routable[turn % Math.max(1, routable.length)];
    if (!registration) {
      return undefined;
    }
    registration.inFlight += 1;
    return {
      endpoint: registration.endpoint,
      end: () => {
        registration.inFlight -= 1;
        this.endDraining(registration);
      },
    };
  }

  /** Starts the checks that are due and drops targets whose draining is over. */
  tick(): void {
    for (const [arn, group] of this.registrations) {
      const settings = this.store.contents.targetGroups.find((record) => record.TargetGroupArn === arn)?.healthCheck;
      for (const [name, registration] of group) {
        if (registration.draining) {
          this.dropDrained(group, name, registration);
        } else if (settings && this.isDue(registration)) {
          this.check(registration, settings);
        }
      }
    }
  }

  /** The healthy ones; where all are unhealthy, all of them. @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html */
  private routable(targetGroupArn: string): Registration[] {
    const registered = [...this.group(targetGroupArn).values()].filter(({ draining }) => !draining);
    const healthy = registered.filter(({ health }) => health.status === 'HEALTHY');
    const failsOpen = registered.every(({ health }) => health.status === 'UNHEALTHY');
    return failsOpen ? registered : healthy;
  }

  private dropDrained(group: Map<string, Registration>, name: string, registration: Registration): void {
    if (this.endDraining(registration)) {
      group.delete(name);
    }
  }

  /** Without requests in flight there is nothing to wait for. Answers whether the draining is over. */
  private endDraining({ draining, inFlight }: Registration): boolean {
    const isOver = draining !== undefined && (inFlight === 0 || this.now() >= draining.until);
    if (isOver) {
      draining.end();
    }
    return isOver;
  }

  private isDue(registration: Registration): boolean {
    return !registration.busy && this.now() >= registration.nextAt;
  }

  private check(registration: Registration, settings: HealthCheckSettings): void {
    registration.busy = true;
    registration.nextAt = this.now() + settings.intervalSeconds * 1000;
    this.probe(registration.endpoint, settings).then((problem) => {
      registration.health = observe(registration.health, problem === undefined, {
        healthyAfter: settings.healthyThreshold, unhealthyAfter: settings.unhealthyThreshold,
      });
      registration.description = problem;
    }).catch(() => undefined).finally(() => { registration.busy = false; });
  }

  private stateOf(targetGroupArn: string, registration: Registration): TargetState {
    if (registration.draining) {
      return 'draining';
    }
    if (!this.isAttached(targetGroupArn)) {
      return 'unused';
    }
    return ({ HEALTHY: 'healthy', UNHEALTHY: 'unhealthy', UNKNOWN: 'initial' } as const)[registration.health.status];
  }

  private group(targetGroupArn: string): Map<string, Registration> {
    const known = this.registrations.get(targetGroupArn) ?? new Map<string, Registration>();
    this.registrations.set(targetGroupArn, known);
    return known;
  }
}

/** Whether a status is one of those that a matcher such as `200-299,301` lists. */
export function matchesStatus(matcher: string, status: number): boolean {
  return matcher.split(',').some((part) => {
    const [from, to] = part.split('-').map(Number);
    return status >= from && status <= (to ?? from);
  });
}

/** Asks the target over HTTP, as the load balancer does. */
export async function httpProbe(endpoint: Endpoint, settings: HealthCheckSettings): Promise<string | undefined> {
  return new Promise((resolve) => {
    const asked = request({
      host: endpoint.host,
      port: endpoint.port,
      path: settings.path,
      method: 'GET',
      agent: false,
      timeout: settings.timeoutSeconds * 1000,
      headers: { 'user-agent': 'ELB-HealthChecker/2.0', 'connection': 'close' },
    }, (response) => {
      response.resume();
      const status = response.statusCode ?? 0;
      resolve(matchesStatus(settings.matcher, status) ? undefined : `Health checks failed with these codes: [${status}]`);
    });
    asked.on('timeout', () => { resolve('Request timed out'); asked.destroy(); });
    asked.on('error', () => resolve('Health checks failed'));
    asked.end();
  });
}

function newDraining(until: number): Draining {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => { end = resolve; });
  return { until, ended, end };
}

function key(target: Target): string {
  return `${target.id}:${target.port}`;
}

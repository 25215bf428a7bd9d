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
  drainingUntil?: number;
}

/** The targets of all target groups and what the health checks say about them. */
export class TargetHealth implements TargetGroups {
  private readonly registrations = new Map<string, Map<string, Registration>>();

  constructor(private readonly store: LoadBalancingStore, private readonly now: () => number, private readonly probe: Probe = httpProbe) {}

  isAttached(targetGroupArn: string): boolean {
    return this.store.loadBalancersOf(targetGroupArn).length > 0;
  }

  register(targetGroupArn: string, target: Target, endpoint: Endpoint): boolean {
    const group = this.group(targetGroupArn);
    const known = group.get(key(target));
    if (known && known.drainingUntil === undefined) {
      return false;
    }
    group.set(key(target), { target, endpoint, health: UNCHECKED, nextAt: this.now(), busy: false });
    return true;
  }

  deregister(targetGroupArn: string, target: Target): number {
    const registration = this.group(targetGroupArn).get(key(target));
    const group = this.store.contents.targetGroups.find((record) => record.TargetGroupArn === targetGroupArn);
    const delayMs = Number(group?.attributes['deregistration_delay.timeout_seconds'] ?? 300) * 1000;
    if (!registration) {
      return 0;
    }
    registration.drainingUntil ??= this.now() + delayMs;
    return delayMs;
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
    return [...this.group(targetGroupArn).values()]
      .filter((registration) => registration.drainingUntil === undefined && registration.health.status === 'HEALTHY')
      .map((registration) => registration.endpoint);
  }

  /** Starts the checks that are due and drops targets whose draining is over. */
  tick(): void {
    for (const [arn, group] of this.registrations) {
      const settings = this.store.contents.targetGroups.find((record) => record.TargetGroupArn === arn)?.healthCheck;
      for (const [name, registration] of group) {
        if (registration.drainingUntil !== undefined) {
          this.dropDrained(group, name, registration.drainingUntil);
        } else if (settings && this.isDue(registration)) {
          this.check(registration, settings);
        }
      }
    }
  }

  private dropDrained(group: Map<string, Registration>, name: string, until: number): void {
    if (this.now() >= until) {
      group.delete(name);
    }
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
    if (registration.drainingUntil !== undefined) {
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

function key(target: Target): string {
  return `${target.id}:${target.port}`;
}

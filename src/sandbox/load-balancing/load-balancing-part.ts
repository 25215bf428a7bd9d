import { SandboxContext, SandboxPart } from '../part';
import { DataPlane } from './data-plane';
import { loadBalancingService } from './load-balancing-api';
import { ListenerProvisioner, ListenerRuleProvisioner, LoadBalancerProvisioner, TargetGroupProvisioner } from './load-balancing-provisioners';
import { LoadBalancingStore } from './load-balancing-store';
import { TargetGroups } from './target-groups';
import { TargetHealth } from './target-health';

const TICK_MS = 500;

/** Load balancing as a part of the sandbox, with what the service scheduler needs of it. */
export interface LoadBalancingPart extends SandboxPart {
  readonly targets: TargetGroups;
}

/** The sandbox's load balancers: API, provisioners, health checks and the data plane. */
export function createLoadBalancingPart(context: SandboxContext): LoadBalancingPart {
  const store = new LoadBalancingStore(context.state);
  const health = new TargetHealth(store, () => Date.now());
  const dataPlane = new DataPlane(store, health, (line) => context.log(line));
  const change = {
    onLoadBalancersChanged: async () => {
      dataPlane.closePorts();
      await dataPlane.openPorts();
    },
  };
  let timer: NodeJS.Timeout | undefined;
  return {
    name: 'load-balancing',
    targets: health,
    loadBalancers: dataPlane,
    queryServices: [loadBalancingService(store, health)],
    provisioners: [
      new LoadBalancerProvisioner(store, change), new TargetGroupProvisioner(store), new ListenerProvisioner(store),
      new ListenerRuleProvisioner(store),
    ],
    start: async () => {
      await dataPlane.openPorts();
      timer = setInterval(() => health.tick(), TICK_MS);
    },
    stop: async () => {
      clearInterval(timer);
      health.stop();
      dataPlane.closePorts(true);
    },
    status: () => ({
      loadBalancers: store.contents.loadBalancers.map((record) => ({
        name: record.LoadBalancerName, dnsName: record.DNSName, url: `http://127.0.0.1:${record.loopbackPort}`,
      })),
    }),
  };
}

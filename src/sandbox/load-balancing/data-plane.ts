import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { LoadBalancerDataPlane } from '../part';
import { sendOn } from './forwarding';
import { forwardTargets, LoadBalancingStore } from './load-balancing-store';
import { ActionRecord, ListenerRecord, LoadBalancerRecord } from './model';
import { routeRequest } from './routing';
import { TargetHealth } from './target-health';

/** The idle timeout of a load balancer that does not say another one. @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html */
const IDLE_TIMEOUT_SECONDS = 60;

/** What a request has led to. */
interface Chosen {
  readonly action: ActionRecord | undefined;
  readonly listener: ListenerRecord;
  readonly loadBalancer: LoadBalancerRecord;
  readonly url: URL;
}

/** Answers requests to load balancers: rules, then a healthy target in turn. */
export class DataPlane implements LoadBalancerDataPlane {
  private readonly servers = new Map<string, Server>();

  constructor(private readonly store: LoadBalancingStore, private readonly health: TargetHealth, private readonly log: (line: string) => void) {}

  tryHandle(incoming: IncomingMessage, response: ServerResponse): boolean {
    const host = requestedHost(incoming);
    const loadBalancer = this.store.contents.loadBalancers.find((candidate) => candidate.DNSName.toLowerCase() === host.name);
    if (!loadBalancer) {
      return false;
    }
    this.handle(loadBalancer, this.listener(loadBalancer, host.port), incoming, response);
    return true;
  }

  /** Opens a port on the loopback address for each load balancer that has none, so that a person can ask it without a proxy. */
  async openPorts(): Promise<void> {
    for (const loadBalancer of this.store.contents.loadBalancers.filter((candidate) => !this.servers.has(candidate.LoadBalancerArn))) {
      const server = createServer((incoming, response) => this.handle(loadBalancer, this.listener(loadBalancer), incoming, response));
      // A client that keeps its connection may use it at any time before the idle timeout: it must not be closed under its hands.
      server.keepAliveTimeout = (idleTimeoutMs(loadBalancer) * 5) / 4;
      this.servers.set(loadBalancer.LoadBalancerArn, server);
      // The port of an earlier process of the sandbox is taken again when it is free.
      loadBalancer.loopbackPort = await listen(server, loadBalancer.loopbackPort ?? 0).catch(async () => listen(server, 0));
      this.log(`load balancer ${loadBalancer.LoadBalancerName}: http://127.0.0.1:${loadBalancer.loopbackPort} stands for http://${loadBalancer.DNSName}`);
    }
    this.store.save();
  }

  /** Closes the ports of load balancers that are gone, or all of them. */
  closePorts(all: boolean = false): void {
    for (const [arn, server] of this.servers) {
      if (all || !this.store.contents.loadBalancers.some((candidate) => candidate.LoadBalancerArn === arn)) {
        server.close();
        server.closeAllConnections();
        this.servers.delete(arn);
      }
    }
  }

  private listener(loadBalancer: LoadBalancerRecord, port?: number): ListenerRecord | undefined {
    const own = this.store.contents.listeners.filter((candidate) => candidate.LoadBalancerArn === loadBalancer.LoadBalancerArn);
    // Over the proxy a client speaks HTTP on port 80; a load balancer that has other ports only is asked at its first one.
    return own.find((candidate) => candidate.Port === (port ?? 80)) ?? (port === undefined || port === 80 ? own[0] : undefined);
  }

  private handle(loadBalancer: LoadBalancerRecord, listener: ListenerRecord | undefined, incoming: IncomingMessage, response: ServerResponse): void {
    if (!listener) {
      answer(response, 502, `load balancer ${loadBalancer.LoadBalancerName} has no listener for this port`);
      return;
    }
    const url = new URL(incoming.url ?? '/', `http://${loadBalancer.DNSName}`);
    const action = routeRequest(this.store, listener, {
      host: requestedHost(incoming).name,
      path: url.pathname,
      query: url.search.slice(1),
      method: incoming.method ?? 'GET',
      headers: incoming.headers,
      sourceAddress: incoming.socket.remoteAddress ?? '',
    });
    this.act({ action, listener, loadBalancer, url }, incoming, response).catch((error: Error) => {
      this.log(`load balancer ${loadBalancer.LoadBalancerName}: ${error.message}`);
      answer(response, 502, '502 Bad Gateway');
    });
  }

  private async act(chosen: Chosen, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { action, listener, url } = chosen;
    switch (action?.Type) {
      case 'fixed-response': return answerFixed(action, response);
      case 'redirect': return answerRedirect(action, listener, url, response);
      case 'forward': return this.forward(action, chosen, incoming, response);
      default: return answer(response, 502, 'the listener has no action that answers');
    }
  }

  private async forward(action: ActionRecord, { url, loadBalancer }: Chosen, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const lease = this.health.lease(this.pickGroup(action));
    if (!lease) {
      answer(response, 503, '<html><head><title>503 Service Temporarily Unavailable</title></head></html>', 'text/html');
      return;
    }
    await sendOn({ endpoint: lease.endpoint, url, idleTimeoutMs: idleTimeoutMs(loadBalancer) }, incoming, response).finally(() => lease.end());
  }

  /** One of the action's target groups, by weight. */
  private pickGroup(action: ActionRecord): string {
    const groups = forwardTargets(action).filter((group) => group.weight > 0);
    const total = groups.reduce((sum, group) => sum + group.weight, 0);
    let draw = Math.random() * total;
    return (groups.find((group) => { draw -= group.weight; return draw < 0; }) ?? groups[0] ?? { arn: '' }).arn;
  }
}

/** The host that a request is for: of the absolute address in a proxy request, otherwise of the Host header. */
function requestedHost(incoming: IncomingMessage): { readonly name: string; readonly port?: number } {
  const absolute = /^http:\/\/([^/?]+)/i.exec(incoming.url ?? '')?.[1];
  const [name, port] = (absolute ?? incoming.headers.host ?? '').toLowerCase().split(':');
  return { name, port: port === undefined ? undefined : Number(port) };
}

function idleTimeoutMs({ attributes }: LoadBalancerRecord): number {
  return Number(attributes['idle_timeout.timeout_seconds'] ?? IDLE_TIMEOUT_SECONDS) * 1000;
}

function answerFixed(action: ActionRecord, response: ServerResponse): void {
  const { StatusCode = '200', MessageBody = '', ContentType } = action.FixedResponseConfig ?? {};
  answer(response, Number(StatusCode), MessageBody, ContentType);
}

function answerRedirect(action: ActionRecord, listener: ListenerRecord, url: URL, response: ServerResponse): void {
  const status = action.RedirectConfig?.StatusCode === 'HTTP_302' ? 302 : 301;
  response.writeHead(status, { location: redirectLocation(action, listener, url) }).end();
}

/** Fills in `#{protocol}`, `#{host}`, `#{port}`, `#{path}` and `#{query}`. */
function redirectLocation(action: ActionRecord, listener: ListenerRecord, url: URL): string {
  const { Protocol = '#{protocol}', Host = '#{host}', Port = '#{port}', Path = '/#{path}', Query = '#{query}' } = action.RedirectConfig ?? {};
  const words: Record<string, string> = {
    protocol: listener.Protocol, host: url.hostname, port: String(listener.Port), path: url.pathname.slice(1), query: url.search.slice(1),
  };
  const fill = (text: string) => text.replace(/#\{(\w+)\}/g, (_, name: string) => words[name] ?? '');
  const query = fill(Query);
  return `${fill(Protocol).toLowerCase()}://${fill(Host)}:${fill(Port)}${fill(Path)}${query ? `?${query}` : ''}`;
}

function answer(response: ServerResponse, status: number, body: string, type: string = 'text/plain'): void {
  if (!response.headersSent) {
    response.writeHead(status, { 'content-type': type });
  }
  response.end(body);
}

async function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.removeListener('error', reject);
      resolve((server.address() as { port: number }).port);
    });
  });
}

import { Agent } from 'node:http';
import { Address, Exchange, exchange, Way } from './exchange';

/** Longer than a drained task has at once: there is always one under way. */
const SLOW_ORDER_MS = 5_000;

/** A client's habit: one request after the other, or a new one each time whether the last has been answered or not. */
interface Habit {
  readonly way: Way;
  readonly everyMs: number;
  readonly overlaps?: boolean;
}

/** Requests of several kinds to one service all the time, from several connections: some 25 a second. */
export class Traffic {
  private readonly agents: Agent[] = [];
  private readonly ended: Exchange[] = [];
  private readonly underWay = new Set<Promise<void>>();
  private loops: Array<Promise<void>> = [];
  private running = false;

  constructor(private readonly address: Address) {}

  start(): this {
    this.running = true;
    this.loops = this.habits().map((habit) => this.loop(habit));
    return this;
  }

  /** The requests that have ended since the last call. */
  take(): Exchange[] {
    return this.ended.splice(0);
  }

  /** Ends when the last request has been answered. */
  async stop(): Promise<void> {
    this.running = false;
    await Promise.all(this.loops);
    await Promise.all(this.underWay);
    this.agents.splice(0).forEach((agent) => agent.destroy());
  }

  private habits(): Habit[] {
    return [
      { way: { kind: 'kept connection', agent: this.keepAlive() }, everyMs: 150 },
      { way: { kind: 'kept connection', agent: this.keepAlive() }, everyMs: 150 },
      { way: { kind: 'new connection' }, everyMs: 250 },
      { way: { kind: 'new connection' }, everyMs: 250 },
      { way: { kind: 'order', agent: this.keepAlive() }, everyMs: 250 },
      { way: { kind: 'slow order', pauseMs: SLOW_ORDER_MS }, everyMs: 1_000, overlaps: true },
    ];
  }

  private keepAlive(): Agent {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    this.agents.push(agent);
    return agent;
  }

  private async loop({ way, everyMs, overlaps }: Habit): Promise<void> {
    while (this.running) {
      const one = exchange(this.address, way).then((result) => { this.ended.push(result); });
      this.underWay.add(one);
      void one.finally(() => this.underWay.delete(one));
      if (!overlaps) await one;
      await new Promise((resolve) => { setTimeout(resolve, everyMs); });
    }
  }
}

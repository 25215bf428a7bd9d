import { ContainerRuntime, ContainerSpec, ContainerState, LogFollow } from '../../../src/sandbox/ecs/container-runtime';

/** A container engine in memory. */
export class FakeRuntime implements ContainerRuntime {
  readonly pulled: string[] = [];
  readonly started: ContainerSpec[] = [];
  readonly states = new Map<string, ContainerState>();
  readonly removedVolumes: string[] = [];
  pullError?: Error;
  output: string[] = [];

  async pull(image: string): Promise<void> {
    if (this.pullError) {
      throw this.pullError;
    }
    this.pulled.push(image);
  }

  async start(spec: ContainerSpec): Promise<string> {
    this.started.push(spec);
    const id = `id-of-${spec.name}`;
    this.states.set(id, {
      running: true, outOfMemory: false, address: '172.17.0.9', loopbackPorts: Object.fromEntries(spec.ports.map((port) => [port, 40_000 + port])),
    });
    return id;
  }

  async inspect(ids: string[]): Promise<Map<string, ContainerState>> {
    return new Map(ids.flatMap((id) => (this.states.has(id) ? [[id, this.states.get(id) as ContainerState]] : [])));
  }

  async exec(): Promise<boolean> {
    return true;
  }

  async stop(id: string): Promise<void> {
    const state = this.states.get(id);
    if (state?.running) {
      this.states.set(id, { ...state, running: false, exitCode: 143 });
    }
  }

  async remove(id: string): Promise<void> {
    this.states.delete(id);
  }

  async removeVolume(name: string): Promise<void> {
    this.removedVolumes.push(name);
  }

  follow(_id: string, _sinceMs: number, onLine: (timestampMs: number, line: string) => void): LogFollow {
    this.output.forEach((line, index) => onLine(1000 + index, line));
    return { ended: Promise.resolve(), close: () => undefined };
  }

  async list(): Promise<string[]> {
    return [...this.states.keys()];
  }

  /** The container's process ends. */
  exit(id: string, exitCode: number): void {
    this.states.set(id, { ...this.states.get(id) as ContainerState, running: false, exitCode });
  }
}

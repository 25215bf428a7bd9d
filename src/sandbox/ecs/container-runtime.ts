/** A container to start. */
export interface ContainerSpec {
  readonly name: string;
  readonly image: string;
  readonly labels: Record<string, string>;
  readonly environment: Record<string, string>;
  readonly command?: string[];
  readonly entryPoint?: string[];
  readonly user?: string;
  readonly workingDirectory?: string;
  readonly readonlyRootFilesystem: boolean;
  readonly init: boolean;
  /** Ports published on the loopback address, at a port that the engine chooses. */
  readonly ports: number[];
  readonly mounts: Array<{ readonly volume: string; readonly path: string; readonly readOnly: boolean }>;
  /** Id of the container whose network this one shares. */
  readonly networkOf?: string;
}

/** What the engine says about a container. */
export interface ContainerState {
  readonly running: boolean;
  readonly exitCode?: number;
  readonly outOfMemory: boolean;
  readonly address?: string;
  /** Container port to port on the loopback address. */
  readonly loopbackPorts: Record<string, number>;
}

/** A log that is being followed. */
export interface LogFollow {
  /** Settles when the container's output has ended. */
  readonly ended: Promise<void>;
  close(): void;
}

/** A container engine: what the scheduler needs of it. */
export interface ContainerRuntime {
  pull(image: string): Promise<void>;
  /** Answers the engine's id. */
  start(spec: ContainerSpec): Promise<string>;
  /** States by id; a container that is gone is not in the answer. */
  inspect(ids: string[]): Promise<Map<string, ContainerState>>;
  /** Whether the command ends with 0 in time. */
  exec(id: string, command: string[], timeoutMs: number): Promise<boolean>;
  stop(id: string, timeoutSeconds: number): Promise<void>;
  /** Removes the container with its volumes. */
  remove(id: string): Promise<void>;
  removeVolume(name: string): Promise<void>;
  follow(id: string, sinceMs: number, onLine: (timestampMs: number, line: string) => void): LogFollow;
  /** Ids of all containers that carry all the labels. */
  list(...labels: string[]): Promise<string[]>;
}

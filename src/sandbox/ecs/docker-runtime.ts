import { execFile, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { ContainerRuntime, ContainerSpec, ContainerState, LogFollow } from './container-runtime';

const PULL_TIMEOUT_MS = 10 * 60 * 1000;
const COMMAND_TIMEOUT_MS = 2 * 60 * 1000;

/** What `docker inspect` says, as far as it is read here. */
interface DockerInspection {
  readonly Id: string;
  readonly State: { readonly Running: boolean; readonly ExitCode: number; readonly OOMKilled: boolean; readonly Status: string };
  readonly NetworkSettings: {
    readonly IPAddress?: string;
    readonly Networks?: Record<string, { readonly IPAddress?: string }>;
    readonly Ports?: Record<string, Array<{ readonly HostPort: string }> | null>;
  };
}

/** A Docker engine, driven through its command line. */
export class DockerRuntime implements ContainerRuntime {
  /**
   * @param dockerHost what DOCKER_HOST shall be
   */
  constructor(private readonly dockerHost: string) {}

  async pull(image: string): Promise<void> {
    await this.docker(['pull', '--quiet', image], PULL_TIMEOUT_MS).catch(async (error: Error) => {
      // Without the internet an image that the engine has already is as good.
      await this.docker(['image', 'inspect', image]).catch(() => { throw error; });
    });
  }

  async start(spec: ContainerSpec): Promise<string> {
    return (await this.docker(['run', '--detach', ...runArguments(spec)])).trim();
  }

  async inspect(ids: string[]): Promise<Map<string, ContainerState>> {
    const states = new Map<string, ContainerState>();
    if (ids.length === 0) {
      return states;
    }
    // A container that is gone makes the exit code 1; those that are there are printed all the same.
    const text = await this.dockerTolerant(['container', 'inspect', ...ids]);
    for (const inspection of JSON.parse(text.trim() === '' ? '[]' : text) as DockerInspection[]) {
      states.set(inspection.Id, containerState(inspection));
    }
    return states;
  }

  async exec(id: string, command: string[], timeoutMs: number): Promise<boolean> {
    return this.docker(['exec', id, ...command], timeoutMs).then(() => true, () => false);
  }

  async stop(id: string, timeoutSeconds: number): Promise<void> {
    await this.dockerTolerant(['stop', '--time', String(timeoutSeconds), id]);
  }

  async remove(id: string): Promise<void> {
    await this.dockerTolerant(['rm', '--force', '--volumes', id]);
  }

  async removeVolume(name: string): Promise<void> {
    await this.dockerTolerant(['volume', 'rm', '--force', name]);
  }

  follow(id: string, sinceMs: number, onLine: (timestampMs: number, line: string) => void): LogFollow {
    const since = (sinceMs / 1000).toFixed(3);
    const child = spawn('docker', ['logs', '--follow', '--timestamps', '--since', since, id], {
      env: this.environment(), stdio: ['ignore', 'pipe', 'pipe'],
    });
    const streams = [child.stdout, child.stderr].map(async (stream) => eachLine(stream, onLine));
    const exited = new Promise<void>((resolve) => {
      child.on('close', () => resolve());
      child.on('error', () => resolve());
    });
    return { ended: Promise.all([exited, ...streams]).then(() => undefined), close: () => { child.kill(); } };
  }

  async list(...labels: string[]): Promise<string[]> {
    const text = await this.docker(['ps', '--all', '--no-trunc', '--quiet', ...labels.flatMap((label) => ['--filter', `label=${label}`])]);
    return text.split('\n').filter((line) => line !== '');
  }

  private async docker(args: string[], timeoutMs: number = COMMAND_TIMEOUT_MS): Promise<string> {
    return new Promise((resolve, reject) => {
      execFile('docker', args, { env: this.environment(), timeout: timeoutMs, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
        if (error) {
          reject(new Error(stderr.trim() || error.message));
        } else {
          resolve(stdout);
        }
      });
    });
  }

  private async dockerTolerant(args: string[]): Promise<string> {
    return new Promise((resolve) => {
      execFile('docker', args, { env: this.environment(), timeout: COMMAND_TIMEOUT_MS, maxBuffer: 64 * 1024 * 1024 }, (_error, stdout) => {
        resolve(stdout);
      });
    });
  }

  private environment(): NodeJS.ProcessEnv {
    return { ...process.env, DOCKER_HOST: this.dockerHost };
  }
}

/** The arguments of `docker run` for a container. */
export function runArguments(spec: ContainerSpec): string[] {
  const entryArguments = spec.entryPoint?.slice(1) ?? [];
  const network = spec.networkOf === undefined
    ? spec.ports.flatMap((port) => ['--publish', `127.0.0.1::${port}`])
    : ['--network', `container:${spec.networkOf}`];
  return [
    '--name', spec.name,
    '--no-healthcheck',
    ...Object.entries(spec.labels).flatMap(([name, value]) => ['--label', `${name}=${value}`]),
    ...Object.entries(spec.environment).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    ...network,
    ...processArguments(spec),
    ...spec.mounts.flatMap((mount) => ['--mount', `type=volume,source=${mount.volume},target=${mount.path}${mount.readOnly ? ',readonly' : ''}`]),
    spec.image,
    ...entryArguments,
    ...(spec.command ?? []),
  ];
}

function processArguments(spec: ContainerSpec): string[] {
  const entryPoint = spec.entryPoint?.[0];
  return [
    ...(spec.user ? ['--user', spec.user] : []),
    ...(spec.workingDirectory ? ['--workdir', spec.workingDirectory] : []),
    ...(spec.readonlyRootFilesystem ? ['--read-only'] : []),
    ...(spec.init ? ['--init'] : []),
    ...(entryPoint === undefined ? [] : ['--entrypoint', entryPoint]),
  ];
}

function containerState(inspection: DockerInspection): ContainerState {
  const { State: state, NetworkSettings: network } = inspection;
  const address = network.IPAddress || Object.values(network.Networks ?? {}).map((entry) => entry.IPAddress).find((entry) => entry);
  const ports = Object.entries(network.Ports ?? {}).flatMap(([port, bindings]) => (
    bindings?.[0] ? [[port.split('/')[0], Number(bindings[0].HostPort)] as const] : []));
  return {
    running: state.Running,
    exitCode: state.Running ? undefined : state.ExitCode,
    outOfMemory: state.OOMKilled,
    address: address || undefined,
    loopbackPorts: Object.fromEntries(ports),
  };
}

async function eachLine(stream: Readable, onLine: (timestampMs: number, line: string) => void): Promise<void> {
  for await (const line of createInterface({ input: stream })) {
    const space = line.indexOf(' ');
    const timestamp = Date.parse(line.slice(0, space < 0 ? undefined : space));
    // What has no time stamp is a word of docker itself, not of the container.
    if (!Number.isNaN(timestamp)) {
      onLine(timestamp, space < 0 ? '' : line.slice(space + 1));
    }
  }
}

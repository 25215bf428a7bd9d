import * as fs from 'node:fs';
import * as path from 'node:path';
import { BackgroundProcess, isRunning, lastLines, startBackground, stopBackground, waitFor } from './background-process';
import { canInstallPackages, installPackages, missing } from './debian-packages';
import { NetworkBefore, bridgeName, freeSubnet, makeBridge, restoreNetwork } from './engine-network';
import { hasCommand, run, tryRun } from './run-command';
import { Steps } from './steps';

/** A Docker engine that answers. */
export interface Engine {
  /** What to set DOCKER_HOST to. */
  readonly dockerHost: string;
  /** Whether the sandbox started it, and so stops it. */
  readonly isPrivate: boolean;
}

/** What is kept of a private engine, in the cache folder: its images and containers survive there. */
interface PrivateEngine {
  readonly process: BackgroundProcess;
  readonly before: NetworkBefore;
}

const PACKAGES = ['docker.io', 'iptables', 'iproute2'];
const DEFAULT_SOCKET = 'unix:///var/run/docker.sock';

/** The engine that already runs, else a private one, installed where that may be done. */
export async function ensureEngine(cache: string, steps: Steps): Promise<Engine> {
  const running = await runningEngine(cache);
  if (running) {
    steps.say(`Docker engine: ${running.isPrivate ? 'private, already running' : 'the one that runs on this machine'} at ${running.dockerHost}`);
    return running;
  }
  await ensureInstalled(steps);
  return steps.run('Docker engine: private one started', () => startPrivateEngine(cache));
}

/** Stops the private engine and takes back what it did to the machine's network; an engine that was there before is left alone. */
export async function stopEngine(cache: string, engine: Engine): Promise<void> {
  const kept = readPrivate(cache);
  if (!engine.isPrivate || !kept) {
    return;
  }
  if (isRunning(kept.process)) {
    const env = dockerEnvironment(engine.dockerHost);
    const containers = (await tryRun('docker', ['ps', '-aq'], { env })).stdout.split('\n').filter(Boolean);
    if (containers.length > 0) {
      await tryRun('docker', ['rm', '-f', ...containers], { env });
    }
    await tryRun('docker', ['network', 'prune', '-f'], { env });
    await stopBackground(kept.process, 20);
  }
  await restoreNetwork(bridgeName(cache), kept.before);
  fs.rmSync(recordFile(cache), { force: true });
}

/** The environment for the docker command. */
export function dockerEnvironment(dockerHost: string): NodeJS.ProcessEnv {
  return { ...process.env, DOCKER_HOST: dockerHost };
}

/** The addresses where an engine may answer, in the order they are tried; a DOCKER_HOST that is set is the only one. */
export function engineCandidates(environment: NodeJS.ProcessEnv, privateSocket: string): string[] {
  return environment.DOCKER_HOST ? [environment.DOCKER_HOST] : [DEFAULT_SOCKET, privateSocket];
}

async function runningEngine(cache: string): Promise<Engine | undefined> {
  const own = privateHost(cache);
  for (const dockerHost of engineCandidates(process.env, own)) {
    if (await answers(dockerHost)) {
      return { dockerHost, isPrivate: dockerHost === own };
    }
  }
  if (process.env.DOCKER_HOST && process.env.DOCKER_HOST !== own) {
    throw new Error(`no Docker engine answers at DOCKER_HOST ${JSON.stringify(process.env.DOCKER_HOST)}; start it, or unset DOCKER_HOST`);
  }
  return undefined;
}

async function answers(dockerHost: string): Promise<boolean> {
  const result = await tryRun('docker', ['version', '--format', '{{.Server.Version}}'], { env: dockerEnvironment(dockerHost), timeoutSeconds: 10 });
  return result.code === 0;
}

async function ensureInstalled(steps: Steps): Promise<void> {
  const present = await Promise.all(['dockerd', 'docker', 'iptables', 'ip'].map(hasCommand));
  if (present.every(Boolean) && process.getuid?.() === 0) {
    return;
  }
  if (!canInstallPackages()) {
    throw missing('a running Docker engine', ['docker.io']);
  }
  await installPackages(PACKAGES, steps);
}

async function startPrivateEngine(cache: string): Promise<Engine> {
  const left = readPrivate(cache);
  if (left) {
    await stopBackground(left.process);
    await restoreNetwork(bridgeName(cache), left.before);
  }
  const bridge = bridgeName(cache);
  const before = await makeBridge(bridge, freeSubnet(bridge));
  // An engine that cannot write firewall rules still serves this machine; its containers only lack the way out.
  for (const flags of [[], ['--iptables=false', '--ip-masq=false']]) {
    const started = await tryStart(cache, flags);
    if (started) {
      fs.writeFileSync(recordFile(cache), JSON.stringify({ process: started, before }));
      return { dockerHost: privateHost(cache), isPrivate: true };
    }
  }
  await restoreNetwork(bridge, before);
  throw new Error(`the private Docker engine did not start:\n${lastLines(logFile(cache))}\nstart an engine yourself and set DOCKER_HOST`);
}

async function tryStart(cache: string, flags: string[]): Promise<BackgroundProcess | undefined> {
  const folder = engineFolder(cache);
  fs.mkdirSync(folder, { recursive: true });
  fs.rmSync(path.join(folder, 'dockerd.pid'), { force: true });
  // The engine would give the bridge the address of its last run, which may be another network's today.
  fs.rmSync(path.join(folder, 'data', 'network'), { recursive: true, force: true });
  await mountControlGroups();
  const started = await startBackground([
    'dockerd', '--host', privateHost(cache), '--data-root', path.join(folder, 'data'), '--exec-root', path.join(folder, 'exec'),
    '--pidfile', path.join(folder, 'dockerd.pid'), '--config-file', emptyConfig(folder), '--bridge', bridgeName(cache),
    '--default-address-pool', freeSubnet(bridgeName(cache)).pool, ...flags,
  ], { logFile: logFile(cache), env: { ...process.env, DOCKER_HOST: '', TMPDIR: ownTemporaryFolder(folder) } });
  const up = await waitFor(async () => !isRunning(started) || answers(privateHost(cache)), 40, 200);
  if (up && isRunning(started)) {
    return started;
  }
  await stopBackground(started);
  return undefined;
}

/** Without systemd nobody may have mounted the control groups that containers need. */
async function mountControlGroups(): Promise<void> {
  if (fs.existsSync('/sys/fs/cgroup') && fs.readdirSync('/sys/fs/cgroup').length === 0) {
    await run('mount', ['-t', 'cgroup2', 'none', '/sys/fs/cgroup']);
  }
}

/** The machine's /etc/docker/daemon.json is not meant for this engine. */
function emptyConfig(folder: string): string {
  const file = path.join(folder, 'daemon.json');
  fs.writeFileSync(file, '{}');
  return file;
}

/** An engine that is slow to answer writes what its threads do to the temporary folder: to be looked at in its own, gone with the next start. */
function ownTemporaryFolder(folder: string): string {
  const temporary = path.join(folder, 'tmp');
  fs.rmSync(temporary, { recursive: true, force: true });
  fs.mkdirSync(temporary);
  return temporary;
}

function readPrivate(cache: string): PrivateEngine | undefined {
  const file = recordFile(cache);
  return fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, 'utf8')) as PrivateEngine) : undefined;
}

function engineFolder(cache: string): string {
  return path.join(cache, 'docker');
}

function privateHost(cache: string): string {
  return `unix://${path.join(engineFolder(cache), 'docker.sock')}`;
}

function recordFile(cache: string): string {
  return path.join(engineFolder(cache), 'engine.json');
}

function logFile(cache: string): string {
  return path.join(engineFolder(cache), 'dockerd.log');
}

import * as fs from 'node:fs';
import * as path from 'node:path';
import { engineContents } from './engine-view';
import { bridgeName } from '../../src/sandbox/engine-network';
import { tryRun } from '../../src/sandbox/run-command';

/** Where a sandbox is, and where its machine-wide things are. */
export interface Place {
  readonly stateFolder: string;
  /** TMPDIR of every command. */
  readonly temporaryFolder: string;
  /** Shared with other sandboxes. */
  readonly cacheFolder: string;
  readonly dockerHost: string;
}

/** What is there of a sandbox, by kind; the kinds of a private engine of its own are apart, since others may share it. */
export interface Inventory {
  readonly [kind: string]: string[];
}

/** What `down` leaves on purpose: the logs, and the findings, which are the user's. */
const KEPT_IN_STATE = ['logs', 'findings.json'];
/** A cache that ts-node shares between all runs of a user. */
const KEPT_IN_TEMPORARY = /^v8-compile-cache/;
const ENGINE_PROGRAMS = /\b(dockerd|containerd|containerd-shim[\w-]*|docker-proxy|runc)\b/;

/** Looks at the whole machine; what cannot be of this sandbox is left out. */
export async function takeInventory(place: Place): Promise<Inventory> {
  const { stateFolder, temporaryFolder, cacheFolder } = place;
  const all = processes();
  const own = all.filter(({ command, text }) => (text.includes(stateFolder) || text.includes(temporaryFolder)) && !ENGINE_PROGRAMS.test(command));
  const { containers, networks, volumes, images } = await engineContents(place.dockerHost, path.join(cacheFolder, 'docker', 'data'));
  return {
    'processes': own.map(({ pid, command }) => `${pid} ${command.slice(0, 80)}`),
    'listening ports': listeningPorts(own.map(({ pid }) => pid)),
    containers,
    networks,
    volumes,
    images,
    'mounts': mounts([stateFolder, temporaryFolder]),
    'temporary files': entries(temporaryFolder).filter((name) => !KEPT_IN_TEMPORARY.test(name)),
    'files in the state folder': entries(stateFolder).filter((name) => !KEPT_IN_STATE.includes(name)),
    'engine users': engineUsers(cacheFolder).filter((user) => user === stateFolder),
  };
}

/** What a private engine has besides its data, which is a cache: nothing of it may be there once the last sandbox is down. */
export async function takeEngineInventory({ cacheFolder }: Pick<Place, 'cacheFolder'>): Promise<Inventory> {
  const bridge = bridgeName(cacheFolder);
  const links = (await tryRun('ip', ['-o', 'link'])).stdout.split('\n').map((line) => line.split(': ')[1] ?? '');
  const rules = (await tryRun('iptables-save', [])).stdout.split('\n').filter((line) => line.includes(bridge));
  return {
    "engine's processes": processes().filter(({ command }) => command.includes(cacheFolder) && ENGINE_PROGRAMS.test(command)).map(({ pid, command }) => `${pid} ${command.slice(0, 80)}`),
    "engine's mounts": mounts([cacheFolder]),
    'bridges': links.filter((name) => name.split('@')[0] === bridge),
    'firewall rules': rules,
    "engine's socket and record": ['docker.sock', 'engine.json'].filter((name) => fs.existsSync(path.join(cacheFolder, 'docker', name))),
  };
}

interface RunningProcess {
  readonly pid: number;
  readonly command: string;
  /** Command, environment and working directory in one. */
  readonly text: string;
}

function processes(): RunningProcess[] {
  return fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid).map((name) => {
    const command = read(`/proc/${name}/cmdline`).replace(/\0/g, ' ').trim();
    return { pid: Number(name), command, text: `${command}\n${read(`/proc/${name}/environ`)}\n${readLink(`/proc/${name}/cwd`)}` };
  }).filter(({ command }) => command !== '');
}

/** The TCP ports on which the processes listen. @see https://www.kernel.org/doc/html/latest/networking/proc_net_tcp.html */
function listeningPorts(pids: number[]): string[] {
  const sockets = new Set(pids.flatMap((pid) => entries(`/proc/${pid}/fd`).map((fd) => readLink(`/proc/${pid}/fd/${fd}`))));
  const lines = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => read(file).split('\n').slice(1)).map((line) => line.trim().split(/\s+/));
  const listening = lines.filter(([, , , state, , , , , , inode]) => state === '0A' && sockets.has(`socket:[${inode}]`));
  return [...new Set(listening.map(([, address]) => String(parseInt(address.split(':')[1], 16))))].sort();
}

/** Spaces are written as octal numbers there. */
function mounts(below: string[]): string[] {
  const points = read('/proc/self/mounts').split('\n').map((line) => (line.split(' ')[1] ?? '').replace(/\\040/g, ' '));
  return points.filter((point) => below.some((folder) => point.startsWith(`${folder}/`)));
}

function engineUsers(cacheFolder: string): string[] {
  const text = read(path.join(cacheFolder, 'engine-users.json'));
  return text === '' ? [] : (JSON.parse(text) as string[]);
}

function entries(folder: string): string[] {
  try {
    return fs.readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/** Empty for what has just gone, or is another user's. */
function read(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function readLink(link: string): string {
  try {
    return fs.readlinkSync(link);
  } catch {
    return '';
  }
}

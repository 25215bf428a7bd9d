import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import { run, tryRun } from './run-command';

/** Interfaces may have fifteen characters; docker0 belongs to an engine of the machine. */
const BRIDGE_PREFIX = 'tapcicd-';
const IP_FORWARD = '/proc/sys/net/ipv4/ip_forward';

/** What the machine's network was before the private engine, to put it back. */
export interface NetworkBefore {
  /** As `iptables-save` wrote it. */
  readonly rules: string;
  /** Content of net.ipv4.ip_forward. */
  readonly forwarding: string;
}

/** The bridge of the private engine of a cache folder. */
export function bridgeName(cache: string): string {
  return `${BRIDGE_PREFIX}${createHash('sha256').update(cache).digest('hex').slice(0, 6)}`;
}

/** An address range for the engine: the bridge's own address with its prefix, and the pool for networks made later. */
export interface EngineSubnet {
  readonly bridgeAddress: string;
  readonly pool: string;
}

/** The first candidate that overlaps no network of the machine; the engine's own bridge does not count. */
export function freeSubnet(bridge: string, interfaces: NodeJS.Dict<os.NetworkInterfaceInfo[]> = os.networkInterfaces()): EngineSubnet {
  const used = Object.entries(interfaces).filter(([name]) => name !== bridge)
    .flatMap(([, addresses]) => addresses ?? []).filter((address) => address.family === 'IPv4');
  const free = ['10.213', '10.87', '172.29', '192.168'].find((prefix) => !used.some((address) => overlaps(`${prefix}.0.0`, address)));
  if (!free) {
    throw new Error('every address range that the sandbox could give to its engine is in use on this machine; start an engine yourself and set DOCKER_HOST');
  }
  return { bridgeAddress: `${free}.0.1/24`, pool: `base=${free}.128.0/17,size=24` };
}

/** Whether the address's network and the sixteen-bit network share an address. */
function overlaps(network: string, address: os.NetworkInterfaceInfo): boolean {
  const bits = Math.min(16, Number(address.cidr?.split('/')[1] ?? 32));
  const mask = bits === 0 ? 0 : (0xffffffff << (32 - bits)) >>> 0;
  return ((toNumber(network) & mask) >>> 0) === ((toNumber(address.address) & mask) >>> 0);
}

function toNumber(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

/** Makes the bridge, anew when one was left over, and tells how the network was before. */
export async function makeBridge(bridge: string, subnet: EngineSubnet): Promise<NetworkBefore> {
  const before = { rules: (await tryRun('iptables-save', [])).stdout, forwarding: fs.readFileSync(IP_FORWARD, 'utf8').trim() };
  await tryRun('ip', ['link', 'delete', bridge]);
  await run('ip', ['link', 'add', 'name', bridge, 'type', 'bridge']);
  await run('ip', ['address', 'add', subnet.bridgeAddress, 'dev', bridge]);
  await run('ip', ['link', 'set', bridge, 'up']);
  return before;
}

/** Takes away the bridge and the rules that the private engine made. */
export async function restoreNetwork(bridge: string, before: NetworkBefore): Promise<void> {
  await tryRun('ip', ['link', 'delete', bridge]);
  const isShared = Object.keys(os.networkInterfaces()).some((name) => name.startsWith(BRIDGE_PREFIX) || name === 'docker0');
  const now = (await tryRun('iptables-save', [])).stdout;
  const removal = removalOf(before.rules, now, { bridge, isShared });
  if (removal) {
    await tryRun('iptables-restore', ['--noflush'], { input: removal });
  }
  if (before.forwarding === '0' && !isShared) {
    fs.writeFileSync(IP_FORWARD, '0');
  }
}

/** The engine whose rules are removed. */
export interface RemovedEngine {
  readonly bridge: string;
  /** Whether another engine goes on using the chains that engines share. */
  readonly isShared: boolean;
}

/**
 * The input for `iptables-restore --noflush` that removes what an engine added between two states.
 *
 * Rules of others stay: only those are removed that name the engine's bridges and, when it was the only engine, the engines' chains.
 */
export function removalOf(before: string, now: string, engine: RemovedEngine): string {
  const old = tables(before);
  const commands = [...tables(now)].map(([table, lines]) => {
    const kept = new Set(old.get(table));
    const removed = removalOfTable([...kept], lines.filter((line) => !kept.has(line)), engine);
    return removed.length > 0 ? [`*${table}`, ...removed, 'COMMIT', ''].join('\n') : '';
  });
  return commands.join('');
}

function removalOfTable(old: string[], added: string[], { bridge, isShared }: RemovedEngine): string[] {
  const ours = isShared ? new RegExp(`\\b${bridge}\\b`) : new RegExp(`DOCKER|\\b${bridge}\\b|\\bbr-[0-9a-f]{12}\\b`);
  const rules = added.filter((line) => line.startsWith('-A ') && ours.test(line)).map((line) => line.replace(/^-A/, '-D'));
  if (isShared) {
    return rules;
  }
  const chains = added.filter((line) => line.startsWith(':DOCKER')).map((line) => line.slice(1).split(' ')[0]);
  const was = old.find((line) => line.startsWith(':FORWARD '))?.split(' ')[1] ?? 'ACCEPT';
  const policies = added.some((line) => line.startsWith(':FORWARD DROP')) && was !== 'DROP' ? [`-P FORWARD ${was}`] : [];
  return [...policies, ...rules, ...chains.map((chain) => `-F ${chain}`), ...chains.map((chain) => `-X ${chain}`)];
}

/** The lines of each table, packet counters left out. */
function tables(saved: string): Map<string, string[]> {
  const result = new Map<string, string[]>();
  let lines: string[] = [];
  for (const line of saved.split('\n').map((text) => text.replace(/ \[\d+:\d+\]$/, ''))) {
    if (line.startsWith('*')) {
      lines = [];
      result.set(line.slice(1), lines);
    } else if (line.startsWith(':') || line.startsWith('-A ')) {
      lines.push(line);
    }
  }
  return result;
}

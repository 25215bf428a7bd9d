import { ChildProcess, spawn, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { createServer } from 'node:net';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';

const HOST = '127.0.0.1';
const START_SECONDS = 60;

/** Ends with whoever started it, however that one ends. */
const UNTIL_PARENT_ENDS = 'process.stdin.on("end", () => process.exit()).resume(); require(process.argv[1]);';

interface Request {
  readonly method?: string;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string;
}

/** A registry on this machine that takes one package, and hands on every other question to the registry that npm is set to. */
export class LocalRegistry {
  /** @param bin the folder with Verdaccio's program */
  static async start(bin: string, folder: string, packageName: string): Promise<LocalRegistry> {
    fs.mkdirSync(folder, { recursive: true });
    const config = path.join(folder, 'config.yaml');
    fs.writeFileSync(config, stringify(configuration(packageName, configuredRegistry())));
    const port = await freePort();
    const log = fs.openSync(path.join(folder, 'log'), 'w');
    const args = ['-e', UNTIL_PARENT_ENDS, fs.realpathSync(path.join(bin, 'verdaccio')), '-c', config, '-l', `http://${HOST}:${port}`];
    const registry = new LocalRegistry(spawn(process.execPath, args, { cwd: folder, stdio: ['pipe', log, log] }), port);
    await registry.answers(path.join(folder, 'log'));
    return registry;
  }

  /** `127.0.0.1:4873`, as the publisher wants it. */
  readonly address: string;

  private constructor(private readonly program: ChildProcess, port: number) {
    this.address = `${HOST}:${port}`;
  }

  get url(): string {
    return `http://${this.address}/`;
  }

  /** The token of somebody who may publish. */
  async signUp(name: string): Promise<string> {
    const body = JSON.stringify({ name, password: `password-of-${name}` });
    const answer = await this.ask(`-/user/org.couchdb.user:${name}`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body });
    const { token } = await answer.json() as { token?: string };
    if (!token) throw new Error(`the local registry gives no token: ${answer.status}`);
    return token;
  }

  /** What the registry says of one version. */
  async published(packageName: string, version: string): Promise<{ readonly dist: { readonly integrity: string } }> {
    const answer = await this.ask(`${packageName}/${version}`);
    if (!answer.ok) throw new Error(`the local registry has no ${packageName}@${version}: ${answer.status}`);
    return await answer.json() as { dist: { integrity: string } };
  }

  stop(): void {
    this.program.stdin?.destroy();
    this.program.kill();
  }

  /** Other programs run for a minute between two questions: a connection that was kept would be closed. */
  private ask(question: string, { headers, ...request }: Request = {}): Promise<Response> {
    return fetch(`${this.url}${question}`, { ...request, headers: { ...headers, connection: 'close' } });
  }

  private async answers(log: string): Promise<void> {
    for (const end = Date.now() + START_SECONDS * 1000; Date.now() < end; await sleep(200)) {
      if (this.program.exitCode !== null) break;
      if (await this.ask('-/ping').then(({ ok }) => ok, () => false)) return;
    }
    this.stop();
    throw new Error(`the local registry does not answer: ${fs.readFileSync(log, 'utf8').slice(-2000)}`);
  }
}

/** @see https://verdaccio.org/docs/configuration/ */
function configuration(packageName: string, registry: string): object {
  return {
    storage: './storage',
    auth: { htpasswd: { file: './htpasswd' } },
    uplinks: { configured: { url: registry } },
    // Ours comes from here or not at all.
    packages: { [packageName]: { access: '$all', publish: '$authenticated' }, '**': { access: '$all', proxy: 'configured' } },
    web: { enable: false },
    log: { type: 'stdout', format: 'json', level: 'warn' },
  };
}

export function configuredRegistry(): string {
  return spawnSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).stdout.trim();
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error(`no port on ${HOST}`);
  return address.port;
}

import { ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as http from 'node:http';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { PROGRAMS } from '../../../../src/runtime/provisioning/placeholder/programs';

const BUILD = path.join(__dirname, '../../../../src/runtime/provisioning/placeholder/build.sh');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'placeholder-'));
const running: ChildProcess[] = [];

afterEach(() => running.splice(0).forEach((server) => server.kill('SIGKILL')));
afterAll(() => fs.rmSync(folder, { recursive: true }));

/** What can be run here: the committed program, and a fresh build of the source. */
function programs(): Array<[string, string[]]> {
  const all: Array<[string, string[]]> = [];
  if (os.platform() !== 'linux') return all;
  const committed = path.join(folder, 'committed');
  fs.writeFileSync(committed, Buffer.from(PROGRAMS[os.arch() === 'arm64' ? 'arm64' : 'x86_64'].base64, 'base64'), { mode: 0o755 });
  all.push(['the committed program', [committed]]);
  const built = path.join(folder, 'built');
  if (spawnSync('gcc', ['--version']).status === 0 && spawnSync(BUILD, ['gcc', built]).status === 0) all.push(['a fresh build', [built]]);
  const foreign = path.join(folder, 'foreign');
  fs.writeFileSync(foreign, Buffer.from(PROGRAMS.arm64.base64, 'base64'), { mode: 0o755 });
  if (os.arch() === 'x64' && spawnSync('qemu-aarch64-static', ['--version']).status === 0) all.push(['the arm64 program, emulated', ['qemu-aarch64-static', foreign]]);
  return all;
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function start(command: string[], port: number): Promise<ChildProcess> {
  const server = spawn(command[0], [...command.slice(1), `${port}`], { stdio: ['ignore', 'ignore', 'pipe'] });
  running.push(server);
  await new Promise((resolve, reject) => {
    server.stderr!.once('data', resolve);
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`ended with ${code}`)));
  });
  return server;
}

function ended(server: ChildProcess): Promise<{ code: number | null; signal: string | null }> {
  return new Promise((resolve) => server.once('exit', (code, signal) => resolve({ code, signal })));
}

async function ask(port: number, options: http.RequestOptions = {}, body?: Buffer): Promise<{ status?: number; text: string }> {
  return new Promise((resolve, reject) => {
    const request = http.request({ host: '127.0.0.1', port, agent: false, ...options }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => resolve({ status: response.statusCode, text: Buffer.concat(parts).toString() }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

async function connect(port: number): Promise<net.Socket> {
  const socket = net.connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('connect', resolve));
  return socket;
}

const TEXT = 'waiting for the first deployment\n';

const runnable = programs();

(runnable.length > 0 ? describe : describe.skip).each(runnable.length > 0 ? runnable : [['which needs Linux', []]])('the placeholder server, %s', (_name, command) => {
  test('answers every request with 200', async () => {
    const port = await freePort();
    await start(command, port);

    expect(await ask(port, { path: '/health' })).toEqual({ status: 200, text: TEXT });
    expect(await ask(port, { method: 'DELETE', path: '/orders/1?x=y' })).toEqual({ status: 200, text: TEXT });
    expect(await ask(port, { method: 'HEAD' })).toEqual({ status: 200, text: '' });
  });

  test('answers a large body without a reset', async () => {
    const port = await freePort();
    await start(command, port);

    expect(await ask(port, { method: 'POST' }, Buffer.alloc(4_000_000))).toEqual({ status: 200, text: TEXT });
  });

  test('hears a request that comes byte by byte while others are served', async () => {
    const port = await freePort();
    await start(command, port);
    const slow = await connect(port);
    const answer = new Promise<string>((resolve) => slow.once('data', (data) => resolve(data.toString())));
    for (const byte of 'GET / HTTP/1.1\r\nHost: x\r\n\r') {
      slow.write(byte);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }

    expect(await ask(port)).toEqual({ status: 200, text: TEXT });
    slow.write('\n');
    expect(await answer).toContain('200 OK');
    slow.destroy();
  });

  test('serves on when more clients hang, break off and talk nonsense than it has places', async () => {
    const port = await freePort();
    await start(command, port);
    const hanging = await Promise.all(Array.from({ length: 300 }, () => connect(port)));
    hanging.slice(0, 50).forEach((socket) => socket.resetAndDestroy());
    hanging.slice(50, 100).forEach((socket) => socket.write(Buffer.alloc(3000, 0xff)));

    expect(await ask(port)).toEqual({ status: 200, text: TEXT });
    hanging.forEach((socket) => socket.destroy());
  });

  test('ends well at SIGTERM, and its port can be taken at once', async () => {
    const port = await freePort();
    const first = await start(command, port);
    await ask(port);
    first.kill('SIGTERM');

    expect(await ended(first)).toEqual({ code: 0, signal: null });
    await start(command, port);
    expect(await ask(port)).toMatchObject({ status: 200 });
  });

  test.each(['', '0', '65536', '80a', '-1', '99999999999'])('refuses the port "%s"', async (port) => {
    const server = spawn(command[0], [...command.slice(1), port], { stdio: 'ignore' });

    expect(await ended(server)).toEqual({ code: 2, signal: null });
  });

  test('says so when the port is taken', async () => {
    const taken = net.createServer().listen(0, '0.0.0.0');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { status, stderr } = spawnSync(command[0], [...command.slice(1), `${(taken.address() as net.AddressInfo).port}`], { encoding: 'utf8', timeout: 5000 });
    taken.close();

    expect({ status, stderr }).toEqual({ status: 2, stderr: 'the port cannot be bound\n' });
  });
});

test.each(['x86_64', 'arm64'] as const)('the committed program for %s is what its sha256 says', (architecture) => {
  const { base64, sha256 } = PROGRAMS[architecture];

  expect(createHash('sha256').update(Buffer.from(base64, 'base64')).digest('hex')).toBe(sha256);
});

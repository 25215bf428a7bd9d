import { Agent, createServer, IncomingMessage, request, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BalancedWorld } from './balanced-world';

const servers: Server[] = [];

async function serve(handler: Parameters<typeof createServer>[1]): Promise<number> {
  const server = createServer(handler as never);
  servers.push(server);
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return (server.address() as AddressInfo).port;
}

/** A target that says its name and what it was asked. */
async function target(world: BalancedWorld, name: string): Promise<number> {
  return handledBy(world, name, (incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      response.end(`${name} ${incoming.method} ${incoming.url} ${incoming.headers.host} ${Buffer.concat(chunks).toString()}`.trim());
    });
  });
}

type Handler = (incoming: IncomingMessage, response: ServerResponse) => void;

async function handledBy(world: BalancedWorld, name: string, handler: Handler): Promise<number> {
  const port = await serve(handler);
  world.health.register(world.targetGroupArn, { id: name, port: 8080 }, { host: '127.0.0.1', port });
  return port;
}

/** The front with the data plane behind it. */
async function front(world: BalancedWorld): Promise<number> {
  return serve((incoming, response) => {
    if (!world.dataPlane.tryHandle(incoming, response)) {
      response.writeHead(418).end('not a load balancer');
    }
  });
}

interface Answer { readonly status?: number; readonly body: string; readonly location?: string; readonly reused?: boolean }

async function ask(
  port: number, path: string, host: string, method = 'GET', body = '', agent: Agent | false = false,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers: { host }, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const { statusCode: status, headers: { location } } = response;
        resolve({ status, body: Buffer.concat(chunks).toString(), location, reused: asked.reusedSocket });
      });
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

afterEach(() => {
  servers.splice(0).forEach((server) => { server.closeAllConnections(); server.close(); });
});

test('requests go to the healthy targets in turn, told by the Host header', async () => {
  const world = await new BalancedWorld().build();
  await target(world, 'one');
  await target(world, 'two');
  await world.pass(1);
  const port = await front(world);
  const bodies = [await ask(port, '/version?a=1', world.dnsName), await ask(port, '/', world.dnsName), await ask(port, '/', world.dnsName)];
  expect(bodies.map((answer) => answer.body)).toEqual([
    `one GET /version?a=1 ${world.dnsName}`, `two GET / ${world.dnsName}`, `one GET / ${world.dnsName}`,
  ]);
});

test('a proxy request is told by its absolute address, and its body goes along', async () => {
  const world = await new BalancedWorld().build();
  await target(world, 'one');
  await world.pass(1);
  const answer = await ask(await front(world), `http://${world.dnsName}/orders`, world.dnsName, 'POST', 'a body');
  expect(answer).toMatchObject({ status: 200, body: `one POST /orders ${world.dnsName} a body` });
});

test('another host is left alone', async () => {
  const world = await new BalancedWorld().build();
  expect(await ask(await front(world), '/', 'example.com')).toMatchObject({ status: 418 });
});

test('a target that refuses the connection is answered for with 502, and no other one is tried', async () => {
  const world = await new BalancedWorld().build();
  world.health.register(world.targetGroupArn, { id: 'dead', port: 8080 }, { host: '127.0.0.1', port: 1 });
  await target(world, 'alive');
  await world.pass(1);
  const port = await front(world);
  expect(await ask(port, '/', world.dnsName, 'POST', 'order')).toMatchObject({ status: 502 });
  expect((await ask(port, '/', world.dnsName)).body).toMatch(/^alive/);
});

test('a target that breaks the connection after it has the request is answered for with 502', async () => {
  const world = await new BalancedWorld().build();
  await handledBy(world, 'breaks', (incoming) => { incoming.socket.destroy(); });
  const seen: string[] = [];
  await handledBy(world, 'other', (_, response) => { seen.push('other'); response.end(); });
  await world.pass(1);
  expect(await ask(await front(world), '/', world.dnsName, 'POST', 'order')).toMatchObject({ status: 502 });
  expect(seen).toEqual([]);
});

test('an answer that breaks off does not look complete', async () => {
  const world = await new BalancedWorld().build();
  await handledBy(world, 'breaks', (incoming, response) => {
    response.write('half an ans');
    setTimeout(() => incoming.socket.destroy(), 20);
  });
  await world.pass(1);
  await expect(ask(await front(world), '/', world.dnsName)).rejects.toThrow(/aborted|socket hang up/);
});

test('a target that is silent is answered for with 504 after the idle timeout', async () => {
  const world = await new BalancedWorld().build();
  world.store.contents.loadBalancers[0].attributes['idle_timeout.timeout_seconds'] = '0.1';
  await handledBy(world, 'silent', () => undefined);
  await world.pass(1);
  expect(await ask(await front(world), '/', world.dnsName)).toMatchObject({ status: 504 });
});

test('without a target the answer is 503', async () => {
  const world = await new BalancedWorld().build();
  expect(await ask(await front(world), '/', world.dnsName)).toMatchObject({ status: 503 });
});

test('a client keeps its connection, although each request may go to another target', async () => {
  const world = await new BalancedWorld().build();
  await target(world, 'one');
  await target(world, 'two');
  await world.pass(1);
  const port = await front(world);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const answers = [await ask(port, '/', world.dnsName, 'GET', '', agent), await ask(port, '/', world.dnsName, 'GET', '', agent)];
  agent.destroy();
  expect(answers.map(({ body }) => body.split(' ')[0])).toEqual(['one', 'two']);
  expect(answers.map(({ reused }) => reused)).toEqual([false, true]);
});

test('a body of several megabytes goes along', async () => {
  const world = await new BalancedWorld().build();
  await handledBy(world, 'counts', (incoming, response) => {
    let size = 0;
    incoming.on('data', (chunk: Buffer) => { size += chunk.length; });
    incoming.on('end', () => response.end(String(size)));
  });
  await world.pass(1);
  expect(await ask(await front(world), '/', world.dnsName, 'POST', 'x'.repeat(3_000_000))).toMatchObject({ status: 200, body: '3000000' });
});

test('a slow request that is under way when its target is drained is answered, and only then is the target let go', async () => {
  const world = await new BalancedWorld().build();
  const happened: string[] = [];
  let answerSlow: () => void = () => undefined;
  const arrived = new Promise<void>((resolve) => {
    void handledBy(world, 'old', (_, response) => {
      answerSlow = () => { happened.push('answered'); response.end('slow'); };
      resolve();
    });
  });
  await new Promise((resolve) => { setImmediate(resolve); });
  await world.pass(1);
  const port = await front(world);
  const slow = ask(port, '/slow', world.dnsName);
  await arrived;
  const drained = world.health.deregister(world.targetGroupArn, { id: 'old', port: 8080 }).then(() => { happened.push('let go'); });
  await target(world, 'new');
  await world.pass(1);
  expect((await ask(port, '/', world.dnsName)).body).toMatch(/^new/);
  answerSlow();
  expect(await slow).toMatchObject({ status: 200, body: 'slow' });
  await drained;
  expect(happened).toEqual(['answered', 'let go']);
});

test('rules are asked by priority, then the listener\'s own action', async () => {
  const world = await new BalancedWorld().build({ DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404', MessageBody: 'none' } }] });
  await world.rule({
    Priority: 20,
    Conditions: [{ Field: 'path-pattern', Values: ['/old/*'] }],
    Actions: [{ Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', Port: '443', Path: '/new/#{path}', StatusCode: 'HTTP_302' } }],
  });
  await world.rule({
    Priority: 10,
    Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/old/first'] } }, { Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['GET'] } }],
    Actions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200', MessageBody: 'first' } }],
  });
  const port = await front(world);
  expect(await ask(port, '/old/first', world.dnsName)).toMatchObject({ status: 200, body: 'first' });
  expect(await ask(port, '/old/x?q=1', world.dnsName)).toMatchObject({ status: 302, location: `https://${world.dnsName}:443/new/old/x?q=1` });
  expect(await ask(port, '/else', world.dnsName)).toMatchObject({ status: 404, body: 'none' });
});

test('each load balancer has a port on the loopback address for people', async () => {
  const world = await new BalancedWorld().build();
  await target(world, 'one');
  await world.pass(1);
  await world.dataPlane.openPorts();
  const port = Number(world.store.contents.loadBalancers[0].loopbackPort);
  expect((await ask(port, '/version', `127.0.0.1:${port}`)).body).toMatch(/^one GET \/version/);
  world.dataPlane.closePorts(true);
  await expect(ask(port, '/', 'x')).rejects.toThrow();
});

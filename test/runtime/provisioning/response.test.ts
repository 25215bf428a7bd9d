import * as http from 'node:http';
import { AddressInfo } from 'node:net';
import { eventOf } from './support/events';
import { respond } from '../../../src/runtime/provisioning/response';

interface Received {
  readonly method?: string;
  readonly contentType?: string;
  readonly contentLength?: string;
  readonly body: string;
}

const servers: http.Server[] = [];

afterEach(() => servers.splice(0).forEach((server) => server.close()));

/** The address that CloudFormation signs; answers one status after the other. */
async function listen(...statuses: number[]): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (part) => (body += part));
    request.on('end', () => {
      received.push({ method: request.method, contentType: request.headers['content-type'], contentLength: request.headers['content-length'], body });
      response.writeHead(statuses.shift() ?? 200).end();
    });
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await new Promise((resolve) => server.once('listening', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/answer?Signature=s`, received };
}

const OUTCOME = { status: 'SUCCESS', reason: 'done', physicalId: 'repository:live' } as const;

describe('respond', () => {
  test('puts the answer with the empty content type that the address is signed for', async () => {
    const { url, received } = await listen();
    await respond(eventOf({ ResponseURL: url }), OUTCOME);

    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({ method: 'PUT', contentType: '' });
    expect(received[0].contentLength).toBe(`${received[0].body.length}`);
    expect(JSON.parse(received[0].body)).toEqual({
      Status: 'SUCCESS', Reason: 'done', PhysicalResourceId: 'repository:live', StackId: eventOf().StackId, RequestId: 'request-1', LogicalResourceId: 'Placeholder',
    });
  });

  test('tries again when the answer is not taken', async () => {
    const { url, received } = await listen(503, 500);
    await respond(eventOf({ ResponseURL: url }), OUTCOME, 1);

    expect(received).toHaveLength(3);
  });

  test('fails when the answer is never taken, without telling the signed address', async () => {
    const { url } = await listen(403, 403, 403, 403);

    await expect(respond(eventOf({ ResponseURL: url }), OUTCOME, 1)).rejects.toThrow(/^CloudFormation did not take the answer: status 403$/);
  });

  test('fails when nobody listens', async () => {
    await expect(respond(eventOf({ ResponseURL: 'http://127.0.0.1:1/' }), OUTCOME, 1)).rejects.toThrow('CloudFormation did not take the answer');
  });

  test('shortens a reason that would not fit', async () => {
    const { url, received } = await listen();
    await respond(eventOf({ ResponseURL: url }), { ...OUTCOME, reason: 'x'.repeat(5000) });

    expect(received[0].body.length).toBeLessThan(4096);
  });
});

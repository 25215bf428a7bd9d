import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { describe, it } from 'node:test';
import { startService } from './running-service.js';

const order = JSON.stringify({ customer: 'jane', lines: [{ sku: 'TEA-1', quantity: 1, unitPrice: 450 }] });

describe('on SIGTERM the service', () => {
  it('answers the request under way, takes no new one, and ends with 0', async () => {
    const service = await startService();
    const underWay = request(`${service.url}/orders`, {
      method: 'POST',
      agent: new Agent({ keepAlive: true }),
      headers: { expect: '100-continue' }, // so that we hear that the request has arrived
    });
    await once(underWay, 'continue');

    const ended = service.stop();
    await service.logged('stopping');
    await assert.rejects(fetch(`${service.url}/orders`), { name: 'TypeError', message: 'fetch failed' });

    underWay.end(order);
    const [response] = await once(underWay, 'response');
    assert.equal(response.statusCode, 201);
    assert.equal(response.headers.connection, 'close'); // the client must not send another on it
    response.resume();
    assert.equal(await ended, 0);
    assert.equal(service.lines.at(-1).message, 'stopped');
  });

  it('does not wait for connections that carry no request', async () => {
    const service = await startService();
    const agent = new Agent({ keepAlive: true });
    const [response] = await once(request(`${service.url}/health`, { agent }).end(), 'response');
    await once(response.resume(), 'end');

    assert.equal(await service.stop(), 0);
  });
});

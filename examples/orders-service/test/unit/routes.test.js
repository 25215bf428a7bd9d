import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRoutes } from '../../src/routes.js';

const order = { customer: 'jane', lines: [{ sku: 'TEA-1', quantity: 2, unitPrice: 450 }] };

/** Asks routes of its own, or the ones given. */
async function ask(method, path, { body, routes = createRoutes({ version: '1.2.3', commit: 'abc123' }) } = {}) {
  return routes({ method, path, readBody: async () => body });
}

describe('the routes', () => {
  it('say that the service is well', async () => {
    assert.deepEqual(await ask('GET', '/health'), { status: 200, body: { status: 'ok' } });
  });

  it('say which commit is running', async () => {
    assert.deepEqual((await ask('GET', '/version')).body, { version: '1.2.3', commit: 'abc123' });
  });

  it('answer a placed order with its address', async () => {
    const { status, headers, body } = await ask('POST', '/orders', { body: order });
    assert.equal(status, 201);
    assert.equal(headers.location, `/orders/${body.id}`);
  });

  it('refuse a broken order with every problem it has', async () => {
    await assert.rejects(ask('POST', '/orders', { body: { lines: [] } }), {
      status: 422,
      code: 'invalid_order',
      details: { problems: ['customer must be a text', 'lines must be a list of 1 to 100 lines'] },
    });
  });

  it('keep the orders of two services apart', async () => {
    const routes = createRoutes({});
    await ask('POST', '/orders', { body: order, routes });
    assert.equal((await ask('GET', '/orders', { routes })).body.orders.length, 1);
    assert.equal((await ask('GET', '/orders')).body.orders.length, 0);
  });

  for (const path of ['/', '/nothing', '/orders/', '/orders/unknown', '/orders/a/b', '/constructor', '/health/x']) {
    it(`know nothing at ${path}`, async () => {
      await assert.rejects(ask('GET', path), { status: 404, code: 'not_found' });
    });
  }

  it('name the methods that a path takes', async () => {
    await assert.rejects(ask('DELETE', '/orders'), { status: 405, headers: { allow: 'GET, POST' } });
  });
});

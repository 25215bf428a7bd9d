import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { startService } from './running-service.js';

const order = { customer: 'jane', lines: [{ sku: 'TEA-1', quantity: 2, unitPrice: 450 }] };

describe('the running service', () => {
  let service;
  before(async () => {
    service = await startService({ COMMIT_ID: 'abc123' });
  });
  after(() => service.stop());

  const get = (path, options) => fetch(service.url + path, options);
  const post = (body) => get('/orders', { method: 'POST', body });

  it('is well', async () => {
    const response = await get('/health');
    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), { status: 'ok' });
  });

  it('names the commit it was built from', async () => {
    const { version, commit } = await (await get('/version')).json();
    assert.match(version, /^\d+\.\d+\.\d+$/);
    assert.equal(commit, 'abc123');
  });

  it('takes an order, finds it and lists it', async () => {
    const response = await post(JSON.stringify(order));
    assert.equal(response.status, 201);
    const placed = await response.json();
    assert.deepEqual(await (await get(response.headers.get('location'))).json(), placed);
    assert.deepEqual(await (await get('/orders?page=1')).json(), { orders: [placed] });
  });

  const refusals = [
    ['a broken order', 422, 'invalid_order', '{}'],
    ['a body that is not JSON', 400, 'invalid_json', '{"customer":'],
    ['an empty body', 400, 'invalid_json', ''],
    ['a body that is too large', 413, 'body_too_large', JSON.stringify({ customer: 'x'.repeat(1_000_000) })],
  ];
  for (const [what, status, code, body] of refusals) {
    it(`answers ${what} with ${status} in JSON`, async () => {
      const response = await post(body);
      assert.equal(response.status, status);
      assert.equal(response.headers.get('content-type'), 'application/json');
      assert.equal((await response.json()).error.code, code);
    });
  }

  it('answers an unknown path and a wrong method in JSON', async () => {
    assert.equal((await (await get('/nothing')).json()).error.code, 'not_found');
    const response = await get('/health', { method: 'PUT' });
    assert.equal(response.status, 405);
    assert.equal(response.headers.get('allow'), 'GET');
  });

  it('outlives a client that goes away in the middle of a body', async () => {
    const client = request(`${service.url}/orders`, { method: 'POST', headers: { expect: '100-continue' } });
    await once(client, 'continue');
    client.on('error', () => {}).destroy();
    await service.logged('POST /orders 400');
    assert.equal((await get('/health')).status, 200);
  });

  it('logs requests by path without the query, and no good health check', async () => {
    await get('/nothing?secret=1');
    await service.logged('GET /nothing 404');
    assert.ok(!JSON.stringify(service.lines).includes('secret'));
    assert.ok(!service.lines.some((line) => line.path === '/health' && line.status === 200));
  });
});

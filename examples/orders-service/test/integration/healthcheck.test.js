import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { it } from 'node:test';
import { startService } from './running-service.js';

it('the health check of the container ends with 0 while the service runs, and with 1 after', async () => {
  const service = await startService();
  assert.equal(await checkHealth(service.port), 0);
  await service.stop();
  assert.equal(await checkHealth(service.port), 1);
});

async function checkHealth(port) {
  const healthcheck = new URL('../../src/healthcheck.js', import.meta.url).pathname;
  const [code] = await once(spawn(process.execPath, [healthcheck], { env: { ...process.env, PORT: port } }), 'exit');
  return code;
}

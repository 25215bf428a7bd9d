/** The process: reads the environment, starts the service, and ends it in good order. */
import { readFileSync } from 'node:fs';
import { log } from './log.js';
import { createRoutes } from './routes.js';
import { createService, drain } from './service.js';

const port = Number(process.env.PORT ?? 8080);
const commit = process.env.COMMIT_ID || 'unknown';
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

const service = createService(createRoutes({ version, commit }));

service.listen(port, () => log('info', 'listening', { port: service.address().port, version, commit }));

/** Ends with 0 once every request under way is answered; a second signal changes nothing. */
async function stop(signal) {
  if (!service.listening) return;
  log('info', 'stopping', { signal });
  await drain(service);
  log('info', 'stopped');
}

process.on('SIGTERM', stop);
process.on('SIGINT', stop);

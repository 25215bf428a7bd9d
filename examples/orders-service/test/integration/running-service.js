import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** Starts the service as its container does, on a free port, and waits until it listens. */
export async function startService(environment = {}) {
  const main = new URL('../../src/main.js', import.meta.url).pathname;
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit').then(([code, signal]) => code ?? signal);
  const lines = [];
  const output = createInterface({ input: child.stdout });
  output.on('line', (line) => lines.push(JSON.parse(line)));

  /** Resolves once a line with this message is written. */
  async function logged(message) {
    while (!lines.some((line) => line.message === message)) {
      const ended = await Promise.race([exited, once(output, 'line').then(() => undefined)]);
      if (ended !== undefined) throw new Error(`the service ended with ${ended} before it logged "${message}"`);
    }
  }

  await logged('listening');
  const { port } = lines[0];

  return {
    port,
    url: `http://127.0.0.1:${port}`,
    exited,
    /** The log so far, one object a line. */
    lines,
    logged,
    /** Asks the service to end, as the platform does, and resolves with its exit code. */
    stop() {
      child.kill('SIGTERM');
      return exited;
    },
  };
}

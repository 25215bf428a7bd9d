import * as fs from 'node:fs';
import * as path from 'node:path';
import { waitFor } from '../../src/sandbox/background-process';
import { run, tryRun } from '../../src/sandbox/run-command';

/** A step of the work with its time. */
export interface Timed {
  readonly name: string;
  readonly seconds: number;
}

const ADDRESS_SECONDS = 30;
const LOOK_MILLISECONDS = 25;

/** What someone types who has no pipeline: the image, the tests, the container, one after the other, with the same commands. */
export class BareDelivery {
  /** @param folder a copy of the application, to be changed */
  constructor(private readonly folder: string, private readonly dockerHost: string) {}

  /** From a new commit to a container that answers with it. */
  async run(commit: string): Promise<Timed[]> {
    const image = `bare-delivery:${commit}`;
    const container = `bare-delivery-${commit}`;
    fs.appendFileSync(path.join(this.folder, 'src', 'main.js'), `// ${commit}\n`);
    fs.rmSync(path.join(this.folder, 'node_modules'), { recursive: true, force: true });
    try {
      return [
        await timed('docker build', () => this.command('docker', 'build', '--tag', image, '--build-arg', `COMMIT_ID=${commit}`, '.')),
        await timed('npm ci', () => this.command('npm', 'ci')),
        await timed('npm test', () => this.command('npm', 'test')),
        await timed('npm run test:integration', () => this.command('npm', 'run', 'test:integration')),
        await timed('docker run, until /health and /version answer', () => this.serve(container, image, commit)),
      ];
    } finally {
      await tryRun('docker', ['rm', '--force', container], this.options());
      await tryRun('docker', ['rmi', image], this.options());
    }
  }

  private async serve(container: string, image: string, commit: string): Promise<void> {
    await this.command('docker', 'run', '--detach', '--name', container, '--publish', '127.0.0.1::8080', image);
    const address = (await this.command('docker', 'port', container, '8080')).trim().split('\n')[0];
    const answers = await waitFor(async () => await status(`http://${address}/health`) === 200
      && (await text(`http://${address}/version`)).includes(commit), ADDRESS_SECONDS, LOOK_MILLISECONDS);
    if (!answers) throw new Error(`the bare container does not answer with ${commit} at ${address}`);
  }

  private command(command: string, ...args: string[]): Promise<string> {
    return run(command, args, this.options());
  }

  private options() {
    return { cwd: this.folder, env: { ...process.env, DOCKER_HOST: this.dockerHost, CI: 'true' }, timeoutSeconds: 300 };
  }
}

/** Runs the work and says how long it took. */
export async function timed(name: string, work: () => Promise<unknown>): Promise<Timed> {
  const started = Date.now();
  await work();
  return { name, seconds: (Date.now() - started) / 1000 };
}

async function status(url: string): Promise<number> {
  return fetch(url).then((response) => response.status, () => 0);
}

async function text(url: string): Promise<string> {
  return fetch(url).then((response) => response.text(), () => '');
}

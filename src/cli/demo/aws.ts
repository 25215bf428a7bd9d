import { run, Sandbox, sandboxEnvironment } from '../../sandbox';

/** The stock AWS CLI, pointed at the sandbox: what it reads, any user can read. */
export class Aws {
  constructor(private readonly sandbox: Sandbox) {}

  /** @returns what the CLI prints with `--output json` */
  async call<T>(service: string, operation: string, ...args: string[]): Promise<T> {
    const text = await run('aws', [service, operation, ...args, '--output', 'json'], { env: sandboxEnvironment(this.sandbox), timeoutSeconds: 60 });
    return JSON.parse(text || 'null') as T;
  }
}

import { RunCommand, runCommand } from './aws-cli';

/** An answer to an HTTP request, or why there is none. */
export type HttpAnswer =
  | { readonly kind: 'answer'; readonly status: number; readonly body: string }
  | { readonly kind: 'no-answer'; readonly reason: string };

/** HTTP as the programs see it. */
export interface Http {
  /** Asks once, without following redirects. Never throws. */
  get(url: string, timeoutSeconds: number): Promise<HttpAnswer>;
}

/** HTTP through `curl`, which honours `http_proxy` as the rest of the build image does. */
export class CurlHttp implements Http {
  constructor(private readonly run: RunCommand = runCommand, private readonly environment: NodeJS.ProcessEnv = process.env) {}

  public async get(url: string, timeoutSeconds: number): Promise<HttpAnswer> {
    const args = ['--silent', '--show-error', '--globoff', '--max-time', String(timeoutSeconds), '--write-out', '\n%{http_code}', '--url', url];
    const result = await this.run('curl', args, this.environment);
    if (result.exitCode !== 0) {
      return { kind: 'no-answer', reason: result.stderr.trim() || `curl ended with exit code ${result.exitCode}` };
    }
    const end = result.stdout.lastIndexOf('\n');
    return { kind: 'answer', status: Number(result.stdout.slice(end + 1)), body: result.stdout.slice(0, end) };
  }
}

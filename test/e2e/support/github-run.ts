import { Sandbox } from '../../../src/sandbox';

/** What a run is registered with; the rest is what the tests share. */
export interface RunOptions {
  readonly workflow: string;
  readonly repository?: string;
  readonly ref?: string;
  readonly eventName?: string;
  readonly fork?: boolean;
  /** Without ids the subject has its old form. */
  readonly ids?: { readonly repositoryId: string; readonly repositoryOwnerId: string };
}

/** A workflow run at the sandbox's stand-in for GitHub, whose jobs ask for tokens as `getIDToken` of `@actions/core` does. */
export class GitHubRun {
  static async register(sandbox: Sandbox, { ids, ...options }: RunOptions): Promise<GitHubRun> {
    const run = {
      eventName: 'push', ref: 'refs/heads/main', sha: 'a'.repeat(40), actor: 'jane', repository: 'acme/orders', workflowPath: '.github/workflows/ci-cd.yml', ...ids, ...options,
    };
    const response = await fetch(`${sandbox.frontUrl}/_sandbox/github/runs`, { method: 'POST', body: JSON.stringify(run) });
    const { requestUrl, requestToken, error } = await response.json() as Record<string, string>;
    if (!response.ok) throw new Error(error);
    return new GitHubRun(requestUrl, requestToken);
  }

  private constructor(private readonly requestUrl: string, private readonly requestToken: string) {}

  /** @returns the token of a job; a refusal is an error that starts with its status */
  async token(job: string, audience = 'sts.amazonaws.com'): Promise<string> {
    const response = await fetch(`${this.requestUrl}&audience=${encodeURIComponent(audience)}&job=${job}`, { headers: { authorization: `Bearer ${this.requestToken}` } });
    const { value, message } = await response.json() as Record<string, string>;
    if (!response.ok) throw new Error(`${response.status} ${message}`);
    return value;
  }
}

import * as http from 'node:http';
import { Sandbox } from '../../sandbox';

/** What the service answers. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

const PATIENCE_SECONDS = 10;

/** Asks the service through its load balancer, whose name only the sandbox knows. */
export function askService({ frontPort }: Sandbox, serviceUrl: string, path: string, patienceSeconds = PATIENCE_SECONDS): Promise<Answer> {
  const { host } = new URL(serviceUrl);
  return new Promise((resolve, reject) => {
    const request = http.get({ host: '127.0.0.1', port: frontPort, path, headers: { host }, timeout: patienceSeconds * 1000 }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => { body += chunk; });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    request.on('timeout', () => request.destroy(new Error(`the service did not answer in ${patienceSeconds} s`)));
    request.on('error', reject);
  });
}

/** The commit that the service says it was built from; undefined when it says none. */
export async function servedCommit(sandbox: Sandbox, serviceUrl: string): Promise<string | undefined> {
  const { status, body } = await askService(sandbox, serviceUrl, '/version');
  if (status !== 200) return undefined;
  try {
    return (JSON.parse(body) as { commit?: string }).commit;
  } catch {
    return undefined;
  }
}

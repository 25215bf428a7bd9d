import * as http from 'node:http';
import * as net from 'node:net';
import { gunzipSync } from 'node:zlib';

/** The endpoint of `npm audit`: it is sent names with versions. @see https://docs.npmjs.com/cli/v11/commands/npm-audit */
const BULK = '/-/npm/v1/security/advisories/bulk';

/** What a registry answers for one advisory of a package. */
function advisory(id: number, code: string, severity: string): object {
  return { id, url: `https://github.com/advisories/${code}`, title: `${severity} finding of the test`, severity, vulnerable_versions: '*', cwe: [], cvss: { score: 9.8, vectorString: null } };
}

/** The package whose advisory the workflow expects of every registry that can be asked. */
const CANARY = ['minimist', advisory(1, 'GHSA-xvch-5gv4-984h', 'critical')] as const;

/** A registry that only knows advisories, on loopback: the real one refuses audits where these tests run. */
export class AuditRegistry {
  static async start(): Promise<AuditRegistry> {
    const registry = new AuditRegistry();
    await new Promise<void>((resolve, reject) => registry.server.once('error', reject).listen(0, '127.0.0.1', resolve));
    return registry;
  }

  private readonly server = http.createServer((request, response) => void this.answer(request, response));
  private advisories: Record<string, object> = {};

  private constructor() {
    this.reset();
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as net.AddressInfo).port}/`;
  }

  /** From now on there is a finding for a package. */
  report(packageName: string, severity: string): void {
    this.advisories[packageName] = advisory(2, 'GHSA-0000-0000-0001', severity);
  }

  /** From now on there is nothing, but for the package that always has something. */
  reset(): void {
    this.advisories = { [CANARY[0]]: CANARY[1] };
  }

  /** From now on nobody is told anything: as a proxy without the endpoint answers. */
  empty(): void {
    this.advisories = {};
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (request.method !== 'POST' || request.url !== BULK) {
      this.answerSafety(request, response);
      return;
    }
    const body = Buffer.concat(chunks);
    const asked = JSON.parse(String(request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body)) as Record<string, string[]>;
    const found = Object.keys(asked).filter((name) => name in this.advisories).map((name) => [name, [this.advisories[name]]]);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(Object.fromEntries(found)));
  }

  /** What Safety asks of its service before it reads advisories from a folder: where one would log in. */
  private answerSafety(request: http.IncomingMessage, response: http.ServerResponse): void {
    const { url } = this;
    const answers: Record<string, object> = {
      '/.well-known/openid-configuration': { issuer: url, authorization_endpoint: `${url}authorize`, token_endpoint: `${url}token`, jwks_uri: `${url}jwks` },
      '/jwks': { keys: [] },
    };
    const answer = answers[request.url ?? ''];
    response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' }).end(request.method === 'HEAD' ? '' : JSON.stringify(answer ?? {}));
  }
}

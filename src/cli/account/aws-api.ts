import { AwsClient } from 'aws4fetch';
import { Account } from './account';
import { CliError, EXIT } from '../errors';

/** A service of the JSON protocols. */
interface JsonService {
  /** In the signature, and in the host name. */
  readonly name: string;
  readonly host?: string;
  readonly targetPrefix: string;
  readonly version: '1.0' | '1.1';
}

const SERVICES = {
  codepipeline: { name: 'codepipeline', targetPrefix: 'CodePipeline_20150709', version: '1.1' },
  codebuild: { name: 'codebuild', targetPrefix: 'CodeBuild_20161006', version: '1.1' },
  logs: { name: 'logs', targetPrefix: 'Logs_20140328', version: '1.1' },
  ecs: { name: 'ecs', targetPrefix: 'AmazonEC2ContainerServiceV20141113', version: '1.1' },
  ecr: { name: 'ecr', host: 'api.ecr', targetPrefix: 'AmazonEC2ContainerRegistry_V20150921', version: '1.1' },
} as const satisfies Record<string, JsonService>;

export type ServiceName = keyof typeof SERVICES;

/** What a service refused. */
export class AwsRefusal extends CliError {
  constructor(service: string, operation: string, readonly code: string, message: string) {
    super(`${service}:${operation} was refused: ${code}${message ? `: ${message}` : ''}`, fixOf(code), EXIT.unexpected);
  }
}

/** The few API calls that the command line makes, signed; AWS or a sandbox. */
export class AwsApi {
  constructor(private readonly account: Account) {}

  async call<T>(service: ServiceName, operation: string, input: object = {}): Promise<T> {
    const { name, targetPrefix, version } = SERVICES[service];
    const response = await this.send(name, this.url(SERVICES[service]), {
      method: 'POST',
      headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': `${targetPrefix}.${operation}` },
      body: JSON.stringify(input),
    });
    const text = await response.text();
    if (!response.ok) throw refusal(name, operation, text);
    return JSON.parse(text || '{}') as T;
  }

  /** Writes an object at `BUCKET/KEY`. */
  async putObject(location: string, body: Uint8Array): Promise<void> {
    const base = this.account.endpoint ?? `https://s3.${this.account.region}.${suffix(this.account.region)}`;
    const response = await this.send('s3', `${base}/${location.split('/').map(encodeURIComponent).join('/')}`, { method: 'PUT', body });
    if (!response.ok) throw refusal('s3', 'PutObject', await response.text());
  }

  private async send(service: string, url: string, init: RequestInit): Promise<Response> {
    const { credentials, region } = this.account;
    try {
      return await new AwsClient({ ...credentials, service, region, retries: 3 }).fetch(url, init);
    } catch (cause) {
      const why = (cause as { cause?: Error }).cause?.message ?? (cause as Error).message;
      throw new CliError(`${url} cannot be reached: ${why}`, this.account.endpoint ? 'is the sandbox up? "npx tap-cicd-pipeline sandbox up"' : 'check the region and the network', EXIT.unexpected);
    }
  }

  /** @see https://docs.aws.amazon.com/general/latest/gr/rande.html */
  private url({ name, host }: JsonService): string {
    const { endpoint, region } = this.account;
    return endpoint ? `${endpoint}/` : `https://${host ?? name}.${region}.${suffix(region)}/`;
  }
}

function suffix(region: string): string {
  return region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
}

/** In JSON, or in the XML of S3. */
function refusal(service: string, operation: string, text: string): AwsRefusal {
  const code = firstMatch(text, [/"__type"\s*:\s*"(?:[^"#]*#)?([^"]+)"/, /<Code>([^<]+)</]) ?? 'UnknownError';
  const message = firstMatch(text, [/"[mM]essage"\s*:\s*"((?:[^"\\]|\\.)*)"/, /<Message>([^<]*)</]) ?? '';
  return new AwsRefusal(service, operation, code, message);
}

function firstMatch(text: string, patterns: RegExp[]): string | undefined {
  return patterns.map((pattern) => pattern.exec(text)?.[1]).find((match) => match !== undefined);
}

function fixOf(code: string): string {
  if (/Token|Signature|InvalidClientTokenId|UnrecognizedClient|Expired/.test(code)) return 'sign in again: the credentials are not valid (any more)';
  if (/AccessDenied|NotAuthorized/.test(code)) return 'these credentials may not look at it: docs/cli.md lists the actions that are needed';
  return 'DEBUG=1 tells where it was asked';
}

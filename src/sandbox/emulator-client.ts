import { AwsClient } from 'aws4fetch';
import { AwsError, JsonObject } from './aws-json';
import { CallOrigin } from './iam/api-call';
import { RoleSession, sessionArn } from './iam/role-sessions';

/** Temporary or fixed credentials. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A line of a log. */
export interface LogEvent {
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly message: string;
}

/** A reference to a secret, in the parts of CodeBuild's `secret-id:json-key:version-stage:version-id`. */
export interface SecretReference {
  readonly secretId: string;
  readonly jsonKey?: string;
  readonly versionStage?: string;
  readonly versionId?: string;
}

/** What the sandbox's own services need of the emulator. Each call may be made with a role's credentials. */
export interface EmulatorClient {
  /** A call in a JSON protocol; target is the whole X-Amz-Target. */
  json(service: string, target: string, input: JsonObject, credentials?: Credentials): Promise<JsonObject>;
  /** A call in the query protocol; answers the XML. */
  query(service: string, parameters: Record<string, string>, credentials?: Credentials): Promise<string>;
  /** Credentials of a role; what they are used for is judged by the role's policies, and recorded with where they came from. */
  assumeRole(roleArn: string, sessionName: string, origin?: CallOrigin): Promise<Credentials>;
  /** Writes an object; with a key it asks for encryption under that KMS key. */
  putObject(bucket: string, key: string, body: Buffer, credentials?: Credentials, encryptionKey?: string): Promise<void>;
  getObject(bucket: string, key: string, credentials?: Credentials): Promise<Buffer>;
  createLogStream(group: string, stream: string, credentials?: Credentials): Promise<void>;
  putLogEvents(group: string, stream: string, events: LogEvent[], credentials?: Credentials): Promise<void>;
  getParameter(name: string, credentials?: Credentials): Promise<string>;
  getSecret(reference: SecretReference, credentials?: Credentials): Promise<string>;
  publish(topicArn: string, message: string, subject?: string, credentials?: Credentials): Promise<void>;
}

/** Where the emulator is and who the sandbox is there. */
export interface HttpEmulatorClientOptions {
  /** For example `http://127.0.0.1:4567`. */
  readonly url: string;
  readonly region: string;
  readonly accountId: string;
  /** Used where a call is not made with a role's credentials. */
  readonly credentials: Credentials;
  /**
   * Where calls with a role's credentials go: to the front, where everybody's are judged.
   *
   * @default - to the emulator
   */
  readonly roleUrl?: string;
  /** Told of each session that was handed out. */
  onSession?(accessKeyId: string, session: RoleSession): void;
}

interface EmulatorRequest {
  readonly method: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

/** The emulator over HTTP, signed as a client would. */
export class HttpEmulatorClient implements EmulatorClient {
  constructor(private readonly options: HttpEmulatorClientOptions) {}

  async json(service: string, target: string, input: JsonObject, credentials?: Credentials): Promise<JsonObject> {
    const version = target.startsWith('AmazonSSM') || service === 'secretsmanager' || service === 'logs' || service.startsWith('ecr') ? '1.1' : '1.0';
    const text = await this.send(service, '/', {
      method: 'POST',
      headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': target },
      body: JSON.stringify(input),
    }, credentials);
    return text.length === 0 ? {} : (JSON.parse(text.toString('utf8')) as JsonObject);
  }

  async query(service: string, parameters: Record<string, string>, credentials?: Credentials): Promise<string> {
    const text = await this.send(service, '/', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(parameters).toString(),
    }, credentials);
    return text.toString('utf8');
  }

  async assumeRole(roleArn: string, sessionName: string, origin: CallOrigin = {}): Promise<Credentials> {
    const xml = await this.query('sts', { Action: 'AssumeRole', Version: '2011-06-15', RoleArn: roleArn, RoleSessionName: sessionName });
    const accessKeyId = xmlValue(xml, 'AccessKeyId');
    this.options.onSession?.(accessKeyId, { ...origin, roleArn, sessionArn: sessionArn(roleArn, sessionName) });
    return {
      accessKeyId,
      secretAccessKey: xmlValue(xml, 'SecretAccessKey'),
      sessionToken: xmlValue(xml, 'SessionToken'),
    };
  }

  async putObject(bucket: string, key: string, body: Buffer, credentials?: Credentials, encryptionKey?: string): Promise<void> {
    const headers: Record<string, string> = encryptionKey
      ? { 'x-amz-server-side-encryption': 'aws:kms', 'x-amz-server-side-encryption-aws-kms-key-id': encryptionKey }
      : {};
    await this.send('s3', objectPath(bucket, key), { method: 'PUT', body, headers }, credentials);
  }

  async getObject(bucket: string, key: string, credentials?: Credentials): Promise<Buffer> {
    return this.send('s3', objectPath(bucket, key), { method: 'GET' }, credentials);
  }

  async createLogStream(group: string, stream: string, credentials?: Credentials): Promise<void> {
    await this.json('logs', 'Logs_20140328.CreateLogStream', { logGroupName: group, logStreamName: stream }, credentials);
  }

  async putLogEvents(group: string, stream: string, events: LogEvent[], credentials?: Credentials): Promise<void> {
    await this.json('logs', 'Logs_20140328.PutLogEvents', { logGroupName: group, logStreamName: stream, logEvents: events }, credentials);
  }

  async getParameter(name: string, credentials?: Credentials): Promise<string> {
    const answer = await this.json('ssm', 'AmazonSSM.GetParameter', { Name: name, WithDecryption: true }, credentials);
    return String((answer.Parameter as JsonObject).Value);
  }

  async getSecret(reference: SecretReference, credentials?: Credentials): Promise<string> {
    const answer = await this.json('secretsmanager', 'secretsmanager.GetSecretValue', {
      SecretId: reference.secretId,
      ...(reference.versionStage ? { VersionStage: reference.versionStage } : {}),
      ...(reference.versionId ? { VersionId: reference.versionId } : {}),
    }, credentials);
    const secret = String(answer.SecretString);
    return reference.jsonKey ? secretKey(secret, reference) : secret;
  }

  async publish(topicArn: string, message: string, subject?: string, credentials?: Credentials): Promise<void> {
    await this.query('sns', {
      Action: 'Publish', Version: '2010-03-31', TopicArn: topicArn, Message: message, ...(subject ? { Subject: subject } : {}),
    }, credentials);
  }

  /** The ARN of the key under which an object is, or that a bucket gives to new ones; undefined without a key of the account. */
  async encryptionKeyOf(bucket: string, key?: string): Promise<string | undefined> {
    const found = await (key === undefined ? this.defaultKey(bucket) : this.keyOfObject(bucket, key));
    // The key that S3 has by itself needs no permission: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
    if (found === undefined || found.includes('alias/aws/')) {
      return undefined;
    }
    return found.startsWith('arn:') ? found : `arn:aws:kms:${this.options.region}:${this.options.accountId}:key/${found}`;
  }

  /** The full ARN of a secret; undefined when there is none. */
  async secretArn(secretId: string): Promise<string | undefined> {
    const secret = await this.json('secretsmanager', 'secretsmanager.DescribeSecret', { SecretId: secretId }).catch(() => undefined);
    return secret && String(secret.ARN);
  }

  private async defaultKey(bucket: string): Promise<string | undefined> {
    // A bucket without encryption of its own answers 404.
    const response = await this.request('s3', `/${bucket}?encryption`, { method: 'GET' });
    return /<KMSMasterKeyID>([^<]+)</.exec(await response.text())?.[1];
  }

  private async keyOfObject(bucket: string, key: string): Promise<string | undefined> {
    const response = await this.request('s3', objectPath(bucket, key), { method: 'HEAD' });
    return response.headers.get('x-amz-server-side-encryption-aws-kms-key-id') ?? undefined;
  }

  private async send(service: string, path: string, init: EmulatorRequest, credentials?: Credentials): Promise<Buffer> {
    const response = await this.request(service, path, init, credentials);
    const answer = Buffer.from(await response.arrayBuffer());
    if (!response.ok) {
      throw emulatorError(service, response.status, answer.toString('utf8'));
    }
    return answer;
  }

  private request(service: string, path: string, init: EmulatorRequest, credentials?: Credentials): Promise<Response> {
    const client = new AwsClient({ ...(credentials ?? this.options.credentials), service, region: this.options.region, retries: 0 });
    const body = init.body instanceof Buffer ? new Uint8Array(init.body) : init.body;
    // Who somebody is needs no permission, and the front itself asks it.
    const judged = credentials !== undefined && service !== 'sts';
    const url = judged ? this.options.roleUrl ?? this.options.url : this.options.url;
    return client.fetch(`${url}${path}`, { ...init, body });
  }
}

/** The error that the emulator answered, whichever protocol it came in. */
function emulatorError(service: string, status: number, text: string): AwsError {
  const code = firstMatch(text, [/"__type"\s*:\s*"([^"]+)"/, /<Code>([^<]+)<\/Code>/]) ?? 'EmulatorError';
  const message = firstMatch(text, [/"[mM]essage"\s*:\s*"((?:[^"\\]|\\.)*)"/, /<Message>([^<]+)<\/Message>/]) ?? text.slice(0, 300);
  return new AwsError(code.replace(/^.*#/, ''), `${service} answered ${status}: ${message}`, status);
}

function firstMatch(text: string, patterns: RegExp[]): string | undefined {
  return patterns.map((pattern) => pattern.exec(text)?.[1]).find((match) => match !== undefined);
}

function xmlValue(xml: string, name: string): string {
  const value = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  if (value === undefined) {
    throw new AwsError('EmulatorError', `the answer has no <${name}>: ${xml.slice(0, 300)}`, 502);
  }
  return value;
}

function objectPath(bucket: string, key: string): string {
  return `/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
}

function secretKey(secret: string, reference: SecretReference): string {
  const value = (JSON.parse(secret) as JsonObject)[String(reference.jsonKey)];
  if (value === undefined) {
    throw new AwsError('ResourceNotFoundException', `secret '${reference.secretId}' has no key '${reference.jsonKey}'`);
  }
  return String(value);
}

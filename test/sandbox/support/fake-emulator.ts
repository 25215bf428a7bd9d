import { JsonObject } from '../../../src/sandbox/aws-json';
import { Credentials, EmulatorClient, LogEvent, SecretReference } from '../../../src/sandbox/emulator-client';

/** The emulator without a network: keeps what it is given. */
export class FakeEmulator implements EmulatorClient {
  readonly objects = new Map<string, Buffer>();
  readonly encryptionKeys = new Map<string, string | undefined>();
  readonly logs = new Map<string, LogEvent[]>();
  readonly parameters = new Map<string, string>();
  readonly secrets = new Map<string, string>();
  readonly published: { topicArn: string; message: JsonObject }[] = [];
  readonly calls: { service: string; target: string; input: JsonObject }[] = [];
  /** Roles in the order in which they were taken. */
  readonly assumed: string[] = [];
  /** By stack id; a stack that is not here is unknown. */
  readonly stackStatus = new Map<string, string>();
  /** What an action of the query protocol answers, by its name. */
  readonly queries = new Map<string, (parameters: Record<string, string>, credentials?: Credentials) => string>();

  async json(service: string, target: string, input: JsonObject): Promise<JsonObject> {
    this.calls.push({ service, target, input });
    return {};
  }

  async query(service: string, parameters: Record<string, string>, credentials?: Credentials): Promise<string> {
    const answer = this.queries.get(parameters.Action);
    if (answer) {
      return answer(parameters, credentials);
    }
    if (service === 'cloudformation') {
      const status = this.stackStatus.get(parameters.StackName);
      return status ? `<StackStatus>${status}</StackStatus>` : '';
    }
    return '';
  }

  async assumeRole(roleArn: string): Promise<Credentials> {
    this.assumed.push(roleArn);
    return { accessKeyId: 'ASIAFAKE', secretAccessKey: `secret of ${roleArn}`, sessionToken: `token of ${roleArn}` };
  }

  async putObject(bucket: string, key: string, body: Buffer, _credentials?: Credentials, encryptionKey?: string): Promise<void> {
    this.objects.set(`${bucket}/${key}`, body);
    this.encryptionKeys.set(`${bucket}/${key}`, encryptionKey);
  }

  async getObject(bucket: string, key: string): Promise<Buffer> {
    const body = this.objects.get(`${bucket}/${key}`);
    if (!body) {
      throw new Error(`no object ${bucket}/${key}`);
    }
    return body;
  }

  async createLogStream(group: string, stream: string): Promise<void> {
    this.logs.set(`${group} ${stream}`, []);
  }

  async putLogEvents(group: string, stream: string, events: LogEvent[]): Promise<void> {
    this.logs.get(`${group} ${stream}`)?.push(...events);
  }

  async getParameter(name: string): Promise<string> {
    return required(this.parameters, name);
  }

  async getSecret(reference: SecretReference): Promise<string> {
    const secret = required(this.secrets, reference.secretId);
    return reference.jsonKey ? String((JSON.parse(secret) as JsonObject)[reference.jsonKey]) : secret;
  }

  async publish(topicArn: string, message: string): Promise<void> {
    this.published.push({ topicArn, message: JSON.parse(message) as JsonObject });
  }

  /** All lines of a log group. */
  logLines(group: string): string[] {
    return [...this.logs].filter(([name]) => name.startsWith(`${group} `)).flatMap(([, events]) => events.map(({ message }) => message));
  }
}

function required(values: Map<string, string>, name: string): string {
  const value = values.get(name);
  if (value === undefined) {
    throw new Error(`nothing is stored as ${name}`);
  }
  return value;
}

import * as fs from 'node:fs';
import * as http from 'node:http';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { BackgroundProcess, stopBackground, waitFor } from '../../../src/sandbox/background-process';
import { cacheFolder } from '../../../src/sandbox/cache-folder';
import { EMULATOR_FOLDER, NotVerified, readNotVerified, startEmulator } from '../../../src/sandbox/emulator';
import { ensurePythonEnvironment } from '../../../src/sandbox/python-environment';
import { tryRun } from '../../../src/sandbox/run-command';
import { Steps } from '../../../src/sandbox/steps';

type Json = Record<string, unknown>;

/** A provision request as the front gets it. */
export interface Forwarded {
  readonly operation: string;
  readonly resourceType: string;
  readonly physicalId?: string;
  readonly properties: Json;
  readonly stackName: string;
  readonly stackId: string;
}

/** The emulator with its extension, and a front that answers each provision and refuses a resource called `refused`. */
export class EmulatorFixture {
  readonly forwarded: Forwarded[] = [];
  private readonly state = fs.mkdtempSync(path.join(os.tmpdir(), 'emulator-e2e-'));
  private readonly front = http.createServer((request, response) => void this.provision(request, response));
  private emulator?: BackgroundProcess;
  private commands = '';
  private url = '';

  get address(): string {
    return this.url;
  }

  async start(): Promise<void> {
    const python = await ensurePythonEnvironment(cacheFolder(), path.join(EMULATOR_FOLDER, 'requirements.txt'), new Steps(() => undefined));
    await new Promise<void>((resolve) => this.front.listen(0, '127.0.0.1', resolve));
    const port = await freePort();
    this.commands = python.commands;
    this.url = `http://127.0.0.1:${port}`;
    this.emulator = await startEmulator({
      python,
      port,
      functionLibraries: '',
      accountId: '111122223333',
      region: 'us-east-1',
      stateFolder: this.state,
      frontUrl: `http://127.0.0.1:${(this.front.address() as net.AddressInfo).port}`,
    });
  }

  async stop(): Promise<void> {
    await stopBackground(this.emulator);
    this.front.closeAllConnections();
    await new Promise((resolve) => this.front.close(resolve));
    fs.rmSync(this.state, { recursive: true, force: true });
  }

  /** The stock AWS CLI's answer; its error is thrown. */
  async aws<T = Json>(...args: string[]): Promise<T> {
    const env = {
      PATH: `${this.commands}:${process.env.PATH}`,
      HOME: this.state,
      AWS_ENDPOINT_URL: this.url,
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'AKIATEST',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_PAGER: '',
      AWS_EC2_METADATA_DISABLED: 'true',
    };
    const result = await tryRun('aws', [...args, '--output', 'json'], { env });
    if (result.code !== 0) {
      throw new Error(result.stderr.trim());
    }
    return (result.stdout.trim() ? JSON.parse(result.stdout) : {}) as T;
  }

  /** Creates or updates a stack and answers the status it ends with. */
  async deploy(stack: string, resources: Json, verb: 'create-stack' | 'update-stack' = 'create-stack'): Promise<string> {
    await this.aws('cloudformation', verb, '--stack-name', stack, '--capabilities', 'CAPABILITY_NAMED_IAM',
      '--template-body', JSON.stringify({ Resources: resources }));
    return this.settled(stack);
  }

  async delete(stack: string): Promise<void> {
    await this.aws('cloudformation', 'delete-stack', '--stack-name', stack);
    await waitFor(async () => (await this.settled(stack).catch(() => 'gone')) === 'gone', 20, 300);
  }

  notVerified(): NotVerified[] {
    return readNotVerified(this.state);
  }

  private async settled(stack: string): Promise<string> {
    let status = '';
    await waitFor(async () => {
      const answer = await this.aws<{ Stacks: { StackStatus: string }[] }>('cloudformation', 'describe-stacks', '--stack-name', stack);
      status = answer.Stacks[0].StackStatus;
      return !status.endsWith('IN_PROGRESS');
    }, 30, 200);
    return status;
  }

  private async provision(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    const asked = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Forwarded;
    this.forwarded.push(asked);
    const name = String(asked.properties.ClusterName);
    if (name === 'refused') {
      response.writeHead(400).end(JSON.stringify({ error: 'the test refuses this one' }));
      return;
    }
    response.end(JSON.stringify({ physicalId: name, attributes: { Arn: `arn:aws:ecs:us-east-1:111122223333:cluster/${name}` } }));
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

import * as http from 'node:http';
import * as net from 'node:net';
import { AwsError, Caller, JsonObject, notImplemented, QueryService, SandboxService } from './aws-json';
import { HttpAnswer, jsonAnswer, jsonRefusal, OwnAnswer, queryAnswer, queryRefusal, s3Refusal } from './front-answers';
import { control, ControlOptions } from './front-control';
import { callerOf, Route, route, signedCallOf } from './front-routing';
import { proxy, readBody } from './http-proxy';
import { registryError, registryKeyOf } from './iam/registry';
import { SandboxContext, SandboxPart } from './part';
import { createParts, SandboxParts } from './parts';
import { fromForm, requireMembers } from './required-members';

/** How the front is started. */
export interface FrontOptions {
  readonly context: SandboxContext;
  /** Port on 127.0.0.1; 0 takes a free one. */
  readonly port: number;
  /**
   * The services behind the front.
   *
   * @default - all that the sandbox has
   */
  readonly parts?: SandboxParts;
  /**
   * Told of every answer of the sandbox's own services.
   *
   * @default - nobody is told
   */
  onAnswer?(answer: OwnAnswer): void;
  /** Called when somebody posts to `/_sandbox/shutdown`, once the front is closed. */
  onShutDown?(): void;
}

/** A front that listens. */
export interface RunningFront {
  readonly port: number;
  readonly url: string;
  readonly parts: SandboxParts;
  /** Stops the services, then the endpoint. */
  close(): Promise<void>;
}

/**
 * The sandbox's one AWS endpoint: its own services are answered here, load balancers' names lead to their targets, everything else goes
 * to the emulator.
 */
export async function startFront(options: FrontOptions): Promise<RunningFront> {
  const { context } = options;
  const parts = options.parts ?? createParts(context);
  const front = new Front(options, parts, () => void close().then(() => options.onShutDown?.()));
  const server = http.createServer((request, response) => front.handle(request, response));
  // Clients keep their connections; a short limit here would break the next request on them.
  server.keepAliveTimeout = 75_000;
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(options.port, '127.0.0.1', resolve));
  for (const part of parts.all) {
    await part.start?.();
  }
  const close = async (): Promise<void> => {
    await Promise.all(parts.all.map((part) => part.stop?.()));
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  const { port } = server.address() as net.AddressInfo;
  return { port, url: `http://127.0.0.1:${port}`, parts, close };
}

class Front {
  private readonly services: SandboxService[];
  private readonly queryServices: QueryService[];
  private readonly control: ControlOptions;

  private readonly context: SandboxContext;

  constructor(private readonly options: FrontOptions, private readonly parts: SandboxParts, shutDown: () => void) {
    this.context = options.context;
    this.services = parts.all.flatMap((part) => part.services ?? []);
    this.queryServices = parts.all.flatMap((part) => part.queryServices ?? []);
    this.control = { parts: parts.all, pipelines: parts.pipelines, emulatorUrl: this.context.emulatorUrl, shutDown };
  }

  handle(request: http.IncomingMessage, response: http.ServerResponse): void {
    if (this.parts.all.some((part: SandboxPart) => part.loadBalancers?.tryHandle(request, response))) {
      return;
    }
    this.admit(request, response).then(() => this.dispatch(request, response)).catch((error: unknown) => {
      if (error instanceof AwsError) {
        return send(response, refusal(request, error));
      }
      this.context.log(`${request.method} ${request.url}: ${error instanceof Error ? error.stack : String(error)}`);
      send(response, refusal(request, new AwsError('InternalFailure', String(error), 500)));
    });
  }

  /** Throws `AwsError` for what the caller's role may not do. */
  private async admit(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const { access } = this.context;
    if (signedCallOf(request)?.service === 'iam') {
      response.once('close', () => access.forgetPolicies());
    }
    await access.admit(request);
  }

  private async dispatch(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const destination = route(request, this.services, this.queryServices);
    switch (destination.kind) {
      case 'control':
        return control(request, response, this.control);
      case 'forward':
        return proxy(request, response, destination.url, `${destination.url.pathname}${destination.url.search}`);
      case 'json':
        return this.json(request, response, destination);
      case 'query':
        return this.query(request, response, await readForm(request), destination.service);
      case 'registry':
        return this.registry(request, response);
      case 'unsigned':
        return this.unsigned(request, response);
      case 'emulator':
        return this.toEmulator(request, response);
    }
  }

  private async unsigned(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const form = await readForm(request);
    const action = form.parameters.get('Action') ?? '';
    const service = this.queryServices.find(({ unsignedActions }) => unsignedActions?.includes(action));
    return service ? this.query(request, response, form, service) : this.toEmulator(request, response, form.body);
  }

  /** Docker says who it is only when it is asked. */
  private async registry(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const key = registryKeyOf(request);
    if (key === undefined) {
      response.writeHead(401, { 'www-authenticate': `Basic realm="${this.context.frontUrl}/",service="ecr.amazonaws.com"` });
      response.end();
      return;
    }
    try {
      await this.context.access.admitToRegistry(request, key);
      this.toEmulator(request, response);
    } catch (error) {
      if (!(error instanceof AwsError)) {
        throw error;
      }
      send(response, { ...jsonAnswer(registryError(error), { contentType: 'application/json' }), status: 403 });
    }
  }

  private toEmulator(request: http.IncomingMessage, response: http.ServerResponse, body?: string): void {
    proxy(request, response, new URL(this.context.emulatorUrl), request.url ?? '/', body);
  }

  private async json(request: http.IncomingMessage, response: http.ServerResponse, { service, operation }: Route & { kind: 'json' }): Promise<void> {
    const perform = (): Promise<JsonObject> => performOperation(service, operation, request);
    const answer = await answered(perform, (result) => jsonAnswer(result, service), (error) => jsonRefusal(error, service));
    this.deliver(response, { service: service.name, operation, ...answer });
  }

  private async query(request: http.IncomingMessage, response: http.ServerResponse, form: Form, service: QueryService): Promise<void> {
    const perform = (): Promise<string | undefined> => performAction(service, form.parameters, callerOf(request));
    const answer = await answered(perform, (xml) => xml && queryAnswer(200, xml), queryRefusal);
    if (!answer) {
      return this.toEmulator(request, response, form.body);
    }
    this.deliver(response, { service: service.name, operation: form.parameters.get('Action') ?? '', ...answer });
  }

  private deliver(response: http.ServerResponse, answer: OwnAnswer): void {
    send(response, answer);
    this.options.onAnswer?.(answer);
  }
}

/** The answer of an operation, or the refusal that it threw; any other error goes on. */
async function answered<T, A>(
  perform: () => Promise<T>, toAnswer: (result: T) => A, toRefusal: (error: AwsError) => HttpAnswer,
): Promise<A | HttpAnswer> {
  try {
    return toAnswer(await perform());
  } catch (error) {
    if (!(error instanceof AwsError)) {
      throw error;
    }
    return toRefusal(error);
  }
}

async function performOperation(service: SandboxService, operation: string, request: http.IncomingMessage): Promise<JsonObject> {
  const body = await readBody(request);
  const perform = service.operations[operation];
  if (!perform) {
    throw notImplemented(service.name, operation);
  }
  const input = parseJson(body);
  requireMembers(service.name, operation, input);
  return perform(input, callerOf(request));
}

/** The answer of a service; undefined where the action is the emulator's, and nothing speaks against it. */
async function performAction(service: QueryService, parameters: URLSearchParams, caller: Caller): Promise<string | undefined> {
  const action = parameters.get('Action') ?? '';
  if (service.actions[action]) {
    requireMembers(service.name, action, fromForm(parameters));
    return service.actions[action](parameters, caller);
  }
  if (!service.passThrough) {
    throw notImplemented(service.name, action);
  }
  await service.guards?.[action]?.(parameters, caller);
  return undefined;
}

/** A request in the query protocol, read. */
interface Form {
  readonly parameters: URLSearchParams;
  readonly body: string;
}

/** The parameters stand in the body, in the address, or in both. */
async function readForm(request: http.IncomingMessage): Promise<Form> {
  const body = await readBody(request);
  return { body, parameters: new URLSearchParams([(request.url ?? '').split('?')[1] ?? '', body].filter(Boolean).join('&')) };
}

function parseJson(body: string): JsonObject {
  try {
    return body === '' ? {} : (JSON.parse(body) as JsonObject);
  } catch {
    throw new AwsError('SerializationException', 'the request is not JSON');
  }
}

function send(response: http.ServerResponse, { status, headers, body }: HttpAnswer): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, headers);
  response.end(body);
}

/** Services that are neither of the query protocol nor of one in JSON. */
const REST_XML = ['cloudfront', 'route53'];

/** In the protocol of the request. */
function refusal(request: http.IncomingMessage, error: AwsError): HttpAnswer {
  const isForm = (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
  const isXml = isForm || REST_XML.includes(signedCallOf(request)?.service ?? '');
  if (signedCallOf(request)?.service === 's3') {
    return s3Refusal(error);
  }
  return isXml ? queryRefusal(error) : jsonRefusal(error);
}

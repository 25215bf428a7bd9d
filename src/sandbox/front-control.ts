import * as http from 'node:http';
import { JsonObject } from './aws-json';
import { CodePipelinePart } from './codepipeline';
import { ControlError, ControlHandler, ControlRequest } from './control-endpoint';
import { readBody } from './http-proxy';
import { GitPush, SandboxPart } from './part';
import { provision, ResourceRequest } from './provisioner';

/** What the control endpoints work with. */
export interface ControlOptions {
  readonly parts: SandboxPart[];
  readonly pipelines: Pick<CodePipelinePart, 'progress'>;
  readonly emulatorUrl: string;
  /** Called after the answer to `POST /_sandbox/shutdown`. */
  shutDown(): void;
}

type Handler = (options: ControlOptions, body: string, url: URL) => Promise<JsonObject>;

const HANDLERS: Record<string, Handler> = {
  'GET /_sandbox/status': async ({ parts, emulatorUrl }) => ({
    ready: true,
    emulatorUrl,
    parts: Object.fromEntries(parts.map((part) => [part.name, part.status?.() ?? {}])),
  }),
  'POST /_sandbox/provision': async ({ parts }, body) => {
    const provisioners = parts.flatMap((part) => part.provisioners ?? []);
    const { physicalId, attributes } = await provision(provisioners, JSON.parse(body) as ResourceRequest);
    return { physicalId, attributes };
  },
  'POST /_sandbox/git-push': async ({ parts }, body) => {
    const push = JSON.parse(body) as GitPush;
    const answers = await Promise.all(parts.map((part) => part.onGitPush?.(push)));
    return Object.assign({}, ...answers) as JsonObject;
  },
  'GET /_sandbox/progress': async ({ pipelines }, _body, url) => {
    const pipelineName = url.searchParams.get('pipeline') ?? '';
    const [executionId, commit] = ['execution', 'commit'].map((name) => url.searchParams.get(name) ?? undefined);
    const progress = pipelines.progress({ pipelineName, executionId, commit });
    if (!progress) {
      const which = executionId ?? (commit ? `of commit ${commit}` : 'yet');
      throw new Error(`pipeline '${pipelineName}' has no execution ${which}; did its trigger filters let the push through?`);
    }
    return { ...progress };
  },
  'POST /_sandbox/shutdown': async () => ({ stopping: true }),
};

/** Answers a control endpoint; whatever goes wrong is `400 {error}`. */
export async function control(request: http.IncomingMessage, response: http.ServerResponse, options: ControlOptions): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://sandbox');
  const name = `${request.method} ${url.pathname}`;
  try {
    answer(response, 200, await perform(name, options, { url, headers: request.headers, body: await readBody(request) }));
  } catch (error) {
    refuse(response, error);
  }
  if (name === 'POST /_sandbox/shutdown') {
    options.shutDown();
  }
}

async function perform(name: string, options: ControlOptions, request: ControlRequest): Promise<JsonObject> {
  const ofParts: Record<string, ControlHandler> = Object.assign({}, ...options.parts.map(({ controls }) => controls));
  if (name in ofParts) {
    return ofParts[name](request);
  }
  if (!(name in HANDLERS)) {
    throw new Error(`the sandbox has no control endpoint ${name}; it has ${[...Object.keys(HANDLERS), ...Object.keys(ofParts)].join(', ')}`);
  }
  return HANDLERS[name](options, request.body, request.url);
}

/** GitHub's toolkit prints the `message` of a refusal. */
function refuse(response: http.ServerResponse, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  return error instanceof ControlError ? answer(response, error.status, { error: message, message }) : answer(response, 400, { error: message });
}

function answer(response: http.ServerResponse, status: number, body: JsonObject): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

import type { IncomingHttpHeaders } from 'node:http';
import { JsonObject } from './aws-json';

/** A request to one of the sandbox's own endpoints, below `/_sandbox/`. */
export interface ControlRequest {
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Answers a control endpoint. A `ControlError` has its status, any other error is 400. */
export type ControlHandler = (request: ControlRequest) => Promise<JsonObject>;

/** A refusal with a status of its own. */
export class ControlError extends Error {
  constructor(readonly status: number, message: string) {
    super(message);
  }
}

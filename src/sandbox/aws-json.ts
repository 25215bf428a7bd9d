/** A JSON object of which nothing is known yet. */
export type JsonObject = Record<string, unknown>;

/** Who sent a request, as far as the signature tells. */
export interface Caller {
  /** Access key of the SigV4 signature; the sandbox does not verify the signature itself. */
  readonly accessKeyId?: string;
  /** Region of the SigV4 signature. */
  readonly region?: string;
  /** Token of temporary credentials. */
  readonly sessionToken?: string;
}

/** A signed request, as far as its head tells. */
export interface SignedCall {
  readonly accessKeyId: string;
  /** The service's name in the signature. */
  readonly service: string;
}

/** One API operation: the request's JSON in, the response's JSON out. Throws `AwsError` for a failure that the client sees. */
export type Operation = (input: JsonObject, caller: Caller) => Promise<JsonObject>;

/** A service that speaks one of AWS's JSON protocols and is answered by the sandbox itself. */
export interface SandboxService {
  /** The service's name in a SigV4 credential scope, for example `codepipeline`. */
  readonly name: string;
  /** What stands before the dot in the X-Amz-Target header, for example `CodePipeline_20150709`. */
  readonly targetPrefix: string;
  /** By operation name, for example `GetPipeline`. */
  readonly operations: Record<string, Operation>;
  /**
   * @default application/x-amz-json-1.1
   */
  readonly contentType?: string;
  /**
   * How the service spells the message of an error.
   *
   * @default message
   */
  readonly errorMessageName?: 'message' | 'Message';
  /**
   * Operations that are not in the table go on to the emulator.
   *
   * @default false - an operation that is not in the table answers the error `SandboxNotImplemented`
   */
  readonly passThrough?: boolean;
}

/** A service that speaks AWS's query protocol (form in, XML out) and is answered by the sandbox itself, for example load balancing. */
export interface QueryService {
  /** The service's name in a SigV4 credential scope, for example `elasticloadbalancing`. */
  readonly name: string;
  /** By action name, for example `DescribeLoadBalancers`; answers the whole XML document. */
  readonly actions: Record<string, (parameters: URLSearchParams, caller: Caller) => Promise<string>>;
  /**
   * Actions that are not in the table go on to the emulator.
   *
   * @default false - an action that is not in the table answers the error `SandboxNotImplemented`
   */
  readonly passThrough?: boolean;
  /** Asked before an action goes on to the emulator, by action name; throws `AwsError` to refuse it. */
  readonly guards?: Record<string, (parameters: URLSearchParams, caller: Caller) => Promise<void>>;
  /** Actions that clients send without a signature; they are told by their name. */
  readonly unsignedActions?: string[];
}

/** The sandbox's own code, for what it does not have. */
const NOT_IMPLEMENTED = 'SandboxNotImplemented';

/** An error that the client of an AWS API sees, with AWS's own code. */
export class AwsError extends Error {
  /**
   * @param code AWS's error code, for example `PipelineNotFoundException`
   * @param message what was wrong, with the value and the fix
   * @param statusCode the HTTP status
   */
  constructor(readonly code: string, message: string, readonly statusCode: number = code === NOT_IMPLEMENTED ? 501 : 400) {
    super(message);
    this.name = code;
  }
}

/** The answer for an operation that the sandbox does not have: it never pretends. */
export function notImplemented(service: string, operation: string): AwsError {
  return new AwsError(NOT_IMPLEMENTED, `the sandbox does not implement ${service}:${operation}`);
}

/** Reads a required string out of a request. */
export function requiredString(input: JsonObject, name: string): string {
  const value = input[name];
  if (typeof value !== 'string' || value === '') {
    throw new AwsError('ValidationException', `'${name}' must be a non-empty string, got ${JSON.stringify(value)}; pass it`);
  }
  return value;
}

/** Reads an optional string out of a request. */
export function optionalString(input: JsonObject, name: string): string | undefined {
  const value = input[name];
  return typeof value === 'string' ? value : undefined;
}

/** Reads a list of strings out of a request; an absent list is empty. */
export function stringList(input: JsonObject, name: string): string[] {
  const value = input[name];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

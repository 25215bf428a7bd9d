/** The services that the programs talk to, by the name that the AWS CLI uses. */
export type AwsService = 'ecr' | 'ecs' | 'logs' | 'ssm';

/** AWS as the programs see it: an operation by its API name, JSON in, JSON out. */
export interface Aws {
  /**
   * Calls one API operation, without following pages.
   *
   * @throws AwsCallError when AWS refuses or cannot be reached
   */
  call<Output>(service: AwsService, operation: string, input: object): Promise<Output>;
}

/** AWS refused a call, or it could not be reached (code `Unreachable`). */
export class AwsCallError extends Error {
  constructor(
    public readonly service: AwsService,
    public readonly operation: string,
    public readonly code: string,
    public readonly detail: string,
  ) {
    super(`${service}:${operation} failed with ${code}: ${detail}`);
    this.name = 'AwsCallError';
  }
}

/** Whether an error is a refusal of AWS with one of these codes. */
export function isAwsError(error: unknown, ...codes: string[]): error is AwsCallError {
  return error instanceof AwsCallError && codes.includes(error.code);
}

/** What an error says, whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A timestamp in milliseconds: version 1 of the AWS CLI prints seconds, version 2 an ISO text. */
export function timeOf(value: string | number | undefined): number {
  if (value === undefined) { return 0; }
  return typeof value === 'number' ? value * 1000 : Date.parse(value);
}

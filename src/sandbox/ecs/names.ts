import { randomBytes } from 'node:crypto';

/** Where the sandbox pretends to be. */
export interface Place {
  readonly region: string;
  readonly accountId: string;
}

/** An ECS ARN, for example of `task/cluster/id`. */
export function ecsArn(place: Place, resource: string): string {
  const partition = place.region.startsWith('cn-') ? 'aws-cn' : place.region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
  return `arn:${partition}:ecs:${place.region}:${place.accountId}:${resource}`;
}

/** A task's id: 32 hexadecimal digits. */
export function newTaskId(): string {
  return randomBytes(16).toString('hex');
}

/** A number of 19 digits, as in the ids of deployments and revisions. */
export function newNumber(): string {
  const digits = BigInt(`0x${randomBytes(8).toString('hex')}`) % 9_000_000_000_000_000_000n;
  return (digits + 1_000_000_000_000_000_000n).toString();
}

/** An id of letters and digits, as in the ARNs of service deployments. */
export function newShortId(): string {
  return randomBytes(16).toString('base64url').replace(/[-_]/g, 'x').slice(0, 21);
}

/** An id for events and attachments. */
export function newUuid(): string {
  return randomBytes(16).toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

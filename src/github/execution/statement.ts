import type { PhysicalNames } from '../../foundation/physical-names';

/** One statement of an identity policy, in IAM's own words. */
export interface ExecutionStatement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: string[];
  readonly Resource: string | string[];
  readonly Condition?: { readonly [operator: string]: { readonly [key: string]: string | string[] } };
}

/** Where the pipeline is going to be, and how its resources are called: all that is known before the first deployment. */
export interface ExecutionPlace {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  /** The qualifier of the CDK bootstrap. */
  readonly qualifier: string;
  readonly names: PhysicalNames;
  /** The suites of the Test stage. */
  readonly suites: string[];
  readonly clusterName: string;
  /** A key of the user's own; without it the pipeline's key is known by its tag. */
  readonly keyArn?: string;
}

/** Allows actions of one service. */
export function allow(sid: string, service: string, actions: string[], resource: string | string[], condition?: ExecutionStatement['Condition']): ExecutionStatement {
  return {
    Sid: sid, Effect: 'Allow', Action: actions.map((action) => `${service}:${action}`), Resource: resource, ...(condition && { Condition: condition }),
  };
}

/** The ARN of a resource of this account and region. */
export function arnOf({ partition, region, account }: ExecutionPlace, service: string, resource: string): string {
  return `arn:${partition}:${service}:${region}:${account}:${resource}`;
}

/** The ARN of something of IAM, which has no region. */
export function iamArnOf({ partition, account }: ExecutionPlace, resource: string): string {
  return `arn:${partition}:iam::${account}:${resource}`;
}

/** The resource is there and carries the tag of the environment. */
export function tagged({ names }: ExecutionPlace): { readonly StringEquals: { readonly [key: string]: string } } {
  return { StringEquals: { 'aws:ResourceTag/Environment': names.suffix } };
}

/** The resource is made with the tag of the environment. */
export function madeWithTag({ names }: ExecutionPlace): { readonly StringEquals: { readonly [key: string]: string } } {
  return { StringEquals: { 'aws:RequestTag/Environment': names.suffix } };
}

/**
 * The tag of the environment is put on a resource that has it already, or has no such tag yet.
 *
 * Where a service says neither at its creation nor by another key that a tag belongs to a creation, nothing narrower lets
 * CloudFormation tag what it makes; another environment's resources stay out of reach.
 */
export function takesTag(place: ExecutionPlace): ExecutionStatement['Condition'] {
  return { ...madeWithTag(place), StringEqualsIfExists: { 'aws:ResourceTag/Environment': place.names.suffix } };
}

/** What a service does with the key for the caller: only through these services. */
export function through(place: ExecutionPlace, services: string[]): string[] {
  return services.map((service) => `${service}.${place.region}.amazonaws.com`);
}

import { JsonObject } from '../aws-json';
import type { RequestHead } from '../front-routing';
import { ApiCall, Place } from './api-call';
import { JSON_ACTIONS } from './json-actions';
import { s3Calls } from './s3-actions';

/** Services whose name in a signature is not their prefix in IAM's actions. */
const PREFIXES: Readonly<Record<string, string>> = { monitoring: 'cloudwatch', tagging: 'tag', email: 'ses' };

/** A request whose sender is known by the signature. */
export interface SignedRequest {
  readonly head: RequestHead;
  /** The service's name in the signature. */
  readonly service: string;
  readonly body: string;
}

type FormReader = (form: URLSearchParams) => { readonly resource: string; readonly context?: ApiCall['context'] };

const none: FormReader = () => ({ resource: '*' });

/** Actions of the query protocol. */
export const QUERY_ACTIONS: Readonly<Record<string, FormReader>> = {
  'sns:Publish': (form) => ({ resource: form.get('TopicArn') ?? form.get('TargetArn') ?? '*' }),
  'sts:AssumeRole': (form) => ({ resource: form.get('RoleArn') ?? '*' }),
  'sts:GetCallerIdentity': none,
  'elasticloadbalancing:DescribeListeners': none,
  'elasticloadbalancing:DescribeLoadBalancers': none,
  'elasticloadbalancing:DescribeRules': none,
  'elasticloadbalancing:DescribeTargetGroups': none,
  'elasticloadbalancing:DescribeTargetHealth': none,
};

/**
 * What IAM is asked about a request.
 *
 * An operation that is in no table is asked about all the same, by its name alone; one whose name the sandbox cannot tell, as `SERVICE:*`.
 */
export function callsOf(request: SignedRequest, place: Place): ApiCall[] {
  const { head, service, body } = request;
  if (service === 's3') {
    return s3Calls(head, body);
  }
  const prefix = PREFIXES[service] ?? service;
  const target = [head.headers['x-amz-target'] ?? ''].flat()[0];
  if (target !== '') {
    return jsonCalls(`${prefix}:${target.slice(target.lastIndexOf('.') + 1)}`, parse(body), place);
  }
  const form = new URLSearchParams((head.url ?? '').split('?')[1] ?? '');
  new URLSearchParams(body).forEach((value, name) => form.set(name, value));
  return formCalls(prefix, form);
}

/** What IAM is asked about an operation of a JSON protocol. */
export function jsonCalls(action: string, input: JsonObject, place: Place): ApiCall[] {
  return JSON_ACTIONS[action]?.(input, place) ?? [{ action, resource: '*', unmapped: true }];
}

function formCalls(prefix: string, form: URLSearchParams): ApiCall[] {
  const action = `${prefix}:${form.get('Action') ?? '*'}`;
  const reader = QUERY_ACTIONS[action];
  return [reader ? { action, ...reader(form) } : { action, resource: '*', unmapped: true }];
}

function parse(body: string): JsonObject {
  try {
    return (body === '' ? {} : JSON.parse(body)) as JsonObject;
  } catch {
    return {};
  }
}

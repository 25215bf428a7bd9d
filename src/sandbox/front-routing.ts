import type { IncomingMessage } from 'node:http';
import { Caller, QueryService, SandboxService, SignedCall } from './aws-json';

/** Where a request goes. */
export type Route =
  | { readonly kind: 'control'; readonly path: string }
  | { readonly kind: 'forward'; readonly url: URL }
  | { readonly kind: 'json'; readonly service: SandboxService; readonly operation: string }
  | { readonly kind: 'query'; readonly service: QueryService }
  | { readonly kind: 'registry' }
  | { readonly kind: 'unsigned' }
  | { readonly kind: 'emulator' };

/** The part of a request that routing looks at. */
export type RequestHead = Pick<IncomingMessage, 'method' | 'url' | 'headers'>;

/** Decides by the address, the X-Amz-Target header and the SigV4 credential scope; without a scope the action in the body decides. */
export function route(request: RequestHead, services: SandboxService[], queryServices: QueryService[]): Route {
  const url = request.url ?? '/';
  if (/^https?:\/\//i.test(url)) {
    return { kind: 'forward', url: new URL(url) };
  }
  if (url.startsWith('/_sandbox/')) {
    return { kind: 'control', path: url };
  }
  const [targetPrefix, operation] = splitTarget(request.headers['x-amz-target']);
  const byTarget = services.filter((service) => service.targetPrefix === targetPrefix);
  const answering = byTarget.find((service) => service.operations[operation]) ?? byTarget.find(({ passThrough }) => !passThrough);
  if (byTarget.length > 0) {
    return answering ? { kind: 'json', service: answering, operation } : { kind: 'emulator' };
  }
  return routeByScope(request, services, queryServices);
}

/** Docker's requests have a password or nothing, never a signature. */
function isForRegistry(request: RequestHead): boolean {
  return /^\/v2(\/|$)/.test(request.url ?? '/') && scopeOf(request) === undefined;
}

/** Without a signature nothing but the action tells the service, and it may stand in the body. */
function mayBeUnsignedAction({ method, url = '/', headers }: RequestHead): boolean {
  const isForm = method === 'POST' && (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
  return /^\/(\?|$)/.test(url) && headers.authorization === undefined && (isForm || /[?&]Action=/.test(url));
}

/** Who signed the request. */
export function callerOf(request: RequestHead): Caller {
  const scope = scopeOf(request);
  const token = request.headers['x-amz-security-token'];
  return scope ? { accessKeyId: scope.accessKeyId, region: scope.region, ...(typeof token === 'string' ? { sessionToken: token } : {}) } : {};
}

/** What a signed request asks of whom, as far as its head tells; undefined without a signature. */
export function signedCallOf(request: RequestHead): SignedCall | undefined {
  const scope = scopeOf(request);
  return scope && { accessKeyId: scope.accessKeyId, service: scope.service };
}

function routeByScope(request: RequestHead, services: SandboxService[], queryServices: QueryService[]): Route {
  if (isForRegistry(request)) {
    return { kind: 'registry' };
  }
  if (mayBeUnsignedAction(request)) {
    return { kind: 'unsigned' };
  }
  const name = scopeOf(request)?.service;
  const query = queryServices.find((service) => service.name === name);
  if (query) {
    return { kind: 'query', service: query };
  }
  // The REST services that the sandbox answers name their operation in the path: /describeNotificationRule.
  const rest = services.find((service) => service.name === name && !service.passThrough);
  const segment = (request.url ?? '/').split(/[/?]/)[1] ?? '';
  return rest ? { kind: 'json', service: rest, operation: segment.charAt(0).toUpperCase() + segment.slice(1) } : { kind: 'emulator' };
}

function splitTarget(header: string | string[] | undefined): [string, string] {
  const target = Array.isArray(header) ? header[0] : header ?? '';
  const dot = target.lastIndexOf('.');
  return [target.slice(0, Math.max(dot, 0)), target.slice(dot + 1)];
}

function scopeOf(request: RequestHead): { accessKeyId: string; region: string; service: string } | undefined {
  const [, accessKeyId, region, service] = /Credential=([^/,\s]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/.exec(request.headers.authorization ?? '') ?? [];
  return service === undefined ? undefined : { accessKeyId, region, service };
}

import type { RequestHead } from '../front-routing';
import { ApiCall } from './api-call';

interface S3Address {
  readonly bucket: string;
  readonly key: string;
  readonly query: URLSearchParams;
}

type Rule = readonly [method: string, parameter: string, action: string];

/** Of an object: the first rule that fits, by method and a parameter of the address. */
const OF_OBJECT: readonly Rule[] = [
  ['GET', 'acl', 's3:GetObjectAcl'],
  ['PUT', 'acl', 's3:PutObjectAcl'],
  ['GET', 'tagging', 's3:GetObjectTagging'],
  ['PUT', 'tagging', 's3:PutObjectTagging'],
  ['GET', 'uploadId', 's3:ListMultipartUploadParts'],
  ['DELETE', 'uploadId', 's3:AbortMultipartUpload'],
  ['POST', 'uploads', 's3:PutObject'],
  ['POST', 'uploadId', 's3:PutObject'],
  ['GET', 'versionId', 's3:GetObjectVersion'],
  ['HEAD', 'versionId', 's3:GetObjectVersion'],
  ['DELETE', 'versionId', 's3:DeleteObjectVersion'],
  ['GET', '', 's3:GetObject'],
  ['HEAD', '', 's3:GetObject'],
  ['PUT', '', 's3:PutObject'],
  ['DELETE', '', 's3:DeleteObject'],
];

const OF_BUCKET: readonly Rule[] = [
  ['GET', 'versions', 's3:ListBucketVersions'],
  ['GET', 'versioning', 's3:GetBucketVersioning'],
  ['GET', 'acl', 's3:GetBucketAcl'],
  ['GET', 'location', 's3:GetBucketLocation'],
  ['GET', 'encryption', 's3:GetEncryptionConfiguration'],
  ['GET', 'policy', 's3:GetBucketPolicy'],
  ['GET', 'tagging', 's3:GetBucketTagging'],
  ['GET', 'lifecycle', 's3:GetLifecycleConfiguration'],
  ['GET', 'uploads', 's3:ListBucketMultipartUploads'],
  ['GET', 'list-type', 's3:ListBucket'],
  ['GET', 'prefix', 's3:ListBucket'],
  ['HEAD', '', 's3:ListBucket'],
];

const LISTS_KEYS = ['s3:ListBucket', 's3:ListBucketVersions'];

/** The actions that S3's requests may be, for the test that holds them against the reference. */
export const S3_ACTIONS = [...new Set([...OF_OBJECT, ...OF_BUCKET].map(([, , action]) => action)), 's3:ListAllMyBuckets'];

/**
 * The calls that a request to S3 is, in both address styles.
 *
 * @param body of a request that deletes several objects
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 */
export function s3Calls(request: RequestHead, body: string): ApiCall[] {
  const address = addressOf(request);
  const method = request.method ?? 'GET';
  if (address.bucket === '') {
    return [{ action: 's3:ListAllMyBuckets', resource: '*' }];
  }
  if (address.key !== '') {
    return [...objectCalls(method, address), ...copied(request)];
  }
  return method === 'POST' && address.query.has('delete') ? deletions(address.bucket, body) : bucketCalls(method, address);
}

function bucketCalls(method: string, { bucket, query }: S3Address): ApiCall[] {
  const lists = method === 'GET' && [...query].length === 0;
  const action = lists ? 's3:ListBucket' : ruleFor(OF_BUCKET, method, query);
  const prefix = query.get('prefix');
  const context: ApiCall['context'] = prefix !== null && LISTS_KEYS.includes(String(action)) ? { 's3:prefix': [prefix] } : {};
  return [action ? { action, resource: `arn:aws:s3:::${bucket}`, context } : { action: 's3:*', resource: '*', unmapped: true }];
}

function objectCalls(method: string, { bucket, key, query }: S3Address): ApiCall[] {
  const action = ruleFor(OF_OBJECT, method, query);
  return [action ? { action, resource: `arn:aws:s3:::${bucket}/${key}` } : { action: 's3:*', resource: '*', unmapped: true }];
}

function ruleFor(rules: readonly Rule[], method: string, query: URLSearchParams): string | undefined {
  return rules.find(([ofMethod, parameter]) => ofMethod === method && (parameter === '' || query.has(parameter)))?.[2];
}

/** What is copied must be readable too. */
function copied({ headers }: RequestHead): ApiCall[] {
  const source = headers['x-amz-copy-source'];
  return typeof source === 'string'
    ? [{ action: source.includes('?versionId=') ? 's3:GetObjectVersion' : 's3:GetObject', resource: `arn:aws:s3:::${decodeURIComponent(source.replace(/^\//, '').split('?')[0])}` }]
    : [];
}

function deletions(bucket: string, body: string): ApiCall[] {
  const objects = [...body.matchAll(/<Object>([^]*?)<\/Object>/g)].map(([, object]) => object);
  return objects.map((object) => ({
    action: object.includes('<VersionId>') ? 's3:DeleteObjectVersion' : 's3:DeleteObject',
    resource: `arn:aws:s3:::${bucket}/${unescapeXml(/<Key>([^]*?)<\/Key>/.exec(object)?.[1] ?? '')}`,
  }));
}

function unescapeXml(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&apos;', "'").replaceAll('&amp;', '&');
}

function addressOf({ url = '/', headers }: RequestHead): S3Address {
  const parsed = new URL(url, 'http://s3');
  const path = decodeURIComponent(parsed.pathname.slice(1));
  const hosted = /^(.+?)\.(?:s3[.-]|localhost|127\.0\.0\.1)/.exec(headers.host ?? '')?.[1];
  const [bucket, ...key] = hosted === undefined ? path.split('/') : [hosted, ...path.split('/')];
  return { bucket, key: key.join('/'), query: parsed.searchParams };
}

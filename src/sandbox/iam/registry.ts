import { AwsError, JsonObject, SandboxService } from '../aws-json';
import type { RequestHead } from '../front-routing';
import { ApiCall, Place } from './api-call';

/** What a request to the registry is, by its method and what follows the repository's name. */
const RULES: ReadonlyArray<readonly [methods: string, rest: RegExp, action: string]> = [
  ['POST', /^blobs\/uploads\/?$/, 'ecr:InitiateLayerUpload'],
  ['PATCH', /^blobs\/uploads\/./, 'ecr:UploadLayerPart'],
  ['PUT', /^blobs\/uploads\/./, 'ecr:CompleteLayerUpload'],
  ['HEAD', /^blobs\//, 'ecr:BatchCheckLayerAvailability'],
  ['GET', /^blobs\/(?!uploads)/, 'ecr:GetDownloadUrlForLayer'],
  ['GET HEAD', /^manifests\//, 'ecr:BatchGetImage'],
  ['PUT', /^manifests\//, 'ecr:PutImage'],
  ['DELETE', /^manifests\//, 'ecr:BatchDeleteImage'],
  ['GET', /^tags\/list/, 'ecr:ListImages'],
];

/**
 * What IAM is asked about a request of the registry protocol; nothing about `/v2/` itself.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html
 * @see https://github.com/opencontainers/distribution-spec/blob/main/spec.md#endpoints
 */
export function registryCalls({ method = 'GET', url = '/' }: RequestHead, { region, accountId }: Place): ApiCall[] {
  const path = url.split('?')[0].replace(/^\/v2\/?/, '');
  const [, repository, rest] = /^(.+?)\/((?:blobs|manifests|tags)\/.*)$/.exec(path) ?? [];
  if (path === '') {
    return [];
  }
  const action = RULES.find(([methods, pattern]) => methods.split(' ').includes(method) && pattern.test(rest ?? ''))?.[2];
  return [action ? { action, resource: `arn:aws:ecr:${region}:${accountId}:repository/${repository}` } : { action: 'ecr:*', resource: '*', unmapped: true }];
}

/** Whose password it is: that of a token names the access key it was given to, and is not a secret. Undefined without a password. */
export function registryKeyOf({ headers }: RequestHead): string | undefined {
  const [, encoded] = /^Basic (\S+)$/.exec(headers.authorization ?? '') ?? [];
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString('utf8').replace(/^[^:]*:/, '');
}

/** A token lasts for twelve hours: https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry_auth.html */
const LIFETIME_SECONDS = 12 * 3600;

/** The part of ECR's API that tells the registry who one is. */
export function registryTokenService({ region, accountId }: Place): SandboxService {
  return {
    name: 'ecr',
    targetPrefix: 'AmazonEC2ContainerRegistry_V20150921',
    passThrough: true,
    operations: {
      GetAuthorizationToken: async (_input, { accessKeyId = 'nobody' }) => ({
        authorizationData: [{
          authorizationToken: Buffer.from(`AWS:${accessKeyId}`).toString('base64'),
          expiresAt: Math.floor(Date.now() / 1000) + LIFETIME_SECONDS,
          proxyEndpoint: `https://${accountId}.dkr.ecr.${region}.amazonaws.com`,
        }],
      }),
    },
  };
}

/** A refusal as a registry words it: what Docker prints. */
export function registryError(error: AwsError): JsonObject {
  return { errors: [{ code: 'DENIED', message: error.message }] };
}

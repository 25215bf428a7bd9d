import { AwsError } from '../../../src/sandbox/aws-json';
import { registryCalls, registryError, registryKeyOf, registryTokenService } from '../../../src/sandbox/iam/registry';
import { ACCOUNT, REGION } from '../support/context';

const PLACE = { region: REGION, accountId: ACCOUNT };

test.each<[method: string, path: string, action: string]>([
  ['POST', 'blobs/uploads/', 'ecr:InitiateLayerUpload'],
  ['PATCH', 'blobs/uploads/1', 'ecr:UploadLayerPart'],
  ['PUT', 'blobs/uploads/1?digest=sha256:1', 'ecr:CompleteLayerUpload'],
  ['HEAD', 'blobs/sha256:1', 'ecr:BatchCheckLayerAvailability'],
  ['GET', 'blobs/sha256:1', 'ecr:GetDownloadUrlForLayer'],
  ['HEAD', 'manifests/live', 'ecr:BatchGetImage'],
  ['GET', 'manifests/live', 'ecr:BatchGetImage'],
  ['PUT', 'manifests/live', 'ecr:PutImage'],
  ['DELETE', 'manifests/live', 'ecr:BatchDeleteImage'],
  ['GET', 'tags/list', 'ecr:ListImages'],
])('Docker\'s %s %s is %s', (method, path, action) => {
  expect(registryCalls({ method, url: `/v2/team/orders/${path}`, headers: {} }, PLACE)).toEqual([
    { action, resource: `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/team/orders` },
  ]);
});

test('any other request is judged by the service alone, and the greeting not at all', () => {
  expect(registryCalls({ method: 'GET', url: '/v2/_catalog', headers: {} }, PLACE)).toEqual([{ action: 'ecr:*', resource: '*', unmapped: true }]);
  expect(registryCalls({ method: 'GET', url: '/v2/', headers: {} }, PLACE)).toEqual([]);
});

test('the password of a token tells whose it is', async () => {
  const answer = await registryTokenService(PLACE).operations.GetAuthorizationToken({}, { accessKeyId: 'ASIA1' });
  const [{ authorizationToken, proxyEndpoint }] = answer.authorizationData as [{ authorizationToken: string; proxyEndpoint: string }];
  expect(proxyEndpoint).toBe(`https://${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com`);
  expect(registryKeyOf({ headers: { authorization: `Basic ${authorizationToken}` } })).toBe('ASIA1');
  expect(registryKeyOf({ headers: {} })).toBeUndefined();
});

test('a refusal is what Docker prints', () => {
  expect(registryError(new AwsError('AccessDeniedException', 'no', 403))).toEqual({ errors: [{ code: 'DENIED', message: 'no' }] });
});

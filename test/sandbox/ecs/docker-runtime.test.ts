import { ContainerSpec } from '../../../src/sandbox/ecs/container-runtime';
import { runArguments } from '../../../src/sandbox/ecs/docker-runtime';
import { localImage, tryParseEcrImage } from '../../../src/sandbox/ecs/image-reference';

const SPEC: ContainerSpec = { name: 'n', image: 'i', labels: {}, environment: {}, readonlyRootFilesystem: false, init: false, ports: [8080], mounts: [] };

test('ports are published on the loopback address only, and the image\'s own health check is off', () => {
  expect(runArguments(SPEC)).toEqual(['--name', 'n', '--no-healthcheck', '--publish', '127.0.0.1::8080', 'i']);
});

test('everything that a task definition can ask for becomes an argument', () => {
  expect(runArguments({
    ...SPEC,
    labels: { l: '1' },
    environment: { E: 'a b' },
    command: ['run', '-x'],
    entryPoint: ['/bin/sh', '-c'],
    user: '1000',
    workingDirectory: '/app',
    readonlyRootFilesystem: true,
    init: true,
    networkOf: 'other',
    mounts: [{ volume: 'v', path: '/tmp', readOnly: true }],
  })).toEqual([
    '--name', 'n', '--no-healthcheck', '--label', 'l=1', '--env', 'E=a b', '--network', 'container:other', '--user', '1000', '--workdir', '/app',
    '--read-only', '--init', '--entrypoint', '/bin/sh', '--mount', 'type=volume,source=v,target=/tmp,readonly', 'i', '-c', 'run', '-x',
  ]);
});

test.each([
  ['123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/app:v1', { repositoryName: 'team/app', tag: 'v1', digest: undefined }],
  ['123456789012.dkr.ecr.eu-west-1.amazonaws.com/app', { repositoryName: 'app', tag: 'latest' }],
  [`123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/app@sha256:${'0'.repeat(64)}`, { repositoryName: 'app', digest: `sha256:${'0'.repeat(64)}` }],
])('%s is an image of ECR', (image, parts) => {
  expect(tryParseEcrImage(image)).toMatchObject({ registryId: '123456789012', ...parts });
});

test.each(['nginx', 'public.ecr.aws/nginx/nginx:1', '127.0.0.1:5000/app:1'])('%s is not', (image) => {
  expect(tryParseEcrImage(image)).toBeUndefined();
});

test('an image of ECR is pulled by digest from the registry of the sandbox', () => {
  expect(localImage({ registryId: '1', repositoryName: 'team/app' }, 'sha256:1', '127.0.0.1:9')).toBe('127.0.0.1:9/team/app@sha256:1');
});

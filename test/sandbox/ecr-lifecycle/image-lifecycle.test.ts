import { createServer, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MOVING_TAGS } from '../../../src/foundation/image-repository';
import { AwsError, JsonObject } from '../../../src/sandbox/aws-json';
import { ImageLifecycle } from '../../../src/sandbox/ecr-lifecycle/ecr-lifecycle-part';
import { EmulatorClient } from '../../../src/sandbox/emulator-client';
import { synthesise } from '../../support/pipeline';

const POLICY = (synthesise().one('AWS::ECR::Repository').properties.LifecyclePolicy as { LifecyclePolicyText: string }).LifecyclePolicyText;

interface Image { digest: string; tags: string[]; pushedAt: number; manifest?: JsonObject }

/** A registry in memory with the policy that a pipeline's template gives its repository. */
class Registry {
  readonly images: Image[] = [];
  readonly log: string[] = [];
  now = 1_700_000_000;
  policy?: string = POLICY;
  readonly lifecycle: ImageLifecycle;

  constructor(emulatorUrl: string) {
    const emulator = { json: async (_: string, target: string, input: JsonObject) => this.answer(target.split('.')[1], input) } as unknown as EmulatorClient;
    this.lifecycle = new ImageLifecycle({ emulator, emulatorUrl, log: (line) => { this.log.push(line); } }, () => this.now);
  }

  /** A new image, a minute after the one before. */
  push(...tags: string[]): Image {
    this.now += 60;
    const image = { digest: `sha256:${this.images.length}-${this.now}`, tags: [], pushedAt: this.now };
    this.images.push(image);
    tags.forEach((tag) => this.tag(tag, image));
    return image;
  }

  tag(tag: string, image: Image): void {
    this.images.forEach((other) => { other.tags = other.tags.filter((held) => held !== tag); });
    image.tags.push(tag);
  }

  tagged(tag: string): Image | undefined {
    return this.images.find(({ tags }) => tags.includes(tag));
  }

  private answer(operation: string, input: JsonObject): JsonObject {
    switch (operation) {
      case 'DescribeRepositories': return { repositories: [{ repositoryName: 'orders' }] };
      case 'GetLifecyclePolicy': return this.policyText();
      case 'DescribeImages': return { imageDetails: this.images.map(detail) };
      case 'BatchGetImage': return { images: (input.imageIds as JsonObject[]).map((id) => ({ imageManifest: JSON.stringify(this.byDigest(id.imageDigest)?.manifest) })) };
      case 'BatchDeleteImage': return this.delete(input.imageIds as JsonObject[]);
      default: throw new Error(operation);
    }
  }

  private policyText(): JsonObject {
    if (this.policy === undefined) throw new AwsError('LifecyclePolicyNotFoundException', 'none');
    return { lifecyclePolicyText: this.policy };
  }

  private delete(imageIds: JsonObject[]): JsonObject {
    imageIds.forEach(({ imageDigest }) => this.images.splice(this.images.findIndex(({ digest }) => digest === imageDigest), 1));
    return {};
  }

  private byDigest(digest: unknown): Image | undefined {
    return this.images.find((image) => image.digest === digest);
  }
}

function detail({ digest, tags, pushedAt, manifest }: Image): JsonObject {
  return {
    imageDigest: digest, imageTags: tags, imagePushedAt: pushedAt, imageManifestMediaType: `application/vnd.oci.image.${manifest ? 'index' : 'manifest'}.v1+json`,
  };
}

let server: Server;
let deleted: string[];
let registry: Registry;

beforeEach(async () => {
  deleted = [];
  server = createServer((request, response) => { deleted.push(`${request.method} ${request.url}`); response.writeHead(202).end(); });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  registry = new Registry(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

test('the live and the last good image outlive twenty pushes that were never deployed, and older ones expire', async () => {
  const lastGood = registry.push('commit-a', MOVING_TAGS.lastGood);
  const live = registry.push('commit-b', MOVING_TAGS.live);
  for (let push = 1; push <= 20; push += 1) {
    registry.push(`commit-${push}`);
    await registry.lifecycle.apply();
  }
  expect([registry.tagged(MOVING_TAGS.live), registry.tagged(MOVING_TAGS.lastGood)]).toEqual([live, lastGood]);
  expect(registry.tagged('commit-10')).toBeUndefined();
  expect(registry.images).toHaveLength(12);
  expect(registry.images.flatMap(({ tags }) => tags)).toEqual(['commit-a', 'last-good', 'commit-b', 'live', ...Array.from({ length: 10 }, (_, index) => `commit-${index + 11}`)]);
});

test('of twenty that were deployed the last ten stay', async () => {
  for (let push = 1; push <= 20; push += 1) {
    const running = registry.tagged(MOVING_TAGS.live);
    if (running) registry.tag(MOVING_TAGS.lastGood, running);
    registry.push(`commit-${push}`, MOVING_TAGS.live);
    await registry.lifecycle.apply();
  }
  expect(registry.images.map(({ tags: [commit] }) => commit)).toEqual(Array.from({ length: 10 }, (_, index) => `commit-${index + 11}`));
  expect(registry.tagged(MOVING_TAGS.lastGood)?.tags).toContain('commit-19');
});

test('an untagged image expires after a day, but not while an index names it; the registry forgets its manifest too', async () => {
  const alone = registry.push();
  const child = registry.push();
  registry.push('v1').manifest = { manifests: [{ digest: child.digest }] };
  await registry.lifecycle.apply();
  expect(registry.images).toHaveLength(3);
  registry.now += 2 * 24 * 60 * 60;
  await registry.lifecycle.apply();
  expect(registry.images).not.toContain(alone);
  expect(registry.images).toContain(child);
  expect(deleted).toEqual([`DELETE /v2/orders/manifests/${alone.digest}`]);
  expect(registry.log).toEqual([`ecr: ${alone.digest} of orders has expired by rule 3 (untagged images)`]);
});

test('without a policy nothing expires', async () => {
  registry.policy = undefined;
  for (let push = 0; push < 12; push += 1) registry.push();
  await registry.lifecycle.apply();
  expect(registry.images).toHaveLength(12);
});

test('a rule that the sandbox does not apply is told once', async () => {
  registry.policy = JSON.stringify({ rules: [{ rulePriority: 1, selection: { tagStatus: 'any', countType: 'sinceImagePulled', countNumber: 1 }, action: { type: 'expire' } }] });
  await registry.lifecycle.apply();
  await registry.lifecycle.apply();
  expect(registry.log).toEqual(['ecr: orders: the sandbox does not apply rule 1 of the lifecycle policy (sinceImagePulled)']);
});

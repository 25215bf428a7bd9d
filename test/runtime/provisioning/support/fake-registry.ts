import { createHash } from 'node:crypto';
import type { ImageRegistry } from '../../../../src/runtime/provisioning/image-push';

/** An error as the SDK throws it. */
export function serviceError(name: string, message = name): Error {
  return Object.assign(new Error(message), { name });
}

/** A repository of ECR that is as strict as the real one about digests, bytes and layers; it notes every call. */
export class FakeRegistry implements ImageRegistry {
  readonly calls: string[] = [];
  readonly layers = new Map<string, Buffer>();
  readonly tags = new Map<string, string>();
  /** Called before each operation: throws, or changes what is there. */
  before: { [operation: string]: (count: number) => void } = {};
  private readonly uploads = new Map<string, Buffer>();

  constructor(private readonly repositoryName: string) {}

  async batchGetImage({ repositoryName, imageIds }: Parameters<ImageRegistry['batchGetImage']>[0]): ReturnType<ImageRegistry['batchGetImage']> {
    this.enter('BatchGetImage', repositoryName);
    const tag = imageIds![0].imageTag!;
    const manifest = this.tags.get(tag);
    if (manifest) return { images: [{ imageManifest: manifest }], failures: [] };
    return { images: [], failures: [{ imageId: { imageTag: tag }, failureCode: 'ImageNotFound' as const, failureReason: 'Requested image not found' }] };
  }

  async batchCheckLayerAvailability({ repositoryName, layerDigests }: Parameters<ImageRegistry['batchCheckLayerAvailability']>[0]) {
    this.enter('BatchCheckLayerAvailability', repositoryName);
    return { layers: layerDigests!.map((layerDigest) => ({ layerDigest, layerAvailability: this.layers.has(layerDigest) ? 'AVAILABLE' as const : 'UNAVAILABLE' as const })) };
  }

  async initiateLayerUpload({ repositoryName }: Parameters<ImageRegistry['initiateLayerUpload']>[0]) {
    this.enter('InitiateLayerUpload', repositoryName);
    const uploadId = `upload-${this.uploads.size}`;
    this.uploads.set(uploadId, Buffer.alloc(0));
    return { uploadId };
  }

  async uploadLayerPart({ repositoryName, uploadId, partFirstByte, partLastByte, layerPartBlob }: Parameters<ImageRegistry['uploadLayerPart']>[0]) {
    this.enter('UploadLayerPart', repositoryName);
    const held = this.uploads.get(uploadId!)!;
    if (partFirstByte !== held.length || partLastByte !== held.length + layerPartBlob!.length - 1) throw serviceError('InvalidLayerPartException');
    this.uploads.set(uploadId!, Buffer.concat([held, layerPartBlob!]));
  }

  async completeLayerUpload({ repositoryName, uploadId, layerDigests }: Parameters<ImageRegistry['completeLayerUpload']>[0]) {
    this.enter('CompleteLayerUpload', repositoryName);
    const content = this.uploads.get(uploadId!)!;
    const digest = `sha256:${createHash('sha256').update(content).digest('hex')}`;
    if (!layerDigests!.includes(digest)) throw serviceError('InvalidLayerException');
    if (this.layers.has(digest)) throw serviceError('LayerAlreadyExistsException');
    this.layers.set(digest, content);
  }

  async putImage({ repositoryName, imageTag, imageManifest, imageDigest }: Parameters<ImageRegistry['putImage']>[0]) {
    this.enter('PutImage', repositoryName);
    const { config, layers } = JSON.parse(imageManifest!) as { config: { digest: string }; layers: Array<{ digest: string }> };
    if (![config, ...layers].every(({ digest }) => this.layers.has(digest))) throw serviceError('LayersNotFoundException');
    if (imageDigest !== `sha256:${createHash('sha256').update(imageManifest!).digest('hex')}`) throw serviceError('ImageDigestDoesNotMatchException');
    this.tags.set(imageTag!, imageManifest!);
  }

  count(operation: string): number {
    return this.calls.filter((call) => call === operation).length;
  }

  private enter(operation: string, repositoryName: string | undefined): void {
    this.calls.push(operation);
    this.before[operation]?.(this.count(operation));
    if (repositoryName !== this.repositoryName) throw serviceError('RepositoryNotFoundException', `The repository with name '${repositoryName}' does not exist`);
  }
}

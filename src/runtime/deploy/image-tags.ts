import { Aws, isAwsError } from '../ports/aws';
import { Log } from '../ports/log';

/** Manifest types as the registry stores them; without the list ECR would convert the manifest, and so change its digest. */
const MANIFEST_TYPES = [
  'application/vnd.oci.image.manifest.v1+json', 'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json', 'application/vnd.docker.distribution.manifest.list.v2+json',
];

interface StoredImage {
  readonly imageId?: { readonly imageDigest?: string };
  readonly imageManifest?: string;
  readonly imageManifestMediaType?: string;
}

/** The tags by which the repository knows what is live, and what was before: its lifecycle rules never take these images. */
export class ImageTags {
  constructor(private readonly aws: Aws, private readonly log: Log, private readonly repositoryName: string) {}

  /**
   * Moves `last-good` to the image that was live until now, and `live` to the new one.
   *
   * When `live` is there already (a repeated run), `last-good` stays where it is.
   */
  public async markLive(digest: string): Promise<void> {
    const before = (await this.find({ imageTag: 'live' }))?.imageId?.imageDigest;
    if (before === digest) {
      this.log.step('tag live is already on this image');
      return;
    }
    if (before !== undefined) { await this.move('last-good', before); }
    await this.move('live', digest);
  }

  /** Whether an image is one of the platforms of a multi-platform image. */
  public async isPlatformOf(platformDigest: string, imageDigest: string): Promise<boolean> {
    const manifest = (await this.find({ imageDigest }))?.imageManifest ?? '{}';
    const { manifests = [] } = JSON.parse(manifest) as { manifests?: Array<{ digest?: string }> };
    return manifests.some(({ digest }) => digest === platformDigest);
  }

  private async move(imageTag: string, imageDigest: string): Promise<void> {
    const image = await this.find({ imageDigest });
    if (!image?.imageManifest) { throw new Error(`repository ${this.repositoryName} has no image ${imageDigest} to give the tag ${imageTag} to`); }
    try {
      await this.aws.call('ecr', 'PutImage', {
        repositoryName: this.repositoryName,
        imageTag,
        imageDigest,
        imageManifest: image.imageManifest,
        ...(image.imageManifestMediaType ? { imageManifestMediaType: image.imageManifestMediaType } : {}),
      });
    } catch (error) {
      if (!isAwsError(error, 'ImageAlreadyExistsException')) { throw error; }
    }
    this.log.step(`tag ${imageTag} is on ${imageDigest}`);
  }

  private async find(imageId: { imageTag?: string; imageDigest?: string }): Promise<StoredImage | undefined> {
    const input = { repositoryName: this.repositoryName, imageIds: [imageId], acceptedMediaTypes: MANIFEST_TYPES };
    const answer = await this.aws.call<{ images?: StoredImage[]; failures?: Array<{ failureCode?: string; failureReason?: string }> }>('ecr', 'BatchGetImage', input);
    const failure = answer.failures?.[0];
    if (failure && failure.failureCode !== 'ImageNotFound') {
      throw new Error(`the image could not be read from ${this.repositoryName}: ${failure.failureCode} ${failure.failureReason ?? ''}`.trim());
    }
    return answer.images?.[0];
  }
}

import type * as ecr from '@aws-sdk/client-ecr';
import type { Blob, ContainerImage } from './placeholder/placeholder-image';

/** The calls of ECR that a push takes, as `docker push` makes them through the registry's own interface. */
export interface ImageRegistry {
  batchGetImage(input: ecr.BatchGetImageCommandInput): Promise<Pick<ecr.BatchGetImageCommandOutput, 'images' | 'failures'>>;
  batchCheckLayerAvailability(input: ecr.BatchCheckLayerAvailabilityCommandInput): Promise<Pick<ecr.BatchCheckLayerAvailabilityCommandOutput, 'layers'>>;
  initiateLayerUpload(input: ecr.InitiateLayerUploadCommandInput): Promise<Pick<ecr.InitiateLayerUploadCommandOutput, 'uploadId'>>;
  uploadLayerPart(input: ecr.UploadLayerPartCommandInput): Promise<unknown>;
  completeLayerUpload(input: ecr.CompleteLayerUploadCommandInput): Promise<unknown>;
  putImage(input: ecr.PutImageCommandInput): Promise<unknown>;
}

/** The only blobs here have a few kilobytes; a part may have 20 MB. */
const FIRST_BYTE = 0;

/**
 * Puts an image under a tag of a repository, unless the tag exists. Answers whether it did.
 *
 * The tag is looked up again right before the end, since ECR cannot put "only if absent" on a tag that may move.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_Operations_Amazon_Elastic_Container_Registry.html
 */
export async function pushUnlessTagged(registry: ImageRegistry, repositoryName: string, imageTag: string, image: ContainerImage): Promise<boolean> {
  if (await isTagged(registry, repositoryName, imageTag)) return false;
  for (const blob of await missing(registry, repositoryName, image.blobs)) await upload(registry, repositoryName, blob);
  if (await isTagged(registry, repositoryName, imageTag)) return false;
  const { manifest: imageManifest, manifestMediaType: imageManifestMediaType, digest: imageDigest } = image;
  return unlessThere(registry.putImage({ repositoryName, imageTag, imageManifest, imageManifestMediaType, imageDigest }));
}

async function isTagged(registry: ImageRegistry, repositoryName: string, imageTag: string): Promise<boolean> {
  const { images = [], failures = [] } = await registry.batchGetImage({ repositoryName, imageIds: [{ imageTag }] });
  if (images.length > 0) return true;
  const unclear = failures.find(({ failureCode }) => failureCode !== 'ImageNotFound');
  if (unclear) throw new Error(`tag ${imageTag} of ${repositoryName} cannot be looked up: ${unclear.failureCode} ${unclear.failureReason}`);
  return false;
}

async function missing(registry: ImageRegistry, repositoryName: string, blobs: Blob[]): Promise<Blob[]> {
  const { layers = [] } = await registry.batchCheckLayerAvailability({ repositoryName, layerDigests: blobs.map(({ digest }) => digest) });
  const available = new Set(layers.filter(({ layerAvailability }) => layerAvailability === 'AVAILABLE').map(({ layerDigest }) => layerDigest));
  return blobs.filter(({ digest }) => !available.has(digest));
}

async function upload(registry: ImageRegistry, repositoryName: string, { content, digest }: Blob): Promise<void> {
  const { uploadId } = await registry.initiateLayerUpload({ repositoryName });
  await registry.uploadLayerPart({ repositoryName, uploadId, partFirstByte: FIRST_BYTE, partLastByte: content.length - 1, layerPartBlob: content });
  await unlessThere(registry.completeLayerUpload({ repositoryName, uploadId, layerDigests: [digest] }));
}

/** Someone else was faster: the same layer, the same image, or another image under a tag that may not move. */
const THERE = ['LayerAlreadyExistsException', 'ImageAlreadyExistsException', 'ImageTagAlreadyExistsException'];

async function unlessThere(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (error instanceof Error && THERE.includes(error.name)) return false;
    throw error;
  }
}

/** A digest as registries write it. */
export const DIGEST = /^sha256:[0-9a-f]{64}$/;

/**
 * A repository name that ECR accepts.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html
 */
export const REPOSITORY_NAME = /^[a-z0-9]+(?:[._-][a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-][a-z0-9]+)*)*$/;

/** An image pinned by its digest, taken apart. */
export interface PinnedImage {
  /** Everything before the `@`: registry host and repository. */
  readonly repositoryUri: string;
  readonly digest: string;
}

/** Takes `REPOSITORY@sha256:...` apart; undefined when the image is not pinned by digest. */
export function tryPinnedImage(image: string): PinnedImage | undefined {
  const at = image.indexOf('@');
  const repositoryUri = image.slice(0, Math.max(at, 0));
  const digest = image.slice(at + 1);
  return repositoryUri !== '' && DIGEST.test(digest) ? { repositoryUri, digest } : undefined;
}

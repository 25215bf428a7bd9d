/** An image of the sandbox's ECR, in its parts. */
export interface EcrImage {
  readonly registryId: string;
  readonly repositoryName: string;
  readonly tag?: string;
  readonly digest?: string;
}

const ECR_IMAGE = /^(\d{12})\.dkr\.ecr(?:-fips)?\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?\/([^:@]+)(?::([^@]+))?(?:@(sha256:[0-9a-f]{64}))?$/;

/** The parts of an ECR image; undefined for an image of another registry. */
export function tryParseEcrImage(image: string): EcrImage | undefined {
  const match = ECR_IMAGE.exec(image);
  if (!match) {
    return undefined;
  }
  const [, registryId, repositoryName, tag, digest] = match;
  return { registryId, repositoryName, digest, tag: digest === undefined ? tag ?? 'latest' : tag };
}

/**
 * Where the engine finds the image.
 *
 * The registry is the emulator on the loopback address, which an engine pulls from without TLS.
 */
export function localImage(image: EcrImage, digest: string, registryHost: string): string {
  return `${registryHost}/${image.repositoryName}@${digest}`;
}

import { JsonObject } from '../aws-json';
import { Credentials, EmulatorClient } from '../emulator-client';
import { tryParseEcrImage } from './image-reference';

/** A task could not be started; the message is worded as ECS words it. */
export class TaskStartError extends Error {}

const ECR_TARGET = 'AmazonEC2ContainerRegistry_V20150921';

/** Finds out which digest a tag stands for. */
export interface ImageResolver {
  /** The digest; undefined for an image of another registry, which the engine resolves by itself. */
  resolve(image: string, credentials: Credentials | undefined): Promise<string | undefined>;
}

/** Asks the registry with the execution role, so a role that may not pull fails here as it would on AWS. */
export class EcrImageResolver implements ImageResolver {
  constructor(private readonly emulator: EmulatorClient) {}

  async resolve(image: string, credentials: Credentials | undefined): Promise<string | undefined> {
    const parsed = tryParseEcrImage(image);
    if (!parsed) {
      return undefined;
    }
    await this.authorize(credentials);
    const answer = await this.emulator.json('ecr', `${ECR_TARGET}.BatchGetImage`, {
      repositoryName: parsed.repositoryName,
      imageIds: [parsed.digest ? { imageDigest: parsed.digest } : { imageTag: parsed.tag }],
    }, credentials).catch((error: Error) => {
      throw new TaskStartError(`CannotPullContainerError: failed to resolve ref ${image}: ${error.message}`);
    });
    const digest = ((answer.images as JsonObject[] | undefined)?.[0]?.imageId as JsonObject | undefined)?.imageDigest;
    if (typeof digest !== 'string') {
      throw new TaskStartError(`CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${image}: ${image}: not found`);
    }
    return digest;
  }

  private async authorize(credentials: Credentials | undefined): Promise<void> {
    await this.emulator.json('ecr', `${ECR_TARGET}.GetAuthorizationToken`, {}, credentials).catch((error: Error) => {
      throw new TaskStartError('ResourceInitializationError: unable to pull secrets or registry auth: '
        + `execution resource retrieval failed: unable to retrieve ecr registry auth: ${error.message}`);
    });
  }
}

import { AwsError, JsonObject } from '../aws-json';
import { SandboxContext, SandboxPart } from '../part';
import { expiries, isKnown, LifecycleRule, StoredImage } from './lifecycle-policy';

const ECR_TARGET = 'AmazonEC2ContainerRegistry_V20150921';
/** AWS says within 24 hours. */
const EVERY_MS = 10_000;

/** What the part needs of the sandbox. */
export type LifecycleContext = Pick<SandboxContext, 'emulator' | 'emulatorUrl' | 'log'>;

/** Applies the lifecycle policies of the repositories, which the emulator only keeps. */
export function createEcrLifecyclePart(context: SandboxContext): SandboxPart {
  const lifecycle = new ImageLifecycle(context);
  let timer: NodeJS.Timeout | undefined;
  return {
    name: 'ecr-lifecycle',
    start: async () => {
      timer = setInterval(() => {
        lifecycle.apply().catch((error: Error) => context.log(`ecr: lifecycle policies could not be applied: ${error.message}`));
      }, EVERY_MS);
      timer.unref();
    },
    stop: async () => clearInterval(timer),
  };
}

/** The lifecycle policies of all repositories. */
export class ImageLifecycle {
  private readonly toldUnknown = new Set<string>();
  private isApplying = false;

  constructor(private readonly context: LifecycleContext, private readonly now: () => number = () => Date.now() / 1000) {}

  /** Expires what each repository's policy says; does nothing while it is still at it. */
  async apply(): Promise<void> {
    if (this.isApplying) {
      return;
    }
    this.isApplying = true;
    try {
      for (const { repositoryName } of list(await this.ecr('DescribeRepositories', {}), 'repositories')) {
        await this.applyTo(String(repositoryName));
      }
    } finally {
      this.isApplying = false;
    }
  }

  private async applyTo(repositoryName: string): Promise<void> {
    const rules = await this.rulesOf(repositoryName);
    if (rules.length === 0) {
      return;
    }
    this.tellUnknown(repositoryName, rules);
    for (const { digest, rule } of expiries(rules, await this.imagesOf(repositoryName), this.now())) {
      await this.expire(repositoryName, digest);
      this.context.log(`ecr: ${digest} of ${repositoryName} has expired by rule ${rule.rulePriority} (${rule.description ?? 'no description'})`);
    }
  }

  private async rulesOf(repositoryName: string): Promise<LifecycleRule[]> {
    try {
      const { lifecyclePolicyText } = await this.ecr('GetLifecyclePolicy', { repositoryName });
      return (JSON.parse(String(lifecyclePolicyText)) as { rules?: LifecycleRule[] }).rules ?? [];
    } catch (error) {
      if (error instanceof AwsError && ['LifecyclePolicyNotFoundException', 'RepositoryNotFoundException'].includes(error.code)) {
        return [];
      }
      throw error;
    }
  }

  private async imagesOf(repositoryName: string): Promise<StoredImage[]> {
    const details = list(await this.ecr('DescribeImages', { repositoryName }), 'imageDetails');
    const referenced = await this.referencedIn(repositoryName, details.filter(isIndex).map(({ imageDigest }) => ({ imageDigest })));
    return details.map(({ imageDigest, imageTags, imagePushedAt }) => ({
      digest: String(imageDigest),
      tags: (imageTags as string[] | undefined) ?? [],
      pushedAt: Number(imagePushedAt),
      isReferenced: referenced.has(String(imageDigest)),
    }));
  }

  /** The digests that image indexes name. */
  private async referencedIn(repositoryName: string, imageIds: JsonObject[]): Promise<Set<string>> {
    if (imageIds.length === 0) {
      return new Set();
    }
    const indexes = list(await this.ecr('BatchGetImage', { repositoryName, imageIds }), 'images');
    return new Set(indexes.flatMap(({ imageManifest }) => list(JSON.parse(String(imageManifest)) as JsonObject, 'manifests').map(({ digest }) => String(digest))));
  }

  /** From the API, and from the registry's own protocol, which keeps manifests of its own. */
  private async expire(repositoryName: string, imageDigest: string): Promise<void> {
    await fetch(`${this.context.emulatorUrl}/v2/${repositoryName}/manifests/${imageDigest}`, { method: 'DELETE' });
    await this.ecr('BatchDeleteImage', { repositoryName, imageIds: [{ imageDigest }] });
  }

  private tellUnknown(repositoryName: string, rules: LifecycleRule[]): void {
    for (const { rulePriority, selection } of rules.filter((rule) => !isKnown(rule) && !this.toldUnknown.has(`${repositoryName} ${rule.rulePriority}`))) {
      this.toldUnknown.add(`${repositoryName} ${rulePriority}`);
      this.context.log(`ecr: ${repositoryName}: the sandbox does not apply rule ${rulePriority} of the lifecycle policy (${selection.countType})`);
    }
  }

  private async ecr(operation: string, input: JsonObject): Promise<JsonObject> {
    return this.context.emulator.json('ecr', `${ECR_TARGET}.${operation}`, input);
  }
}

function isIndex({ imageManifestMediaType }: JsonObject): boolean {
  return /image\.index|manifest\.list/.test(String(imageManifestMediaType));
}

function list(answer: JsonObject, name: string): JsonObject[] {
  return (answer[name] as JsonObject[] | undefined) ?? [];
}

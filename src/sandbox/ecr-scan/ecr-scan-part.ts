import * as fs from 'node:fs';
import * as path from 'node:path';
import { AwsError, JsonObject, Operation, requiredString } from '../aws-json';
import { SandboxContext, SandboxPart } from '../part';
import { FindingsFile, hasFindings, resultOfFile, ScanResult, severityCounts } from './findings';
import { ImageScanner, scanWithGrype } from './grype-scanner';

const ECR_TARGET = 'AmazonEC2ContainerRegistry_V20150921';
const STATE_NAME = 'ecr-scan';
const UNSUPPORTED = 'UnsupportedImageError: The operating system and/or package manager are not supported.';

/** How scans behave. */
export interface EcrScanOptions {
  /**
   * How long a scan stays in progress, so that a client that does not wait is found out.
   *
   * @default 1
   */
  readonly scanSeconds?: number;
  /**
   * @default - grype, where it is installed with a database
   */
  readonly scanner?: ImageScanner;
}

/** An image of the registry. */
interface Image {
  readonly repositoryName: string;
  readonly registryId: string;
  readonly imageId: JsonObject;
  readonly digest: string;
  readonly mediaType: string;
}

/** The scan part of ECR, which the emulator does not have; everything else of ECR goes on to the emulator. */
export function createEcrScanPart(context: SandboxContext, options: EcrScanOptions = {}): SandboxPart {
  return {
    name: 'ecr-scan',
    services: [{ name: 'ecr', targetPrefix: ECR_TARGET, operations: ecrScanOperations(context, options), passThrough: true }],
  };
}

/** DescribeImageScanFindings and StartImageScan. @see https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImageScanFindings.html */
export function ecrScanOperations(context: SandboxContext, options: EcrScanOptions = {}): Record<string, Operation> {
  const scans = new ImageScans(context, options);
  return {
    DescribeImageScanFindings: async (input) => scans.describe(input),
    StartImageScan: async (input) => scans.start(input),
  };
}

/** The scans of the registry's images. */
class ImageScans {
  private readonly startedAt: Record<string, number>;
  private readonly scanned = new Map<string, ScanResult | 'running' | 'none'>();

  constructor(private readonly context: SandboxContext, private readonly options: EcrScanOptions) {
    this.startedAt = context.state.read<Record<string, number>>(STATE_NAME, {});
  }

  async start(input: JsonObject): Promise<JsonObject> {
    const image = await this.findImage(input);
    if (isIndex(image)) {
      throw new AwsError('UnsupportedImageTypeException', `The image media type ${image.mediaType} is not supported for scanning.`);
    }
    this.begin(image);
    return { registryId: image.registryId, repositoryName: image.repositoryName, imageId: image.imageId, imageScanStatus: { status: 'IN_PROGRESS' } };
  }

  async describe(input: JsonObject): Promise<JsonObject> {
    const image = await this.findImage(input);
    await this.requireScan(image);
    const result = this.result(image);
    const answer = { registryId: image.registryId, repositoryName: image.repositoryName, imageId: image.imageId };
    if (!result || !hasFindings(result)) {
      const status = result ?? { status: 'IN_PROGRESS', description: 'The scan is in progress.' };
      return { ...answer, imageScanStatus: { status: status.status, description: status.description } };
    }
    return { ...answer, imageScanStatus: { status: result.status, description: result.description }, ...this.page(image, result, input) };
  }

  private page(image: Image, result: ScanResult, input: JsonObject): JsonObject {
    const isEnhanced = result.enhancedFindings.length > 0;
    const all = isEnhanced ? result.enhancedFindings : result.findings;
    const position = typeof input.nextToken === 'string' ? Buffer.from(input.nextToken, 'base64').toString('utf8') : '0';
    if (!/^\d+$/.test(position)) {
      throw new AwsError('InvalidParameterException', `Invalid parameter at 'nextToken': ${JSON.stringify(input.nextToken)}`);
    }
    const start = Number(position);
    const end = start + pageSize(input);
    const completedAt = this.startedAt[image.digest] + this.scanSeconds();
    return {
      imageScanFindings: {
        imageScanCompletedAt: completedAt,
        vulnerabilitySourceUpdatedAt: completedAt,
        findingSeverityCounts: severityCounts(all),
        [isEnhanced ? 'enhancedFindings' : 'findings']: all.slice(start, end),
      },
      ...(end < all.length ? { nextToken: Buffer.from(String(end)).toString('base64') } : {}),
    };
  }

  /** What is known about the image by now; undefined while the scan is in progress, which without a source of findings is for ever. */
  private result(image: Image): ScanResult | undefined {
    if (isIndex(image)) {
      return { status: 'FAILED', description: UNSUPPORTED, findings: [], enhancedFindings: [] };
    }
    const scanned = this.scanned.get(image.digest);
    if (scanned === 'running' || Date.now() / 1000 < this.startedAt[image.digest] + this.scanSeconds()) {
      return undefined;
    }
    return typeof scanned === 'object' ? scanned : this.resultOfFile(image.digest);
  }

  private resultOfFile(digest: string): ScanResult | undefined {
    const file = path.join(this.context.state.folder, 'findings.json');
    if (!fs.existsSync(file)) {
      return undefined;
    }
    const result = resultOfFile(JSON.parse(fs.readFileSync(file, 'utf8')) as FindingsFile, digest);
    this.context.log(`ecr: findings of ${digest} are simulated, from ${file}`);
    return result;
  }

  /** A scan exists once it was started, or when the repository scans on push. */
  private async requireScan(image: Image): Promise<void> {
    if (this.startedAt[image.digest] !== undefined) {
      if (!this.scanned.has(image.digest)) {
        this.begin(image);
      }
      return;
    }
    const answer = await this.context.emulator.json('ecr', `${ECR_TARGET}.DescribeRepositories`, { repositoryNames: [image.repositoryName] });
    const repository = (answer.repositories as JsonObject[] | undefined)?.[0];
    if ((repository?.imageScanningConfiguration as JsonObject | undefined)?.scanOnPush !== true) {
      throw new AwsError('ScanNotFoundException',
        `Image scan does not exist for the image with '${spellImageId(image.imageId)}' in the repository with name '${image.repositoryName}' in the registry with id '${image.registryId}'`);
    }
    this.begin(image);
  }

  private begin(image: Image): void {
    this.startedAt[image.digest] ??= Date.now() / 1000;
    this.context.state.write(STATE_NAME, this.startedAt);
    this.scanned.set(image.digest, 'running');
    const reference = `${new URL(this.context.emulatorUrl).host}/${image.repositoryName}@${image.digest}`;
    (this.options.scanner ?? scanWithGrype)(reference).then((result) => {
      this.scanned.set(image.digest, result ?? 'none');
    }).catch((error: Error) => {
      this.scanned.set(image.digest, { status: 'FAILED', description: error.message, findings: [], enhancedFindings: [] });
    });
  }

  private async findImage(input: JsonObject): Promise<Image> {
    const repositoryName = requiredString(input, 'repositoryName');
    const imageId = (input.imageId as JsonObject | undefined) ?? {};
    const answer = await this.context.emulator.json('ecr', `${ECR_TARGET}.BatchGetImage`, { repositoryName, imageIds: [imageId] });
    const found = (answer.images as JsonObject[] | undefined)?.[0];
    const registryId = String(input.registryId ?? this.context.accountId);
    if (!found) {
      throw new AwsError('ImageNotFoundException',
        `The image with imageId ${spellImageId(imageId)} does not exist within the repository with name '${repositoryName}' in the registry with id '${registryId}'`);
    }
    const foundId = found.imageId as JsonObject;
    return { repositoryName, registryId, imageId: foundId, digest: String(foundId.imageDigest), mediaType: mediaTypeOf(found) };
  }

  private scanSeconds(): number {
    return this.options.scanSeconds ?? 1;
  }
}

function isIndex(image: Image): boolean {
  return image.mediaType.includes('image.index') || image.mediaType.includes('manifest.list');
}

/** @see https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImageScanFindings.html#API_DescribeImageScanFindings_RequestSyntax */
function pageSize({ maxResults = 100 }: JsonObject): number {
  const size = Number(maxResults);
  if (!Number.isInteger(size) || size < 1 || size > 1000) {
    throw new AwsError('InvalidParameterException', `Invalid parameter at 'maxResults' failed to satisfy constraint: 'must be between 1 and 1000', got ${JSON.stringify(maxResults)}`);
  }
  return size;
}

function mediaTypeOf(image: JsonObject): string {
  const manifest = typeof image.imageManifest === 'string' ? JSON.parse(image.imageManifest) as JsonObject : {};
  return String(image.imageManifestMediaType ?? manifest.mediaType ?? '');
}

function spellImageId(imageId: JsonObject): string {
  return `{imageDigest:'${String(imageId.imageDigest ?? null)}', imageTag:'${String(imageId.imageTag ?? null)}'}`;
}

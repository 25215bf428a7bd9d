import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { AwsError, JsonObject } from '../../../src/sandbox/aws-json';
import { ecrScanOperations, EcrScanOptions } from '../../../src/sandbox/ecr-scan/ecr-scan-part';
import { resultOfGrype } from '../../../src/sandbox/ecr-scan/grype-scanner';
import { SandboxContext } from '../../../src/sandbox/part';
import { SandboxState } from '../../../src/sandbox/state';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const IMAGE_ID = { imageDigest: DIGEST };

class Registry {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ecr-scan-'));
  readonly log: string[] = [];
  scanOnPush = true;
  mediaType = 'application/vnd.oci.image.manifest.v1+json';

  constructor(private readonly options: EcrScanOptions = {}) {}

  findings(content: object): this {
    fs.writeFileSync(path.join(this.folder, 'findings.json'), JSON.stringify(content));
    return this;
  }

  operations() {
    const context = {
      state: new SandboxState(this.folder),
      accountId: '123456789012',
      emulatorUrl: 'http://127.0.0.1:5000',
      log: (line: string) => { this.log.push(line); },
      emulator: { json: async (_: string, target: string, input: JsonObject) => this.answer(target.split('.')[1], input) },
    } as unknown as SandboxContext;
    return ecrScanOperations(context, { scanSeconds: 0, scanner: async () => undefined, ...this.options });
  }

  async describe(input: object = {}): Promise<JsonObject> {
    return settled(this.operations(), { repositoryName: 'orders', imageId: IMAGE_ID, ...input });
  }

  private answer(operation: string, input: JsonObject): JsonObject {
    if (input.repositoryName === 'none') {
      throw new AwsError('RepositoryNotFoundException', 'no');
    }
    if (operation === 'DescribeRepositories') {
      return { repositories: [{ imageScanningConfiguration: { scanOnPush: this.scanOnPush } }] };
    }
    const [imageId] = input.imageIds as JsonObject[];
    return { images: imageId.imageTag === 'none' ? [] : [{ imageId: { imageDigest: DIGEST }, imageManifestMediaType: this.mediaType }] };
  }
}

/** The first call of a process starts the scanner; the second sees what it found. */
async function settled(operations: ReturnType<typeof ecrScanOperations>, input: JsonObject): Promise<JsonObject> {
  await operations.DescribeImageScanFindings(input, {});
  await new Promise((resolve) => { setTimeout(resolve, 5); });
  return operations.DescribeImageScanFindings(input, {});
}

const HIGH = { name: 'CVE-1', severity: 'HIGH' };
const LOW = { name: 'CVE-2', severity: 'LOW' };

test('a findings file speaks for an image, labelled as simulated', async () => {
  const registry = new Registry().findings({ default: [], [DIGEST]: [HIGH, LOW, LOW] });
  expect(await registry.describe()).toMatchObject({
    registryId: '123456789012',
    repositoryName: 'orders',
    imageId: IMAGE_ID,
    imageScanStatus: { status: 'COMPLETE', description: expect.stringContaining('simulated') },
    imageScanFindings: { findings: [HIGH, LOW, LOW], findingSeverityCounts: { HIGH: 1, LOW: 2 } },
  });
  expect(registry.log[0]).toContain('are simulated');
});

test('the default entry speaks for every other image', async () => {
  expect(await new Registry().findings({ default: [LOW] }).describe()).toMatchObject({ imageScanFindings: { findings: [LOW] } });
});

test('enhanced findings have their own list and status', async () => {
  const answer = await new Registry().findings({ default: { enhancedFindings: [{ title: 'CVE-1', severity: 'CRITICAL' }] } }).describe();
  expect(answer).toMatchObject({ imageScanStatus: { status: 'ACTIVE' }, imageScanFindings: { enhancedFindings: [{ title: 'CVE-1' }], findingSeverityCounts: { CRITICAL: 1 } } });
  expect((answer.imageScanFindings as JsonObject).findings).toBeUndefined();
});

test('findings come page by page', async () => {
  const registry = new Registry().findings({ default: [HIGH, LOW, LOW] });
  const first = await registry.describe({ maxResults: 2 });
  expect((first.imageScanFindings as JsonObject).findings).toEqual([HIGH, LOW]);
  const second = await registry.describe({ maxResults: 2, nextToken: first.nextToken });
  expect((second.imageScanFindings as JsonObject).findings).toEqual([LOW]);
  expect(second.nextToken).toBeUndefined();
  await expect(registry.describe({ nextToken: 'nonsense' })).rejects.toMatchObject({ code: 'InvalidParameterException' });
});

test('without a source of findings the scan stays in progress', async () => {
  const answer = await new Registry().describe();
  expect(answer.imageScanStatus).toMatchObject({ status: 'IN_PROGRESS' });
  expect(answer.imageScanFindings).toBeUndefined();
});

test('a scan takes its time', async () => {
  const answer = await new Registry({ scanSeconds: 60 }).findings({ default: [] }).describe();
  expect(answer.imageScanStatus).toMatchObject({ status: 'IN_PROGRESS' });
});

test('a real scanner is preferred to the file', async () => {
  const found = resultOfGrype({
    matches: [
      { vulnerability: { id: 'CVE-9', severity: 'Critical', dataSource: 'https://x' }, artifact: { name: 'openssl', version: '1' } },
      { vulnerability: { id: 'CVE-8', severity: 'Negligible' }, artifact: { name: 'zlib', version: '2' } },
    ],
  });
  const answer = await new Registry({ scanner: async () => found }).findings({ default: [] }).describe();
  expect(answer).toMatchObject({
    imageScanFindings: {
      findingSeverityCounts: { CRITICAL: 1, INFORMATIONAL: 1 },
      findings: [
        { name: 'CVE-9', severity: 'CRITICAL', attributes: [{ key: 'package_name', value: 'openssl' }, { key: 'package_version', value: '1' }] }, {},
      ],
    },
  });
});

test('a scanner that breaks makes the scan fail, with the reason', async () => {
  const answer = await new Registry({ scanner: async () => { throw new Error('disk full'); } }).findings({ default: [] }).describe();
  expect(answer.imageScanStatus).toEqual({ status: 'FAILED', description: 'disk full' });
});

test('an image index cannot be scanned', async () => {
  const registry = new Registry().findings({ default: [] });
  registry.mediaType = 'application/vnd.oci.image.index.v1+json';
  expect((await registry.describe()).imageScanStatus).toMatchObject({ status: 'FAILED', description: expect.stringMatching(/^UnsupportedImageError/) });
  await expect(registry.operations().StartImageScan({ repositoryName: 'orders', imageId: IMAGE_ID }, {})).rejects.toMatchObject({ code: 'UnsupportedImageTypeException' });
});

test('a findings file can make a scan fail', async () => {
  const answer = await new Registry().findings({ default: { status: 'FAILED', description: 'UnsupportedImageError' } }).describe();
  expect(answer.imageScanStatus).toMatchObject({ status: 'FAILED', description: expect.stringContaining('UnsupportedImageError') });
});

test.each([
  ['PENDING', 'The scan is pending.'],
  ['IN_PROGRESS', 'The scan is in progress.'],
  ['UNSUPPORTED_IMAGE', 'UnsupportedImageError: The operating system and/or package manager are not supported.'],
  ['FAILED', 'FAILED'],
  ['SCAN_ELIGIBILITY_EXPIRED', 'SCAN_ELIGIBILITY_EXPIRED'],
  ['FINDINGS_UNAVAILABLE', 'FINDINGS_UNAVAILABLE'],
  ['LIMIT_EXCEEDED', 'LIMIT_EXCEEDED'],
])('a findings file can keep a scan %s, and then there are no findings', async (status, says) => {
  const answer = await new Registry().findings({ default: [], [DIGEST]: { status, findings: [HIGH] } }).describe();
  expect(answer.imageScanStatus).toEqual({ status, description: `${says} (simulated: from the findings file of the run)` });
  expect(answer).not.toHaveProperty('imageScanFindings');
});

test('what a findings file says may change while a client waits', async () => {
  const registry = new Registry().findings({ default: { status: 'PENDING' } });
  expect((await registry.describe()).imageScanStatus).toMatchObject({ status: 'PENDING' });
  registry.findings({ default: [LOW] });
  expect(await registry.describe()).toMatchObject({ imageScanStatus: { status: 'COMPLETE' }, imageScanFindings: { findings: [LOW] } });
});

test('fails when a findings file asks for a status that ECR does not have', async () => {
  await expect(new Registry().findings({ default: { status: 'DONE' } }).describe()).rejects.toMatchObject({
    code: 'ServerException', message: expect.stringContaining('"DONE"; use one of PENDING'),
  });
});

test.each([0, 1001, 'many'])('fails when a page is to have %p findings', async (maxResults) => {
  await expect(new Registry().findings({ default: [] }).describe({ maxResults })).rejects.toMatchObject({ code: 'InvalidParameterException' });
});

test('a page has 100 findings unless told', async () => {
  const answer = await new Registry().findings({ default: Array.from({ length: 101 }, () => LOW) }).describe();
  expect((answer.imageScanFindings as JsonObject).findings).toHaveLength(100);
  expect(answer.nextToken).toEqual(expect.any(String));
});

test.each([
  ['the image does not exist', { imageId: { imageTag: 'none' } }, 'ImageNotFoundException'],
  ['the repository does not exist', { repositoryName: 'none' }, 'RepositoryNotFoundException'],
  ['the repository is not named', { repositoryName: undefined }, 'ValidationException'],
])('fails when %s', async (_, input, code) => {
  await expect(new Registry().findings({ default: [] }).describe(input)).rejects.toMatchObject({ code });
});

test('fails when no scan was ever started, until one is', async () => {
  const registry = new Registry().findings({ default: [LOW] });
  registry.scanOnPush = false;
  await expect(registry.describe()).rejects.toMatchObject({ code: 'ScanNotFoundException' });
  const operations = registry.operations();
  expect(await operations.StartImageScan({ repositoryName: 'orders', imageId: IMAGE_ID }, {})).toMatchObject({ imageScanStatus: { status: 'IN_PROGRESS' } });
  expect(await registry.describe()).toMatchObject({ imageScanStatus: { status: 'COMPLETE' } });
});

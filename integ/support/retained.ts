import { run } from '../../src/sandbox/run-command';

/**
 * What a pipeline with `RemovalPolicy.RETAIN` leaves when its stack is gone, asked for and removed with the AWS CLI of whoever calls:
 * `ts-node integ/support/retained.ts check SUFFIX`, `... remove SUFFIX`.
 */
const REPORTS = ['unit-results', 'unit-coverage', 'integration-results', 'integration-coverage'];
/** S3 deletes no more in one request; @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
const PAGE = '1000';

interface ObjectVersion {
  readonly Key: string;
  readonly VersionId: string;
}

interface Account {
  readonly accountId: string;
  readonly region: string;
}

interface Leftovers {
  readonly bucket: string;
  readonly repository: string;
  readonly reports: string[];
}

/** Fails where one is missing, or has lost what is in it. */
async function check({ bucket, repository, reports }: Leftovers): Promise<void> {
  const { ServerSideEncryptionConfiguration: { Rules: [rule] } } = await aws<Encryption>('s3api', 'get-bucket-encryption', '--bucket', bucket);
  await keyIs('Enabled', rule.ApplyServerSideEncryptionByDefault.KMSMasterKeyID);
  if ((await versionsOf(bucket)).length === 0) throw new Error(`the bucket ${bucket} is there, but its artifacts are gone`);
  await aws('ecr', 'describe-images', '--repository-name', repository, '--image-ids', 'imageTag=live');
  const { reportGroupsNotFound: missing } = await aws<{ reportGroupsNotFound: string[] }>('codebuild', 'batch-get-report-groups', '--report-group-arns', ...reports);
  if (missing.length > 0) throw new Error(`report groups are gone: ${missing.join(', ')}`);
}

/** Removes what is still there; the key after its shortest window. */
async function remove({ bucket, repository, reports }: Leftovers): Promise<void> {
  const encryption = await ifThere(() => aws<Encryption>('s3api', 'get-bucket-encryption', '--bucket', bucket));
  if (encryption) {
    await removeBucket(bucket);
    const [rule] = encryption.ServerSideEncryptionConfiguration.Rules;
    await aws('kms', 'schedule-key-deletion', '--pending-window-in-days', '7', '--key-id', rule.ApplyServerSideEncryptionByDefault.KMSMasterKeyID);
  }
  await ifThere(() => aws('ecr', 'delete-repository', '--force', '--repository-name', repository));
  for (const report of reports) await ifThere(() => aws('codebuild', 'delete-report-group', '--delete-reports', '--arn', report));
}

/** What the AWS CLI answers of a bucket's encryption. */
interface Encryption {
  readonly ServerSideEncryptionConfiguration: { readonly Rules: EncryptionRule[] };
}

interface EncryptionRule {
  readonly ApplyServerSideEncryptionByDefault: { readonly KMSMasterKeyID: string };
}

async function keyIs(state: string, keyId: string): Promise<void> {
  const { KeyMetadata } = await aws<{ KeyMetadata: { KeyState: string } }>('kms', 'describe-key', '--key-id', keyId);
  if (KeyMetadata.KeyState !== state) throw new Error(`the key ${keyId} is ${KeyMetadata.KeyState}, not ${state}`);
}

async function removeBucket(bucket: string): Promise<void> {
  for (let page = await versionsOf(bucket); page.length > 0; page = await versionsOf(bucket)) {
    const Objects = page.map(({ Key, VersionId }) => ({ Key, VersionId }));
    await aws('s3api', 'delete-objects', '--bucket', bucket, '--delete', JSON.stringify({ Objects, Quiet: true }));
  }
  await aws('s3api', 'delete-bucket', '--bucket', bucket);
}

async function versionsOf(bucket: string): Promise<ObjectVersion[]> {
  const page = await aws<{ Versions?: ObjectVersion[]; DeleteMarkers?: ObjectVersion[] } | null>(
    's3api', 'list-object-versions', '--bucket', bucket, '--max-keys', PAGE, '--no-paginate',
  );
  return [...page?.Versions ?? [], ...page?.DeleteMarkers ?? []];
}

/** What is gone already need not be removed; any other error is one. */
async function ifThere<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (/NoSuchBucket|NotFound|does not exist/.test((error as Error).message)) return undefined;
    throw error;
  }
}

async function aws<T>(...args: string[]): Promise<T> {
  return JSON.parse(await run('aws', [...args, '--output', 'json'], { timeoutSeconds: 120 }) || 'null') as T;
}

async function account(): Promise<Account> {
  const { Account: accountId } = await aws<{ Account: string }>('sts', 'get-caller-identity');
  const region = process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
  if (!region) throw new Error('no region: set AWS_REGION to the one in which the stack was');
  return { accountId, region };
}

function leftoversOf(suffix: string, { accountId, region }: Account): Leftovers {
  return {
    bucket: `cicd-artifacts-${suffix}-${accountId}-${region}`,
    repository: `cicd-repository-${suffix}`,
    reports: REPORTS.map((type) => `arn:${region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'}:codebuild:${region}:${accountId}:report-group/cicd-${type}-${suffix}`),
  };
}

async function main([verb, suffix]: string[]): Promise<void> {
  const leftovers = leftoversOf(suffix, await account());
  if (verb === 'check') await check(leftovers);
  else if (verb === 'remove') await remove(leftovers);
  else throw new Error(`'${verb}' is neither check nor remove`);
}

main(process.argv.slice(2)).catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});

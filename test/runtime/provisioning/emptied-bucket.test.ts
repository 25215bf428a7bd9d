import { serviceError } from './support/fake-registry';
import { EmptiedBucket, ObjectStore } from '../../../src/runtime/provisioning/emptied-bucket';

const PROPERTIES = { BucketName: 'artifacts' };
const { signal } = new AbortController();
type Version = { Key: string; VersionId: string };

/** A versioned bucket that lists and deletes like S3: at most 1000 at a time. */
class FakeBucket implements ObjectStore {
  errors: Array<{ Key: string; Code: string; Message: string }> = [];
  pages = 0;

  constructor(public versions: Version[], public markers: Version[] = []) {}

  async listObjectVersions({ Bucket }: { Bucket: string | undefined }) {
    if (Bucket !== 'artifacts') throw serviceError('NoSuchBucket');
    this.pages++;
    const Versions = this.versions.slice(0, 1000);
    return { Versions, DeleteMarkers: this.markers.slice(0, 1000 - Versions.length) };
  }

  async deleteObjects({ Delete }: Parameters<ObjectStore['deleteObjects']>[0]) {
    if (this.errors.length > 0) return { Errors: this.errors };
    if (Delete!.Objects!.length > 1000) throw serviceError('MalformedXML');
    const gone = new Set(Delete!.Objects!.map(({ Key, VersionId }) => `${Key} ${VersionId}`));
    const left = ({ Key, VersionId }: Version) => !gone.has(`${Key} ${VersionId}`);
    this.versions = this.versions.filter(left);
    this.markers = this.markers.filter(left);
    return {};
  }
}

const versions = (count: number, key: string): Version[] => Array.from({ length: count }, (_, n) => ({ Key: key, VersionId: `${key}-${n}` }));

describe('EmptiedBucket', () => {
  test('deletes all versions and delete markers, page by page', async () => {
    const bucket = new FakeBucket(versions(2300, 'zip'), versions(40, 'gone'));

    expect(await new EmptiedBucket(bucket).delete(PROPERTIES, signal)).toBe('2340 object versions deleted from artifacts');
    expect([bucket.versions, bucket.markers]).toEqual([[], []]);
    expect(bucket.pages).toBe(4);
  });

  test('takes an empty bucket and an absent one as done', async () => {
    expect(await new EmptiedBucket(new FakeBucket([])).delete(PROPERTIES, signal)).toBe('0 object versions deleted from artifacts');
    expect(await new EmptiedBucket(new FakeBucket([])).delete({ BucketName: 'absent' }, signal)).toBe('absent does not exist');
  });

  test('fails when an object cannot be deleted, with its key and the reason', async () => {
    const bucket = new FakeBucket(versions(2, 'zip'));
    bucket.errors = [{ Key: 'zip', Code: 'AccessDenied', Message: 'Access Denied' }];

    await expect(new EmptiedBucket(bucket).delete(PROPERTIES, signal)).rejects.toThrow('1 objects of artifacts cannot be deleted, the first is zip: AccessDenied Access Denied');
  });

  test('stops between pages when its time is over', async () => {
    const bucket = new FakeBucket(versions(5, 'zip'));
    const aborting = new AbortController();
    aborting.abort(new Error('not finished after 840 seconds'));

    await expect(new EmptiedBucket(bucket).delete(PROPERTIES, aborting.signal)).rejects.toThrow('not finished after 840 seconds');
    expect(bucket.versions).toHaveLength(5);
  });

  test('deletes nothing when the resource is created or updated', async () => {
    const bucket = new FakeBucket(versions(5, 'zip'));
    await new EmptiedBucket(bucket).create(PROPERTIES);
    await new EmptiedBucket(bucket).update(PROPERTIES);

    expect(bucket.pages).toBe(0);
  });

  test('is identified by the bucket, so that a replaced bucket is emptied', () => {
    expect(new EmptiedBucket(new FakeBucket([])).physicalId(PROPERTIES)).toBe('artifacts');
  });
});

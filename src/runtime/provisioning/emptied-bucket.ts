import type { DeleteObjectsCommandInput, DeleteObjectsCommandOutput, ListObjectVersionsCommandInput, ListObjectVersionsCommandOutput } from '@aws-sdk/client-s3';
import { Properties, ResourceKind, textProperty } from './custom-resource';

/** The two calls of S3 that emptying takes. */
export interface ObjectStore {
  listObjectVersions(input: ListObjectVersionsCommandInput): Promise<Pick<ListObjectVersionsCommandOutput, 'Versions' | 'DeleteMarkers'>>;
  deleteObjects(input: DeleteObjectsCommandInput): Promise<Pick<DeleteObjectsCommandOutput, 'Errors'>>;
}

/** `Custom::EmptiedBucket`: a bucket that is emptied, old versions and delete markers too, before it is deleted. */
export class EmptiedBucket implements ResourceKind {
  constructor(private readonly store: ObjectStore) {}

  physicalId(properties: Properties): string {
    return textProperty(properties, 'BucketName');
  }

  async create(properties: Properties): Promise<string> {
    return `${this.physicalId(properties)} will be emptied when it is deleted`;
  }

  /** Another bucket is another physical id: CloudFormation then asks to delete, and so to empty, the old one. */
  async update(properties: Properties): Promise<string> {
    return this.create(properties);
  }

  async delete(properties: Properties, signal: AbortSignal): Promise<string> {
    const bucket = this.physicalId(properties);
    try {
      return `${await this.empty(bucket, signal)} object versions deleted from ${bucket}`;
    } catch (error) {
      if (error instanceof Error && error.name === 'NoSuchBucket') return `${bucket} does not exist`;
      throw error;
    }
  }

  /** The first page, until there is none: what is written meanwhile is found too. */
  private async empty(bucket: string, signal: AbortSignal): Promise<number> {
    for (let deleted = 0; ;) {
      signal.throwIfAborted();
      const { Versions = [], DeleteMarkers = [] } = await this.store.listObjectVersions({ Bucket: bucket });
      const objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
      if (objects.length === 0) return deleted;
      const { Errors = [] } = await this.store.deleteObjects({ Bucket: bucket, Delete: { Objects: objects, Quiet: true } });
      const [first] = Errors;
      if (first) throw new Error(`${Errors.length} objects of ${bucket} cannot be deleted, the first is ${first.Key}: ${first.Code} ${first.Message}`);
      deleted += objects.length;
    }
  }
}

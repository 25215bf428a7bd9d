import { aws_iam as iam, aws_lambda as lambda, aws_s3 as s3, CustomResource, Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Foundation } from './foundation';

export interface BucketEmptierProps {
  readonly bucket: s3.Bucket;
  readonly foundation: Foundation;
}

/**
 * Empties a bucket when the stack is deleted.
 *
 * `autoDeleteObjects` does the same with a function that has a log group without key and retention, and a bucket policy of wildcard
 * actions; this one has its own keyed log group and three actions on one bucket.
 */
export class BucketEmptier extends Construct {
  constructor(scope: Construct, id: string, { bucket, foundation }: BucketEmptierProps) {
    super(scope, id);
    const { names, key } = foundation;
    const logGroup = foundation.logGroup(this, 'Logs', names.logGroup('bucket-emptier'));
    const role = new iam.Role(this, 'Role', {
      roleName: names.role('emptier'),
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { default: permissions(bucket.bucketArn, logGroup.logGroupArn) },
    });
    const handler = new lambda.CfnFunction(this, 'Function', {
      functionName: names.of('emptier'),
      runtime: 'nodejs22.x',
      handler: 'index.handler',
      role: role.roleArn,
      code: { zipFile: PROGRAM },
      kmsKeyArn: key.keyArn,
      timeout: Duration.minutes(15).toSeconds(),
      loggingConfig: { logGroup: logGroup.logGroupName },
    });
    const resource = new CustomResource(this, 'Resource', { serviceToken: handler.attrArn, resourceType: 'Custom::EmptiedBucket', properties: { BucketName: bucket.bucketName } });
    resource.node.addDependency(bucket, role, logGroup);
  }
}

function permissions(bucketArn: string, logGroupArn: string): iam.PolicyDocument {
  return new iam.PolicyDocument({
    statements: [
      new iam.PolicyStatement({ actions: ['s3:ListBucketVersions'], resources: [bucketArn] }),
      new iam.PolicyStatement({ actions: ['s3:DeleteObject', 's3:DeleteObjectVersion'], resources: [`${bucketArn}/*`] }),
      new iam.PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroupArn] }),
    ],
  });
}

/** Answers CloudFormation by its protocol; @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html */
const PROGRAM = `const { S3Client, ListObjectVersionsCommand, DeleteObjectsCommand } = require('@aws-sdk/client-s3');
async function empty(Bucket) {
  const s3 = new S3Client({});
  for (;;) {
    const page = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    const Objects = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map(({ Key, VersionId }) => ({ Key, VersionId }));
    if (!Objects.length) return;
    const { Errors } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
    if (Errors?.length) throw new Error(Errors[0].Message);
  }
}
exports.handler = async (event) => {
  let Status = 'SUCCESS', Reason = 'done';
  try {
    if (event.RequestType === 'Delete') await empty(event.ResourceProperties.BucketName);
  } catch (error) {
    if (error.name !== 'NoSuchBucket') { Status = 'FAILED'; Reason = String(error); }
  }
  const { StackId, RequestId, LogicalResourceId } = event;
  const PhysicalResourceId = event.ResourceProperties.BucketName;
  await fetch(event.ResponseURL, { method: 'PUT', body: JSON.stringify({ Status, Reason, PhysicalResourceId, StackId, RequestId, LogicalResourceId }) });
};
`;

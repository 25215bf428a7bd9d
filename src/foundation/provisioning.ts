import { aws_ecr as ecr, aws_iam as iam, aws_kms as kms, aws_lambda as lambda, aws_logs as logs, aws_s3 as s3, aws_s3_assets as assets, CustomResource, Duration, IResource } from 'aws-cdk-lib';
import { Construct, DependencyGroup } from 'constructs';
import type { ResourceNames } from './naming';
import { acknowledge, acknowledgeRole, starredStatement } from '../private/acknowledge';
import { assetPath } from '../private/assets';

/** What the function stands on; the foundation has it all. */
export interface ProvisioningBase {
  readonly names: ResourceNames;
  readonly key: kms.IKey;
  logGroup(scope: Construct, id: string, logGroupName: string): logs.LogGroup;
}

/** Lambda's longest; the program itself answers CloudFormation a minute before. */
const TIMEOUT_MINUTES = 15;

/**
 * What CloudFormation cannot do by itself: empty a bucket before it is removed, and put an image where the service looks for one.
 *
 * One function for both, made at its first use. `autoDeleteObjects` would bring a function of its own whose log group has neither key
 * nor retention, and a bucket policy of wildcard actions.
 */
export class Provisioning extends Construct {
  /** What writes to a bucket that is emptied depends on this, so that it is gone before. */
  readonly emptying = new DependencyGroup();
  private readonly permissions = new iam.PolicyDocument();
  private program?: lambda.CfnFunction;

  constructor(scope: Construct, private readonly base: ProvisioningBase) {
    super(scope, 'Provisioning');
  }

  /**
   * Deletes all versions of all objects when the stack is deleted, or when the bucket is replaced.
   *
   * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
   */
  emptyOnRemoval(bucket: s3.Bucket): CustomResource {
    const objects = starredStatement('the key of an artifact is made when the pipeline runs', { actions: ['s3:DeleteObject', 's3:DeleteObjectVersion'], resources: [`${bucket.bucketArn}/*`] });
    this.permissions.addStatements(
      new iam.PolicyStatement({ actions: ['s3:ListBucketVersions'], resources: [bucket.bucketArn] }),
      objects,
    );
    acknowledgeRole(this, [objects]);
    const resource = this.resource('Custom::EmptiedBucket', bucket, { BucketName: bucket.bucketName });
    // While the bucket is emptied, its policy still holds.
    if (bucket.policy) resource.node.addDependency(bucket.policy);
    this.emptying.add(resource);
    return resource;
  }

  /**
   * Puts an image that answers 200 on the port under the tag `live`, unless the tag exists: a service comes up before the first build.
   *
   * What uses the tag depends on the resource that is returned.
   */
  placeholderImage(repository: ecr.IRepository, port: number, architecture = lambda.Architecture.X86_64): CustomResource {
    this.permissions.addStatements(new iam.PolicyStatement({
      actions: [
        'ecr:BatchGetImage', 'ecr:BatchCheckLayerAvailability', 'ecr:InitiateLayerUpload', 'ecr:UploadLayerPart', 'ecr:CompleteLayerUpload', 'ecr:PutImage',
      ],
      resources: [repository.repositoryArn],
    }));
    return this.resource('Custom::PlaceholderImage', repository, { RepositoryName: repository.repositoryName, Port: port, Architecture: architecture.name });
  }

  private resource(resourceType: string, subject: IResource, properties: { [name: string]: unknown }): CustomResource {
    this.program ??= this.makeProgram();
    const resource = new CustomResource(this, `${subject.node.id}${resourceType.split('::')[1]}`, {
      resourceType,
      serviceToken: this.program.attrArn,
      serviceTimeout: Duration.minutes(TIMEOUT_MINUTES + 1),
      properties,
    });
    return resource;
  }

  private makeProgram(): lambda.CfnFunction {
    const { names, key } = this.base;
    const logGroup = this.base.logGroup(this, 'Logs', names.logGroup('provisioning'));
    // The last segment is the log stream, which Lambda makes.
    this.permissions.addStatements(new iam.PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] }));
    const role = new iam.Role(this, 'Role', {
      roleName: names.role('provisioning'),
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { default: this.permissions },
    });
    const code = new assets.Asset(this, 'Code', { path: assetPath('provisioning') });
    const program = new lambda.CfnFunction(this, 'Function', {
      functionName: names.of('provisioning'),
      description: 'Custom resources of the pipeline: the placeholder image, and emptying the artifact bucket',
      runtime: 'nodejs22.x',
      handler: 'index.handler',
      code: { s3Bucket: code.s3BucketName, s3Key: code.s3ObjectKey },
      role: role.roleArn,
      kmsKeyArn: key.keyArn,
      memorySize: 256,
      timeout: TIMEOUT_MINUTES * 60,
      loggingConfig: { logGroup: logGroup.logGroupName },
    });
    acknowledgeRole(role, []);
    acknowledge(program, 'the runtime is what the program is tested with, and supported until April 2027', 'AwsSolutions-L1');
    acknowledge(program, 'it runs when the stack changes, once per resource: an account with the smallest quota has no concurrency to reserve', 'LambdaConcurrency');
    acknowledge(program, 'every failure is told to CloudFormation, which waits for the answer', 'LambdaDLQ');
    acknowledge(program, 'it calls only S3, ECR and CloudFormation, which are reached from outside a VPC; in one it would need a NAT gateway or endpoints', 'LambdaInsideVPC');
    return program;
  }
}

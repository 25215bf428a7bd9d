import { aws_iam as iam, aws_s3_assets as assets, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { assetPath } from '../../private/assets';

/**
 * The scan gate and the deployer, one file, uploaded with the app: nothing is fetched from outside the account at run time.
 */
export class RuntimeProgram {
  readonly url: string;
  private readonly objectArn: string;

  constructor(scope: Construct) {
    const asset = new assets.Asset(scope, 'RuntimeProgram', { path: assetPath('runtime', 'index.js') });
    this.url = asset.s3ObjectUrl;
    this.objectArn = `arn:${Stack.of(scope).partition}:s3:::${asset.s3BucketName}/${asset.s3ObjectKey}`;
  }

  /** Reads exactly this object. */
  get permission(): iam.PolicyStatement {
    return new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [this.objectArn] });
  }
}

import { aws_iam as iam, aws_s3 as s3, CfnResource, Stack, StackProps } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/** For cdk-nag: a bucket without anything, a role that may do all. */
export class PlainStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    new s3.Bucket(this, 'Plain');
    new iam.Role(this, 'Role', { assumedBy: new iam.AccountRootPrincipal() }).addToPolicy(new iam.PolicyStatement({ actions: ['s3:*'], resources: ['*'] }));
  }
}

/** For the CDK's own rules: what CloudFormation would refuse. */
export class RefusedStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    new CfnResource(this, 'Refused', { type: 'AWS::SNS::Topic', properties: { Colour: 'no such property' } });
  }
}

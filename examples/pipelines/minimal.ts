import { Stack, StackProps } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Repo, TapCicdPipeline } from 'tap-cicd-pipeline';

/** All that must be given: an environment and a repository. Everything else is made. */
export class MinimalStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    new TapCicdPipeline(this, 'Cicd', {
      environmentSuffix: 'dev',
      repo: Repo.gitHub('acme/orders', { connectionArn: 'arn:aws:codeconnections:us-east-1:111111111111:connection/0a1b2c3d' }),
    });
  }
}

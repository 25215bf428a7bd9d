import { Stack, StackProps } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Repo, TapCicdPipeline } from 'tap-cicd-pipeline';

/** A GitHub OAuth token in place of a connection. The first deployment is without `oauthTokenIsFilled`: it makes the secret. */
export class OAuthStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    new TapCicdPipeline(this, 'Cicd', {
      environmentSuffix: 'prod',
      repo: Repo.gitHub('acme/orders', {
        oauthTokenIsFilled: true,
        // After a rotation: what `aws secretsmanager put-secret-value` answered.
        oauthTokenVersionId: '4c1e5f0a-0000-4000-8000-000000000000',
      }),
    });
  }
}

import { aws_codeconnections as codeconnections, Stack, StackProps } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Repo, TapCicdPipeline } from 'tap-cicd-pipeline';

/** The delivery of the orders service: everything that the application's repository needs to get into production. */
export class OrdersStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    // On AWS a new connection is pending until someone completes it in the console.
    const connection = new codeconnections.CfnConnection(this, 'GitHub', {
      connectionName: 'acme-github',
      providerType: 'GitHub',
      // A connection has no name in its ARN: by the tag, CloudFormation's scoped policy knows it.
      tags: [{ key: 'Environment', value: 'dev' }],
    });

    const cicd = new TapCicdPipeline(this, 'Cicd', {
      environmentSuffix: 'dev',
      repo: Repo.gitHub('acme/orders', { connectionArn: connection.attrConnectionArn }),
      tags: { project: 'orders', team: 'payments', author: 'jane', prNumber: '42' },
    });
    cicd.notifications.addEmail('payments@acme.example');

    // Writes .github/workflows/ci-cd.yml, which delivers this stack, and makes the roles that only this workflow may take.
    cicd.addGitHubWorkflow({
      repository: 'acme/orders-infra',
      ownerId: '1234567',
      repositoryId: '987654321',
      environments: { 'release/*': 'staging' },
    });
  }
}

const { App, Stack, aws_codeconnections: codeconnections } = require('aws-cdk-lib');
const { Repo, TapCicdPipeline } = require('tap-cicd-pipeline');

/** The delivery of the orders service: the stack of examples/orders-infra in JavaScript. */
class OrdersStack extends Stack {
  constructor(scope, id, props) {
    super(scope, id, props);

    const connection = new codeconnections.CfnConnection(this, 'GitHub', {
      connectionName: 'acme-github',
      providerType: 'GitHub',
      tags: [{ key: 'Environment', value: 'dev' }],
    });

    const cicd = new TapCicdPipeline(this, 'Cicd', {
      environmentSuffix: 'dev',
      repo: Repo.gitHub('acme/orders', { connectionArn: connection.attrConnectionArn }),
      tags: { project: 'orders', team: 'payments', author: 'jane', prNumber: '42' },
    });
    cicd.notifications.addEmail('payments@acme.example');

    cicd.addGitHubWorkflow({
      repository: 'acme/orders-infra',
      ownerId: '1234567',
      repositoryId: '987654321',
      environments: { 'release/*': 'staging' },
    });
  }
}

new OrdersStack(new App(), 'Orders', {
  env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION },
});

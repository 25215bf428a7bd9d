const { App, Stack, aws_codeconnections: codeconnections } = require('aws-cdk-lib');
const { Repo, TapCicdPipeline } = require('tap-cicd-pipeline');

/** A CDK app as somebody writes it who has just read the README; `--context empty=true` leaves the pipeline out. */
const app = new App();
const stack = new Stack(app, 'MyOrders', { env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION } });
const connection = new codeconnections.CfnConnection(stack, 'GitHub', { connectionName: 'jane-github', providerType: 'GitHub' });
if (!app.node.tryGetContext('empty')) {
  new TapCicdPipeline(stack, 'Cicd', {
    environmentSuffix: 'jane',
    repo: Repo.gitHub('jane/my-orders', { connectionArn: connection.attrConnectionArn }),
    tags: { project: 'orders', team: 'payments', author: 'jane', prNumber: '42' },
  });
}

const { App } = require('aws-cdk-lib');
const { {{stackClass}} } = require('./{{name}}-stack');

const app = new App();
new {{stackClass}}(app, '{{stackId}}', {
  env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION },
});

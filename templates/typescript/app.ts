import { App } from 'aws-cdk-lib';
import { {{stackClass}} } from './{{name}}-stack';

const app = new App();
new {{stackClass}}(app, '{{stackId}}', {
  env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION },
});

const { test } = require('node:test');
const { App } = require('aws-cdk-lib');
const { Match, Template } = require('aws-cdk-lib/assertions');
const { {{stackClass}} } = require('../../{{name}}-stack');

const template = Template.fromStack(new {{stackClass}}(new App(), '{{stackId}}', { env: { account: '111111111111', region: 'us-east-1' } }));

test('the pipeline follows the repository of the {{name}} service', () => {
  template.hasResourceProperties('AWS::CodePipeline::Pipeline', {
    Name: {{'pipelineName}},
    Stages: Match.arrayWith([Match.objectLike({ Name: 'Source', Actions: [Match.objectLike({ Configuration: Match.objectLike({ {{#tokenSecret}}Owner: {{'owner}}, Repo: {{'repositoryName}}{{/tokenSecret}}{{^tokenSecret}}FullRepositoryId: {{'repository}}{{/tokenSecret}} }) })] })]),
  });
});
{{#email}}

test('the team is told of failures', () => {
  template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: {{'email}} });
});
{{/email}}

test('the role that deploys may be taken by the workflow of this repository alone', () => {
  const issuer = 'token.actions.githubusercontent.com';
  template.hasResourceProperties('AWS::IAM::Role', {
    RoleName: {{'deployRoleName}},
    AssumeRolePolicyDocument: { Statement: Match.arrayWith([Match.objectLike({
      Condition: { StringEquals: Match.objectLike({ [`${issuer}:sub`]: {{'subject}}, [`${issuer}:ref`]: {{'ref}} }) },
    })]) },
  });
});

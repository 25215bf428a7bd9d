import { test } from 'node:test';
import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { OrdersStack } from '../../orders-stack';

const template = Template.fromStack(new OrdersStack(new App(), 'Orders', { env: { account: '111111111111', region: 'us-east-1' } }));

test('the pipeline follows the repository of the orders service', () => {
  template.hasResourceProperties('AWS::CodePipeline::Pipeline', {
    Name: 'cicd-pipeline-dev',
    Stages: Match.arrayWith([Match.objectLike({ Name: 'Source', Actions: [Match.objectLike({ Configuration: Match.objectLike({ FullRepositoryId: 'acme/orders' }) })] })]),
  });
});

test('the team is told of failures', () => {
  template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'payments@acme.example' });
});

test('the role that deploys may be taken by the workflow of this repository alone', () => {
  const issuer = 'token.actions.githubusercontent.com';
  template.hasResourceProperties('AWS::IAM::Role', {
    RoleName: 'cicd-github-deploy-role-dev-us-east-1',
    AssumeRolePolicyDocument: { Statement: Match.arrayWith([Match.objectLike({
      Condition: { StringEquals: Match.objectLike({ [`${issuer}:sub`]: 'repo:acme@1234567/orders-infra@987654321:environment:production', [`${issuer}:ref`]: 'refs/heads/main' }) },
    })]) },
  });
});

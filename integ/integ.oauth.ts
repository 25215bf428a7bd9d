import { Match } from '@aws-cdk/integ-tests-alpha';
import { aws_secretsmanager as secretsmanager, Stack } from 'aws-cdk-lib';
import { Repo, TapCicdPipeline } from '../src';
import { integApp, PipelineTest } from './support/pipeline-test';
import { REPOSITORY, TOKEN_SECRET } from './support/prerequisites';

/** An OAuth token in place of a connection: the token of the account, and a webhook with a secret of its own. */
const suffix = 'integ-oauth';
const app = integApp();
const stack = new Stack(app, 'TapCicdPipelineOAuth');
const cicd = new TapCicdPipeline(stack, 'Cicd', {
  environmentSuffix: suffix,
  repo: Repo.gitHub(REPOSITORY, { oauthToken: secretsmanager.Secret.fromSecretNameV2(stack, 'Token', TOKEN_SECRET), oauthTokenIsFilled: true }),
});

const test = new PipelineTest(app, 'OAuth', [{ cicd, suffix, tags: { Environment: suffix, Repository: REPOSITORY } }]);
const name = `cicd-pipeline-${suffix}`;
const source = 'pipeline.stages.0.actions.0';
test.expectValues('codepipeline', 'GetPipeline', { name }, {
  [`${source}.actionTypeId.owner`]: 'ThirdParty',
  [`${source}.actionTypeId.provider`]: 'GitHub',
  // CodePipeline shows no token: https://docs.aws.amazon.com/codepipeline/latest/userguide/appendix-github-oauth.html
  [`${source}.configuration.OAuthToken`]: '****',
});
test.expect('codepipeline', 'ListWebhooks', {}, {
  webhooks: Match.arrayWith([Match.objectLike({ definition: Match.objectLike({ name, targetPipeline: name, targetAction: 'GitHub', authentication: 'GITHUB_HMAC' }) })]),
});
test.expect('secrets-manager', 'DescribeSecret', { SecretId: `cicd-webhook-secret-${suffix}` }, { KmsKeyId: cicd.key.keyArn });

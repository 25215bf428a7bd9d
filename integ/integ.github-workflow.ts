import * as path from 'node:path';
import { ExpectedResult, Match } from '@aws-cdk/integ-tests-alpha';
import { ArnFormat, aws_iam as iam, Stack } from 'aws-cdk-lib';
import { Repo, TapCicdPipeline } from '../src';
import { connectionArn, integApp, PipelineTest } from './support/pipeline-test';
import { GITHUB_ISSUER, REPOSITORY } from './support/prerequisites';

/**
 * The other orchestration: three roles that trust one workflow of one repository, by the account's provider for GitHub's tokens.
 *
 * That they are given for a token of this workflow and refused for others needs tokens, which only GitHub's runners get: test/e2e has that.
 */
const suffix = 'integ-github';
const app = integApp();
const stack = new Stack(app, 'TapCicdPipelineGitHub');
const cicd = new TapCicdPipeline(stack, 'Cicd', {
  environmentSuffix: suffix,
  repo: Repo.gitHub(REPOSITORY, { connectionArn: connectionArn(stack) }),
});
const provider = stack.formatArn({ service: 'iam', region: '', resource: 'oidc-provider', resourceName: GITHUB_ISSUER, arnFormat: ArnFormat.SLASH_RESOURCE_NAME });
cicd.addGitHubWorkflow({
  ownerId: '123456',
  repositoryId: '789012',
  branches: ['main'],
  oidcProvider: iam.OidcProviderNative.fromOidcProviderArn(stack, 'GitHub', provider),
  repositoryRoot: path.join(__dirname, 'support', 'workflow-repository'),
});

const test = new PipelineTest(app, 'GitHub', [{ cicd, suffix, tags: { Environment: suffix, Repository: REPOSITORY } }]);
const encoded = (text: string) => encodeURIComponent(text).replace(/\*/g, '\\*');
const trusts = (...texts: string[]) => ({ 'Role.AssumeRolePolicyDocument': ExpectedResult.stringLikeRegexp(texts.map(encoded).join('.*')) });
const role = (type: string) => ({ RoleName: `cicd-github-${type}-role-${suffix}-${stack.region}` });

// No order of keys in a policy is promised: each condition by itself.
const subject = 'repo:tap-cicd-pipeline@123456/orders-service@789012';
for (const type of ['deploy', 'diff', 'notify']) {
  test.expectValues('iam', 'GetRole', role(type), trusts('sts:AssumeRoleWithWebIdentity'));
  test.expectValues('iam', 'GetRole', role(type), trusts(`${GITHUB_ISSUER}:aud`));
  test.expect('iam', 'ListRoleTags', role(type), { Tags: Match.arrayWith([{ Key: 'Environment', Value: suffix }]) });
}
test.expectValues('iam', 'GetRole', role('deploy'), trusts(`${subject}:environment:production`));
test.expectValues('iam', 'GetRole', role('diff'), trusts(`${subject}:pull_request`));
test.expectValues('iam', 'GetRole', role('notify'), trusts(`${subject}:ref:refs/heads/main`));

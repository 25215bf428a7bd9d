import { Stack } from 'aws-cdk-lib';
import { TapCicdPipeline } from '../src';
import { connectionArn, integApp, PipelineTest } from './support/pipeline-test';
import { REPOSITORY } from './support/prerequisites';

/** A pipeline whose settings come from the environment, with an application in its names. */
const suffix = 'integ-env';
const app = integApp();
const stack = new Stack(app, 'TapCicdPipelineEnvironment');

// Every variable that is read, whatever the machine's own are.
Object.assign(process.env, {
  ENVIRONMENT_SUFFIX: suffix,
  GITHUB_REPOSITORY: REPOSITORY,
  GITHUB_CONNECTION_ARN: connectionArn(stack),
  DELIVERY_BRANCH: 'main',
  APPLICATION: 'orders',
  PROJECT: 'tap-cicd-pipeline',
  TEAM: '',
  GITHUB_REPOSITORY_OWNER: 'maintainers',
  COMMIT_AUTHOR: '',
  GITHUB_ACTOR: 'dependabot[bot]',
  PR_NUMBER: '42',
});
const cicd = TapCicdPipeline.fromEnvironment(stack, 'Cicd');

new PipelineTest(app, 'Environment', [{
  cicd,
  suffix,
  prefix: 'cicd-orders',
  logFolder: `/cicd/orders-${suffix}`,
  tags: { Environment: suffix, Repository: REPOSITORY, Project: 'tap-cicd-pipeline', Team: 'maintainers', Author: 'dependabot_bot_', PRNumber: '42' },
}]);

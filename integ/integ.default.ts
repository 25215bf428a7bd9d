import { Stack } from 'aws-cdk-lib';
import { Repo, TapCicdPipeline } from '../src';
import { connectionArn, integApp, PipelineTest } from './support/pipeline-test';
import { REPOSITORY } from './support/prerequisites';

/** The default pipeline: nothing is given but what must be. */
const suffix = 'integ-default';
const app = integApp();
const stack = new Stack(app, 'TapCicdPipelineDefault');
const cicd = new TapCicdPipeline(stack, 'Cicd', {
  environmentSuffix: suffix,
  repo: Repo.gitHub(REPOSITORY, { connectionArn: connectionArn(stack) }),
  tags: { project: 'tap-cicd-pipeline', team: 'maintainers', author: 'dependabot[bot]' },
});

new PipelineTest(app, 'Default', [{
  cicd,
  suffix,
  tags: { Environment: suffix, Repository: REPOSITORY, Project: 'tap-cicd-pipeline', Team: 'maintainers', Author: 'dependabot_bot_' },
}]);

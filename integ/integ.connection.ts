import { Stack } from 'aws-cdk-lib';
import { Repo, TapCicdPipeline } from '../src';
import { connectionArn, integApp, PipelineTest } from './support/pipeline-test';
import { REPOSITORY } from './support/prerequisites';

/** A connection with filters for branches, files, tags and pull requests. What starts is asked of the pipeline; no test pushes to GitHub. */
const suffix = 'integ-filters';
const app = integApp();
const stack = new Stack(app, 'TapCicdPipelineConnection');
const cicd = new TapCicdPipeline(stack, 'Cicd', {
  environmentSuffix: suffix,
  repo: Repo.gitHub(REPOSITORY, {
    connectionArn: connectionArn(stack),
    pushFilters: [{ branches: ['main', 'release/*'], filePaths: ['src/**'] }, { tags: ['v*'] }],
    pullRequestBranches: ['main'],
  }),
});

const test = new PipelineTest(app, 'Connection', [{ cicd, suffix, tags: { Environment: suffix, Repository: REPOSITORY } }]);
const trigger = 'pipeline.triggers.0';
const git = `${trigger}.gitConfiguration`;
test.expectValues('codepipeline', 'GetPipeline', { name: `cicd-pipeline-${suffix}` }, {
  [`${trigger}.providerType`]: 'CodeStarSourceConnection',
  [`${git}.sourceActionName`]: 'GitHub',
  [`${git}.push.0.branches.includes.0`]: 'main',
  [`${git}.push.0.branches.includes.1`]: 'release/*',
  [`${git}.push.0.filePaths.includes.0`]: 'src/**',
  [`${git}.push.1.tags.includes.0`]: 'v*',
  [`${git}.pullRequest.0.branches.includes.0`]: 'main',
  [`${git}.pullRequest.0.events.0`]: 'OPEN',
  [`${git}.pullRequest.0.events.1`]: 'UPDATED',
});

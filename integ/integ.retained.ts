import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Repo, TapCicdPipeline } from '../src';
import { connectionArn, integApp, PipelineTest } from './support/pipeline-test';
import { REPOSITORY } from './support/prerequisites';

/**
 * Retained: key, bucket with its artifacts, repository with its images, and reports outlive the stack.
 *
 * When the stack is gone `support/retained.ts` asks for them, then removes them: a second run finds its names free.
 */
const suffix = 'integ-retained';
const app = integApp();
const stack = new Stack(app, 'TapCicdPipelineRetained');
const cicd = new TapCicdPipeline(stack, 'Cicd', {
  environmentSuffix: suffix,
  repo: Repo.gitHub(REPOSITORY, { connectionArn: connectionArn(stack) }),
  removalPolicy: RemovalPolicy.RETAIN,
});

const retained = 'ts-node --transpile-only --project tsconfig.json support/retained.ts';
new PipelineTest(app, 'Retained', [{ cicd, suffix, tags: { Environment: suffix, Repository: REPOSITORY } }], [`${retained} check ${suffix}`, `${retained} remove ${suffix}`]);

import * as fs from 'fs';
import { App, Stack } from 'aws-cdk-lib';
import { pipelineByHand, Shape } from './by-hand';
import { Repo, TapCicdPipeline } from '../../src';

const CONNECTION_ARN = 'arn:aws:codeconnections:us-east-1:111111111111:connection/0a1b2c3d-0000-4000-8000-000000000000';

export type Author = 'ours' | Shape;

export const AUTHORS: Author[] = ['ours', 'l2-full', 'l2-five-stage'];

/** What is synthesised: so many pipelines, each in a stack of its own, and in ours so many suites more than the two that are always there. */
export interface AppShape {
  readonly author: Author;
  readonly pipelines: number;
  readonly addedSuites?: number;
}

/** An app of one author. */
export function appOf({ author, pipelines, addedSuites = 0 }: AppShape): App {
  // What `cdk init` writes into an app.
  const context = JSON.parse(fs.readFileSync(require.resolve('aws-cdk-lib/recommended-feature-flags.json'), 'utf8'));
  const app = new App({ context });
  for (let n = 1; n <= pipelines; n++) {
    const [stackName, suffix] = pipelines === 1 ? ['Baseline', 'dev'] : [`Baseline${n}`, `dev-${n}`];
    const stack = new Stack(app, stackName, { env: { account: '111111111111', region: 'us-east-1' } });
    if (author === 'ours') ourPipeline(stack, suffix, addedSuites);
    else pipelineByHand(stack, author);
  }
  return app;
}

function ourPipeline(stack: Stack, environmentSuffix: string, addedSuites: number): void {
  const cicd = new TapCicdPipeline(stack, 'Cicd', { environmentSuffix, repo: Repo.gitHub('acme/orders', { connectionArn: CONNECTION_ARN }) });
  for (let n = 1; n <= addedSuites; n++) cicd.addTestSuite(`suite-${n}`);
}

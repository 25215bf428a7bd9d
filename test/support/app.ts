import { App, Environment, Stack } from 'aws-cdk-lib';

// The validator of newer CDK versions costs seconds a synthesis; one compliance test runs with it on.
process.env.CDK_VALIDATION = 'false';

export const ACCOUNT = '111111111111';
export const REGION = 'us-east-1';

export interface StackOptions {
  readonly env?: Environment;
  readonly app?: App;
  readonly stackName?: string;
}

/** An empty stack of a known account and region; `env: {}` makes one that is not bound to an environment. */
export function makeStack({ env = { account: ACCOUNT, region: REGION }, app = makeApp(), stackName = 'Delivery' }: StackOptions = {}): Stack {
  return new Stack(app, stackName, { env });
}

export function makeApp(): App {
  return new App({ analyticsReporting: false });
}

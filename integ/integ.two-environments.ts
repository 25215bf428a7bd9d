import { aws_ec2 as ec2, Stack } from 'aws-cdk-lib';
import { DeployTarget, Repo, TapCicdPipeline } from '../src';
import { connectionArn, integApp, PipelineTest, Subject } from './support/pipeline-test';
import { REPOSITORY } from './support/prerequisites';

/** Two environments of one application in one account and network: everything has its own name, key and service, and both deliver at once. */
const app = integApp();
const vpc = new ec2.Vpc(new Stack(app, 'TapCicdPipelineNetwork'), 'Network', {
  natGateways: 0, maxAzs: 2, restrictDefaultSecurityGroup: false, subnetConfiguration: [{ name: 'public', subnetType: ec2.SubnetType.PUBLIC }],
});

function environment(suffix: string): Subject {
  const stack = new Stack(app, `TapCicdPipeline-${suffix}`);
  const cicd = new TapCicdPipeline(stack, 'Cicd', {
    environmentSuffix: suffix,
    repo: Repo.gitHub(REPOSITORY, { connectionArn: connectionArn(stack) }),
    target: DeployTarget.fargateService({ vpc }),
  });
  return { cicd, suffix, tags: { Environment: suffix, Repository: REPOSITORY } };
}

new PipelineTest(app, 'TwoEnvironments', [environment('integ-dev'), environment('integ-qa')]);

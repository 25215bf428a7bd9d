import * as fs from 'fs';
import {
  App, aws_codebuild as codebuild, aws_codepipeline as codepipeline, aws_codepipeline_actions as actions, aws_ecr as ecr, aws_ecs as ecs,
  aws_ecs_patterns as patterns, aws_kms as kms, aws_logs as logs, aws_s3 as s3, aws_sns as sns, Duration, Stack,
} from 'aws-cdk-lib';
import { Repo, TapCicdPipeline } from '../../src';

const CONNECTION_ARN = 'arn:aws:codeconnections:us-east-1:111111111111:connection/0a1b2c3d-0000-4000-8000-000000000000';

export type Author = 'ours' | 'by hand';

/** An app of so many pipelines, each in a stack of its own. */
export function appOf(author: Author, pipelines: number): App {
  // What `cdk init` writes into an app.
  const context = JSON.parse(fs.readFileSync(require.resolve('aws-cdk-lib/recommended-feature-flags.json'), 'utf8'));
  const app = new App({ context });
  for (let n = 1; n <= pipelines; n++) {
    const stack = new Stack(app, `Delivery${n}`, { env: { account: '111111111111', region: 'us-east-1' } });
    if (author === 'ours') ourPipeline(stack, `dev-${n}`);
    else pipelineByHand(stack);
  }
  return app;
}

function ourPipeline(stack: Stack, environmentSuffix: string): void {
  new TapCicdPipeline(stack, 'Cicd', { environmentSuffix, repo: Repo.gitHub('acme/orders', { connectionArn: CONNECTION_ARN }) });
}

/**
 * What someone writes who knows the L2 constructs and gives a key to each that takes one: the same five stages, network, service and topic.
 *
 * It has no scan gate, no deployer, no placeholder, no alarm, no flow logs, no tags and no report groups.
 */
function pipelineByHand(stack: Stack): void {
  const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
  const artifactBucket = new s3.Bucket(stack, 'Artifacts', {
    encryption: s3.BucketEncryption.KMS,
    encryptionKey: key,
    enforceSSL: true,
    versioned: true,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    lifecycleRules: [{ expiration: Duration.days(30) }],
  });
  const repository = new ecr.Repository(stack, 'Images', {
    encryption: ecr.RepositoryEncryption.KMS, encryptionKey: key, imageScanOnPush: true, lifecycleRules: [{ maxImageCount: 10 }],
  });
  const service = new patterns.ApplicationLoadBalancedFargateService(stack, 'Orders', {
    taskImageOptions: { image: ecs.ContainerImage.fromEcrRepository(repository) }, circuitBreaker: { rollback: true }, minHealthyPercent: 100,
  });
  const project = (name: string, privileged = false) => new codebuild.PipelineProject(stack, name, {
    encryptionKey: key,
    timeout: Duration.minutes(30),
    environment: { buildImage: codebuild.LinuxBuildImage.STANDARD_7_0, privileged },
    logging: { cloudWatch: { logGroup: new logs.LogGroup(stack, `${name}Logs`, { encryptionKey: key, retention: logs.RetentionDays.ONE_WEEK }) } },
  });
  const source = new codepipeline.Artifact();
  const image = new codepipeline.Artifact();
  const docker = project('Docker', true);
  repository.grantPullPush(docker);
  const run = (actionName: string, input = source) => new actions.CodeBuildAction({ actionName, input, project: project(actionName) });
  const pipeline = new codepipeline.Pipeline(stack, 'Pipeline', {
    artifactBucket,
    pipelineType: codepipeline.PipelineType.V2,
    stages: [
      {
        stageName: 'Source',
        actions: [new actions.CodeStarConnectionsSourceAction({ actionName: 'GitHub', connectionArn: CONNECTION_ARN, owner: 'acme', repo: 'orders', output: source })],
      },
      { stageName: 'Build', actions: [new actions.CodeBuildAction({ actionName: 'Image', project: docker, input: source, outputs: [image] })] },
      { stageName: 'Test', actions: [run('Unit'), run('Integration')] },
      { stageName: 'SecurityScan', actions: [run('Scan', image)] },
      { stageName: 'Deploy', actions: [new actions.EcsDeployAction({ actionName: 'Service', service: service.service, input: image })] },
    ],
  });
  pipeline.notifyOnAnyStageStateChange('Events', new sns.Topic(stack, 'Topic', { masterKey: key, enforceSSL: true }));
}
